"""
Fifty refreshes with one token while the server is killed (issue 4, point 5; RFC 9700, 4.14.2).

A real server on the database of the tests: on SQLite with Django's driver, on PostgreSQL with the
fast one. It is killed with -9 once so many answers are there, started again, and whoever got no
answer asks once more, as clients do.
"""

import concurrent.futures
import contextlib
import dataclasses
import os
import pathlib
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
import requests
from django.db import connection

from shiming.identity_provider import ports
from tests.factories.identity_provider import basic, make_client
from tests.identity_provider.drivers.conftest import conninfo

CLIENTS = 50
Said = requests.Response | None


@pytest.fixture
def provider_settings() -> ports.ProviderSettings:
    """Return the settings of this run's environment, which the other process has as well."""
    return ports.provider_settings()


@pytest.fixture
def time() -> None:
    """Leave the clock alone: the server that is killed has its own."""


@dataclasses.dataclass
class Server:
    """A server that can be killed and started again."""

    database: str
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        is_postgresql = connection.vendor == "postgresql"
        self.process = subprocess.Popen(
            [
                str(pathlib.Path(sys.executable).parent / "granian"),
                *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)),
                *("--workers", "1", "--blocking-threads", "8", "--no-ws", "--no-access-log"),
                "tests.identity_provider.rfc6749_6.served:application",
            ],
            cwd=pathlib.Path(__file__).parents[3],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "SERVED_DATABASE": self.database,
                "SERVED_POSTGRESQL": conninfo() if is_postgresql else "",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _ in range(600):
            with contextlib.suppress(requests.RequestException):
                self.ask("/oauth2/token", {})
                return
            threading.Event().wait(0.05)
        pytest.fail("the server does not start")

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def count(self, sql: str) -> int:
        """Return a number out of the database that the server writes to."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return int(cursor.fetchone()[0])
        database = sqlite3.connect(self.database)
        try:
            return int(database.execute(sql).fetchone()[0])
        finally:
            database.close()

    def ask(self, path: str, form: dict[str, str], **headers: str) -> requests.Response:
        return requests.post(
            f"http://127.0.0.1:{self.port}{path}",
            data=form,
            headers={"Host": "localhost", **headers},
            timeout=30,
        )


@pytest.fixture
def serve(transactional_db: None, tmp_path: pathlib.Path) -> Iterator[Callable[[], Server]]:
    """Return a function that starts a server on what is in the database by then."""
    running: list[Server] = []

    def serve() -> Server:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        database = str(connection.settings_dict["NAME"])
        if connection.vendor == "sqlite":
            # That of the tests is in memory, and nobody else's.
            database = str(tmp_path / "served.sqlite3")
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [database])
        server = Server(database=database, port=port)
        server.start()
        running.append(server)
        return server

    yield serve
    for server in running:
        if server.process is not None and server.process.poll() is None:
            server.kill()


@pytest.mark.django_db(transaction=True)
class TestKilledServer:
    @pytest.mark.requirement("S19-5")
    @pytest.mark.parametrize("answers_before", [0, 1, 20])
    def test_has_at_most_one_winner_and_loses_no_reuse(
        self,
        get_tokens: Callable[..., dict[str, str]],
        serve: Callable[[], Server],
        answers_before: int,
    ) -> None:
        client = make_client()
        token = get_tokens(client)["refresh_token"]
        headers = {"Authorization": basic(client)}
        form = {"grant_type": "refresh_token", "refresh_token": token}
        server = serve()
        gate, enough, answered = threading.Barrier(CLIENTS + 1), threading.Event(), []

        def refresh(*, is_first: bool = True) -> Said:
            try:
                if is_first:
                    gate.wait()
                answer = server.ask("/oauth2/token", form, **headers)
            except requests.RequestException:
                return None
            answered.append(answer)
            if len(answered) >= answers_before:
                enough.set()
            return answer

        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            asked = [pool.submit(refresh) for _ in range(CLIENTS)]
            gate.wait()
            if answers_before:
                assert enough.wait(30)
            server.kill()
            first = [one.result() for one in asked]
        server.start()
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            again = [pool.submit(refresh, is_first=False) for said in first if said is None]
            second = [one.result() for one in again]

        said = [one for one in [*first, *second] if one is not None]
        assert len(said) == CLIENTS
        assert {one.status_code for one in said} <= {200, 400}
        winners = [one.json() for one in said if one.status_code == 200]
        assert len(winners) <= 1
        assert {one.json()["error"] for one in said if one.status_code == 400} == {"invalid_grant"}
        # One rotation in the books, whether or not the winner lived to hear of it.
        successors = "SELECT count(*) FROM identity_provider_refresh_token WHERE rotated_at IS NULL"
        assert server.count(successors) == 1
        refreshed = (
            "SELECT count(*) FROM audit_record WHERE event = 'identity_provider.tokens.refreshed'"
        )
        assert server.count(refreshed) == 1
        # Forty-nine had a copy of a used token: the family is gone, the winner's part too.
        revoked = (
            "SELECT count(*) FROM identity_provider_authorization_code WHERE revoked_at IS NOT NULL"
        )
        assert server.count(revoked) == 1
        for winner in winners:
            heir = {"grant_type": "refresh_token", "refresh_token": winner["refresh_token"]}
            assert server.ask("/oauth2/token", heir, **headers).status_code == 400
            bearer = {"Authorization": f"Bearer {winner['access_token']}"}
            assert server.ask("/oauth2/userinfo", {}, **bearer).status_code == 401

    def test_leaves_a_family_intact_that_nobody_used_twice(
        self, get_tokens: Callable[..., dict[str, str]], serve: Callable[[], Server]
    ) -> None:
        client = make_client()
        token = get_tokens(client)["refresh_token"]
        headers = {"Authorization": basic(client)}
        server = serve()

        def refresh(token: str) -> requests.Response:
            form = {"grant_type": "refresh_token", "refresh_token": token}
            return server.ask("/oauth2/token", form, **headers)

        heir = refresh(token).json()
        server.kill()
        server.start()

        bearer = {"Authorization": f"Bearer {heir['access_token']}"}
        assert server.ask("/oauth2/userinfo", {}, **bearer).status_code == 200
        assert refresh(heir["refresh_token"]).status_code == 200
        assert refresh(token).status_code == 400
