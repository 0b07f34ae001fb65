"""The simulator as a product: its people, its desk for testers, and whom it does not trust."""

import pathlib
import re
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from shiming.kernel import clock, signatures
from shiming.kernel.identifiers.resident_number import ResidentNumber
from shiming.kernel.ids import new_id
from shiming.kernel.names import PersonName
from shiming.registers.types import (
    LookupId,
    Outcome,
    PopulationCheck,
    PopulationQuery,
    PopulationRequest,
    Purpose,
)
from shiming.vendors.circuit_breaker import CircuitBreaker
from shiming.vendors.registers.http_register import HttpPopulationRegister
from shiming.vendors.registers.not_connected import NotConnectedRegister
from shiming.vendors.registers.simulator import server
from shiming.vendors.registers.simulator.behaviours import Behaviour
from shiming.vendors.registers.simulator.core import PopulationSimulator, read_photos
from shiming.vendors.registers.simulator.people import load_people
from shiming.vendors.signed_client import Patience, SignedClient

KEYS = {"tests": "a key for this test alone"}
PATH = "/v1/population/two-factors"
LIN = load_people()[0]
BODY = (
    f'{{"name":"{LIN.name}","number":"{LIN.number}","purpose":"proofing","case_number":"1"}}'
).encode()
REQUEST = PopulationRequest(
    lookup_id=LookupId(new_id()),
    query=PopulationQuery(name=PersonName.parse(LIN.name), number=ResidentNumber.parse(LIN.number)),
    purpose=Purpose.PROOFING,
    case_number="1",
)


@pytest.fixture
def simulator() -> PopulationSimulator:
    return PopulationSimulator()


@pytest.fixture
def url(simulator: PopulationSimulator) -> Iterator[str]:
    with server.running(simulator, keys=KEYS) as url:
        yield url


def headers(
    *, body: bytes = BODY, key: str = KEYS["tests"], nonce: str = "n1", age: int = 0
) -> dict[str, str]:
    timestamp = str(int(clock.now().timestamp()) - age)
    signature = signatures.sign_request(
        key=key, method="POST", path=PATH, timestamp=timestamp, nonce=nonce, body=body
    )
    return {
        signatures.KEY_ID: "tests",
        signatures.TIMESTAMP: timestamp,
        signatures.NONCE: nonce,
        signatures.SIGNATURE: signature,
    }


def outcomes(
    url: str,
    *,
    accepts_simulated: bool = True,
    breaker: CircuitBreaker | None = None,
    times: int = 1,
) -> list[Outcome]:
    with SignedClient(
        base_url=url, key_id="tests", key=KEYS["tests"], patience=Patience()
    ) as client:
        register = HttpPopulationRegister(
            client=client,
            breaker=breaker or CircuitBreaker(),
            accepts_simulated=accepts_simulated,
        )
        return [register.check_two_factors(REQUEST).outcome for _ in range(times)]


class TestThePeople:
    def test_cannot_exist(self) -> None:
        numbers = [ResidentNumber.parse(person.number) for person in load_people()]

        assert all(number.is_sample for number in numbers)
        assert len({number.value for number in numbers}) == len(numbers) >= 14

    def test_have_numbers_that_agree_with_their_sex_and_old_number(self) -> None:
        for person in load_people():
            number = ResidentNumber.parse(person.number)
            assert number.sex == {"男": "male", "女": "female"}[person.sex]
            if person.old_number:
                assert ResidentNumber.parse(person.old_number).value == person.number

    def test_include_the_difficult_ones(self) -> None:
        names = "".join(person.name for person in load_people())

        assert "·" in names
        assert re.search("[\U00020000-\U0002a6df]", names)
        assert any(ResidentNumber.parse(p.number).age_on(p.valid_from) < 12 for p in load_people())
        assert any(person.is_deceased for person in load_people())
        assert any(person.valid_until is None for person in load_people())


class TestTheServer:
    def test_answers_a_signed_question_with_a_signed_answer(self, url: str) -> None:
        answer = httpx.post(url + PATH, content=BODY, headers=headers())

        assert (answer.status_code, answer.json()["outcome"]) == (200, "match")
        assert answer.headers[signatures.SIGNATURE] == signatures.sign_answer(
            key=KEYS["tests"], status=200, nonce="n1", body=answer.content
        )

    def test_refuses_a_question_sent_twice(self, url: str) -> None:
        once = headers()
        statuses = [
            httpx.post(url + PATH, content=BODY, headers=once).status_code for _ in range(2)
        ]

        assert statuses == [200, 401]

    @pytest.mark.parametrize(
        "wrong",
        [
            {},
            headers(key="another key"),
            headers(body=b"{}"),
            headers(age=301),
            headers(age=-86_400),  # these are made at collection, long before the test runs
            headers() | {signatures.TIMESTAMP: "soon"},
        ],
    )
    def test_refuses_a_question_that_is_not_properly_signed(
        self, url: str, wrong: dict[str, str]
    ) -> None:
        assert httpx.post(url + PATH, content=BODY, headers=wrong).status_code == 401

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (b"{", 400),
            (b"[]", 400),
            (b'{"name":1,"number":2,"purpose":"x","case_number":"x"}', 400),
            (BODY.replace(b'"case_number":"1"', b'"case_number":""'), 400),
            (BODY.replace(LIN.number.encode(), b"11010519491231002X"), 422),
            (BODY.replace(LIN.number.encode(), b"60"), 422),
        ],
    )
    def test_refuses_a_question_that_is_malformed(self, url: str, body: bytes, status: int) -> None:
        answer = httpx.post(url + PATH, content=body, headers=headers(body=body))

        assert answer.status_code == status

    def test_shows_its_people_to_testers(self, url: str) -> None:
        people = httpx.get(f"{url}/people").json()["people"]

        assert {"name": LIN.name, "number": LIN.number} == {
            key: people[0][key] for key in ("name", "number")
        }

    def test_is_not_believed_where_only_the_real_register_counts(self, url: str) -> None:
        assert outcomes(url, accepts_simulated=False) == [Outcome.UNAVAILABLE]

    def test_is_left_alone_after_many_faults_and_found_again(
        self, url: str, simulator: PopulationSimulator
    ) -> None:
        seconds = [0.0]
        breaker = CircuitBreaker(failures_to_open=2, stopwatch=lambda: seconds[0])
        simulator.expect(Behaviour.ERROR, times=2)

        during = outcomes(url, breaker=breaker, times=4)
        seconds[0] += 60
        after = outcomes(url, breaker=breaker)

        assert (during, after) == ([Outcome.UNAVAILABLE] * 4, [Outcome.MATCH])


class TestExpectations:
    def test_can_be_set_listed_and_cleared_over_http(self, url: str) -> None:
        desk = f"{url}/expectations"
        wanted = {"behaviour": "unavailable", "number": "", "times": None}

        httpx.put(desk, json={"behaviour": "unavailable"})
        listed = httpx.get(desk).json()["expectations"]
        during = outcomes(url)
        httpx.delete(desk)
        after = outcomes(url)

        assert listed == [wanted]
        assert (during, after) == ([Outcome.UNAVAILABLE], [Outcome.MATCH])

    @pytest.mark.parametrize(
        "content",
        [
            {},
            {"behaviour": "sleep"},
            {"behaviour": "match", "times": 0},
            {"behaviour": "match", "times": "2"},
            {"behaviour": "match", "number": 1},
            {"behaviour": "match", "delay": 1},
            [],
        ],
    )
    def test_must_be_understood(self, url: str, content: object) -> None:
        assert httpx.put(f"{url}/expectations", json=content).status_code == 400
        assert httpx.get(f"{url}/expectations").json() == {"expectations": []}

    def test_survive_a_restart(self, tmp_path: pathlib.Path) -> None:
        state = tmp_path / "state" / "expectations.json"
        PopulationSimulator(state=state).expect(Behaviour.NO_RECORD, times=2)

        reborn = PopulationSimulator(state=state)
        reborn.decide(check=PopulationCheck.TWO_FACTORS, name=LIN.name, number=LIN.number)

        assert [wanted.times for wanted in PopulationSimulator(state=state).expectations()] == [1]


class TestReadPhotos:
    def test_names_pictures_after_their_files(self, tmp_path: pathlib.Path) -> None:
        (tmp_path / "astronaut.png").write_bytes(b"1")
        (tmp_path / "grace_hopper.jpg").write_bytes(b"2")
        (tmp_path / "LICENCE.txt").write_bytes(b"3")

        assert read_photos(tmp_path) == {"astronaut": b"1", "grace_hopper": b"2"}


class TestNotConnected:
    def test_never_says_anything_about_anybody(self) -> None:
        adapter = NotConnectedRegister()

        answers = [
            adapter.check_two_factors(REQUEST),
            adapter.check_four_factors(REQUEST),
            adapter.fetch_photo(REQUEST),
        ]

        assert {answer.outcome for answer in answers} == {Outcome.UNAVAILABLE}


class TestTheSimulatorAlone:
    def test_needs_no_django(self) -> None:
        program = (
            "import sys, shiming.vendors.registers.simulator.server;"
            "sys.exit('django' in sys.modules)"
        )

        assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
