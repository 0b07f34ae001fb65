"""CAS 3.0: the client that trust sources use, against the platform's own server."""

import datetime as dt
import urllib.parse
from collections.abc import Callable, Mapping
from types import MappingProxyType

import pytest

from shiming.accounts.types import Challenge, OutsideOutcome
from shiming.kernel.outside import Fetched
from shiming.trust_sources.types import Connection, SourceProtocol, SourceReport
from shiming.vendors.trust.cas import CasClient
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account_of
from tests.identity_provider.cas_3_0.conftest import SERVICE
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Wire

pytestmark = pytest.mark.django_db

SERVER = "https://city.example"
SOURCE = Connection(protocol=SourceProtocol.CAS, address=f"{SERVER}/cas")
CHALLENGE = Challenge(state="a.state", nonce="", code_challenge="")


class WireFetcher:
    """Reaches the server without a network."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def may_fetch(self, url: str) -> bool:
        return url.startswith(SERVER)

    def fetch(self, url: str, *, form: Mapping[str, str] | None = None) -> Fetched:
        parts = urllib.parse.urlsplit(url)
        reply = self._wire.get(parts.path, parts.query)
        return Fetched(status=reply.status, content_type="text/xml", body=reply.body)

    def send(
        self,
        url: str,
        *,
        body: bytes,
        content_type: str,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Fetched:
        raise NotImplementedError

    def exchange(
        self, url: str, *, method: str, headers: Mapping[str, str] = MappingProxyType({})
    ) -> Fetched:
        raise NotImplementedError


def identify(wire: Wire, ticket: str, *, state: str = "a.state") -> SourceReport:
    return CasClient(WireFetcher(wire)).identify(
        SOURCE,
        answer={"ticket": ticket, "state": state},
        redirect_uri=f"{SERVICE}back/",
        challenge=Challenge(state=state, nonce="", code_challenge=""),
        code_verifier="",
        now=dt.datetime.now(dt.UTC),
    )


@pytest.mark.usefixtures("client")
class TestTrustSource:
    @pytest.fixture
    def ticket(self, wire: Wire, sign_in: SignIn, get_ticket: Callable[..., str]) -> str:
        sign_in(who=make_account_of(PROOFED_CITIZEN, is_attached=True, now=NOW))
        url = CasClient(WireFetcher(wire)).authorization_url(
            SOURCE, challenge=CHALLENGE, redirect_uri=f"{SERVICE}back/"
        )
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        return get_ticket(query["service"])

    def test_learns_who_it_is_once(self, wire: Wire, ticket: str) -> None:
        report = identify(wire, ticket)

        assert report.outcome is OutsideOutcome.PROVEN
        assert report.claims["name"] == [PROOFED_CITIZEN.name]
        assert report.claims["user"]
        assert identify(wire, ticket).outcome is OutsideOutcome.REFUSED

    def test_cannot_bring_a_ticket_of_another_errand(self, wire: Wire, ticket: str) -> None:
        assert identify(wire, ticket, state="b.state").outcome is OutsideOutcome.REFUSED
