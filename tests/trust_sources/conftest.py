"""What every test of the area stands on."""

from collections.abc import Iterator

import pytest

from shiming.accounts import ports as accounts
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.ids import new_id
from shiming.trust_sources import ports
from shiming.trust_sources.operations import RegisteredSources
from shiming.trust_sources.types import ServiceAnswer, TrustPermission
from tests.trust_sources.source_kit import FakeClients


class FakeServices:
    """Lists and responders by address; whoever is asked is written down."""

    def __init__(self) -> None:
        self.lists: dict[str, ServiceAnswer] = {}
        self.answers: dict[str, bytes] = {}
        self.asked: list[str] = []

    def may_ask(self, url: str) -> bool:
        return "intranet" not in url

    def read_list(self, url: str) -> ServiceAnswer:
        self.asked.append(url)
        return self.lists.get(url, ServiceAnswer(failure="timeout"))

    def ask_responder(self, url: str, *, request: bytes) -> ServiceAnswer:
        assert request
        self.asked.append(url)
        content = self.answers.get(url)
        return ServiceAnswer(content=content, failure="" if content else "timeout")


@pytest.fixture(autouse=True)
def services() -> Iterator[FakeServices]:
    with ports.revocation_services.replaced(FakeServices()) as fake:
        assert isinstance(fake, FakeServices)
        yield fake


@pytest.fixture
def officer() -> Actor:
    return Actor(
        account_id=new_id(),
        identity=ActingIdentity(permissions=frozenset({TrustPermission.MANAGE_AUTHORITIES})),
    )


@pytest.fixture
def stranger() -> Actor:
    return Actor(account_id=new_id(), identity=ActingIdentity())


@pytest.fixture
def source_clients() -> Iterator[FakeClients]:
    """Sources that say what a test tells them to, wired to sign-in."""
    with (
        ports.source_clients.replaced(clients := FakeClients()),
        accounts.trusted_sources.replaced(RegisteredSources()),
    ):
        yield clients
