"""A province and a city, each a process with a database of its own; the province is killed."""

import contextlib
import json
import os
import pathlib
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.db import connection

KEY = "a key that two nodes share, for this test alone"
ROOT = pathlib.Path(__file__).resolve().parents[3]
ANNA, BERT, CARL, DORA, EDDA = range(5)
"""Places in the cast."""


class Instance:
    """An installation in a process of its own; may be killed and started again."""

    def __init__(self, data: pathlib.Path, *, role: str, code: str) -> None:
        self.data, self.role, self.code, self.port = data, role, code, _free_port()
        self._process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = os.environ | {
            "SHIMING_DATA_DIR": str(self.data),
            "SHIMING_DATABASE_URL": "",
            "SHIMING_NODE_ROLE": self.role,
            "SHIMING_NODE_CODE": self.code,
            "PYTHONPATH": str(ROOT),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.trust_sources.nodes.instance", str(self.port)],
            cwd=ROOT,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def wait(self) -> None:
        """Wait until it serves."""
        self._read()

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.communicate()

    def ask(self, work: str, /, **arguments: object) -> object:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": work, **arguments}) + "\n")
        self._process.stdin.flush()
        return self._read()

    def look(self) -> dict[str, object]:
        seen = self.ask("look")
        assert isinstance(seen, dict)
        return seen

    def _read(self) -> object:
        assert self._process is not None
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())["answer"]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def nodes(tmp_path: pathlib.Path, transactional_db: None) -> Iterator[tuple[Instance, Instance]]:
    if connection.vendor != "sqlite":
        pytest.skip("each instance stands on an SQLite file of its own")
    made = (
        Instance(tmp_path / "province", role="province", code="gd"),
        Instance(tmp_path / "city", role="city", code="gz"),
    )
    with contextlib.ExitStack() as stack:
        for instance in made:
            instance.data.mkdir()
            (instance.data / "static").mkdir()
            # The tests' own database has every table already.
            file = instance.data / "shiming.sqlite3"
            with contextlib.closing(sqlite3.connect(file)) as copy:
                connection.ensure_connection()
                connection.connection.backup(copy)
            instance.start()
            stack.callback(instance.kill)
        for instance, other, portal in zip(made, reversed(made), ("guangzhou", ""), strict=True):
            instance.wait()
            instance.ask(
                "know",
                code=other.code,
                address=other.address,
                key=KEY,
                role=other.role,
                portal=portal,
            )
        yield made


def test_a_city_goes_on_without_its_province_and_nothing_is_lost_or_done_twice(
    nodes: tuple[Instance, Instance],
) -> None:
    province, city = nodes
    # New users: on the province's page inside the city's portal, and an old one of the city's own.
    province.ask("register", member=ANNA, portal="guangzhou", attached=False)
    city.ask("register", member=BERT, portal="", attached=True)
    delivered = (province.ask("deliver"), city.ask("deliver"))
    assert delivered == (1, 2), [node.look() for node in nodes]
    for node in nodes:
        assert (node.look()["mobiles"], node.look()["homes"]) == ([ANNA, BERT], ["gz", "gz"])

    # Anna changes her mobile at the province, which dies before it could tell anybody.
    province.ask("change_mobile", was=ANNA, becomes=CARL)
    province.kill()

    # The city signs people in, and changes what they want changed: Anna's mobile too.
    assert city.ask("sign_in", member=BERT)
    city.ask("change_mobile", was=ANNA, becomes=DORA)
    city.ask("change_mobile", was=BERT, becomes=EDDA)
    city.ask("change_mobile", was=EDDA, becomes=BERT)
    assert city.ask("deliver") == 0
    assert city.ask("sign_in", member=BERT)
    alone = city.look()
    assert (alone["waiting"], alone["errors"]) == (3, ["connection"])

    # Back again, with what it had: events in the wrong order are refused, and come in order later.
    province.start()
    province.wait()
    assert city.ask("send_backwards", again=False) == ["applied", "conflict", "refused"]
    city.ask("deliver")
    assert city.look()["waiting"] == 0
    province.ask("deliver")
    assert province.look()["waiting"] == 0
    after = province.look()
    assert after["mobiles"] == [BERT, CARL]
    assert city.look()["mobiles"] == [BERT, DORA]
    # Both changed Anna's mobile: each side has that in its work list, and nobody's was overwritten.
    assert after["conflicts"] == ["contact_differs"]
    assert city.look()["conflicts"] == ["contact_differs"]

    # Everything once more, backwards: nothing changes.
    before = [node.look() for node in nodes]
    assert set(city.ask("send_backwards", again=True)) == {"already"}  # type: ignore[call-overload]  # a list, as JSON
    assert set(province.ask("send_backwards", again=True)) == {"already"}  # type: ignore[call-overload]  # as above
    assert [node.look() for node in nodes] == before
