"""The simulated city platform: a stock issuer to the client, and none to production."""

import html
import ipaddress
import re
import secrets
import urllib.parse
from collections.abc import Iterator

import pytest

from shiming.accounts.policies.outside_proofs import code_challenge_of
from shiming.accounts.types import Challenge, OutsideOutcome
from shiming.kernel import clock
from shiming.trust_sources.types import Connection, SourceProtocol, SourceReport
from shiming.vendors.outside.guarded_fetcher import GuardedFetcher
from shiming.vendors.registers.simulator.people import load_people
from shiming.vendors.trust.clients import ProtocolClients
from shiming.vendors.trust.simulator.application import SourceSimulator, running
from shiming.vendors.trust.simulator.city import CITY
from shiming.vendors.trust.simulator.keys import CLIENT, SimulatorKeys

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
BACK = "https://id.example/sign-in/source/city/back/"


@pytest.fixture(scope="module")
def keys() -> SimulatorKeys:
    return SimulatorKeys.make()


@pytest.fixture(scope="module")
def city(keys: SimulatorKeys) -> Iterator[Connection]:
    with running(SourceSimulator(keys)) as address:
        yield Connection(
            protocol=SourceProtocol.OIDC,
            address=f"{address}{CITY}",
            client_id=CLIENT,
            secret=keys.shared,
        )


def walk(city: Connection, *, verifier: str = "", accepts_simulated: bool = True) -> SourceReport:
    """Go there, click on the first person, and redeem what comes back."""
    clients = ProtocolClients(allowed=LOOPBACK, accepts_simulated=True)
    own = secrets.token_urlsafe(32)
    challenge = Challenge(state="a state", nonce="a nonce", code_challenge=code_challenge_of(own))
    url = clients.authorization_url(city, challenge=challenge, redirect_uri=BACK)
    assert url is not None
    page = GuardedFetcher(allowed=LOOPBACK).fetch(url).body.decode()
    first = html.unescape(re.findall(r'href="([^"]+)"', page)[0])
    answer = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(first).query))
    redeeming = ProtocolClients(allowed=LOOPBACK, accepts_simulated=accepts_simulated)
    return redeeming.identify(
        city,
        answer=answer,
        redirect_uri=BACK,
        challenge=challenge,
        code_verifier=verifier or own,
        now=clock.now(),
    )


def test_says_who_was_clicked_on(city: Connection) -> None:
    report = walk(city)

    person = load_people()[0]
    assert report.outcome is OutsideOutcome.PROVEN
    assert (report.claims["id_number"], report.claims["name"]) == (person.number, person.name)


def test_gives_nothing_for_a_code_that_was_intercepted(city: Connection) -> None:
    assert walk(city, verifier="another").outcome is OutsideOutcome.REFUSED


def test_signs_nobody_in_to_a_real_system(city: Connection) -> None:
    strict = ProtocolClients(allowed=LOOPBACK, accepts_simulated=False)

    assert walk(city, accepts_simulated=False).outcome is OutsideOutcome.UNAVAILABLE
    assert not strict.is_alive(city)
    assert ProtocolClients().fault_of(city) == "address"
