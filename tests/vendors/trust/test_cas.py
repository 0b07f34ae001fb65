"""CAS as a client, and plain OAuth 2."""

import dataclasses
import datetime as dt
import json
import urllib.parse
from collections.abc import Mapping
from types import MappingProxyType

import pytest

from shiming.accounts.types import Challenge, OutsideOutcome
from shiming.kernel.outside import Fetched, FetchFault, FetchReason
from shiming.trust_sources.types import Connection, SourceProtocol, SourceReport
from shiming.vendors.outside.guarded_fetcher import GuardedFetcher
from shiming.vendors.trust.cas import CasClient
from shiming.vendors.trust.oauth import OAuthSourceClient

NOW = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)
BACK = "https://id.example/sign-in/source/city/back/"
CAS = Connection(protocol=SourceProtocol.CAS, address="https://cas.example/cas")
OAUTH = Connection(
    protocol=SourceProtocol.OAUTH2,
    address="https://city.example/authorize",
    client_id="shiming",
    secret="a secret",
    token_url="https://city.example/token",
    userinfo_url="https://city.example/me",
)
CHALLENGE = Challenge(state="a.state", nonce="a nonce", code_challenge="a challenge")
SUCCESS = (
    '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"><cas:authenticationSuccess>'
    "<cas:user>u-1</cas:user><cas:attributes><cas:name>somebody</cas:name>"
    "<cas:group>a</cas:group><cas:group>b</cas:group><cas:user>u-2</cas:user></cas:attributes>"
    "</cas:authenticationSuccess></cas:serviceResponse>"
)
FAILURE = (
    '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">'
    '<cas:authenticationFailure code="INVALID_TICKET">no</cas:authenticationFailure>'
    "</cas:serviceResponse>"
)
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "aaaa"><!ENTITY y "&x;&x;&x;">]>'
    + SUCCESS.replace("u-1", "&y;")
)
FILES = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SUCCESS.replace("u-1", "&x;")


@dataclasses.dataclass
class Server:
    """Answers with what stands in it."""

    bodies: list[bytes]
    status: int = 200
    asked: list[tuple[str, Mapping[str, str]]] = dataclasses.field(default_factory=list)

    def may_fetch(self, url: str) -> bool:
        return GuardedFetcher().may_fetch(url)

    def fetch(self, url: str, *, form: Mapping[str, str] | None = None) -> Fetched:
        return self._next(url, form or {})

    def send(
        self,
        url: str,
        *,
        body: bytes,
        content_type: str,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Fetched:
        return self._next(url, headers)

    def exchange(
        self, url: str, *, method: str, headers: Mapping[str, str] = MappingProxyType({})
    ) -> Fetched:
        return self._next(url, headers)

    def _next(self, url: str, sent: Mapping[str, str]) -> Fetched:
        self.asked.append((url, sent))
        if not self.bodies:
            raise FetchFault(FetchReason.TIMEOUT)
        return Fetched(status=self.status, content_type="text/xml", body=self.bodies.pop(0))


def validate(body: str | bytes, *, ticket: str = "ST-1", status: int = 200) -> SourceReport:
    server = Server([body.encode() if isinstance(body, str) else body], status=status)
    return _identify(server, ticket=ticket)


def _identify(server: Server, *, ticket: str = "ST-1") -> SourceReport:
    return CasClient(server).identify(
        CAS,
        answer={"ticket": ticket, "state": "a.state"},
        redirect_uri=BACK,
        challenge=CHALLENGE,
        code_verifier="",
        now=NOW,
    )


class TestCas:
    def test_brings_user_and_attributes(self) -> None:
        report = validate(SUCCESS)

        assert report.outcome is OutsideOutcome.PROVEN
        assert report.claims == {"user": "u-1", "name": ["somebody"], "group": ["a", "b"]}

    def test_validates_the_ticket_for_the_very_service_of_the_errand(self) -> None:
        server = Server([SUCCESS.encode()])

        _identify(server)

        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(server.asked[0][0]).query))
        assert query == {"service": f"{BACK}?state=a.state", "ticket": "ST-1"}
        url = CasClient(server).authorization_url(CAS, challenge=CHALLENGE, redirect_uri=BACK)
        assert urllib.parse.quote(query["service"], safe="") in url

    def test_takes_a_failure_for_a_no(self) -> None:
        assert validate(FAILURE).outcome is OutsideOutcome.REFUSED

    @pytest.mark.parametrize("ticket", ["", "PGT-1", "ST-" + "x" * 300])
    def test_asks_about_no_other_tickets(self, ticket: str) -> None:
        server = Server([SUCCESS.encode()])

        assert _identify(server, ticket=ticket).outcome is OutsideOutcome.REFUSED
        assert server.asked == []

    @pytest.mark.parametrize(
        "body",
        [
            LAUGHS,
            FILES,
            LAUGHS.encode("utf-16"),
            "<a/>",
            '<?xml version="1.0" encoding="gbk"?><a/>',
            '<?xml version="1.0" encoding="none-such"?><a/>',
            "not XML",
            SUCCESS[:-5],
            SUCCESS.replace("http://www.yale.edu/tp/cas", "http://elsewhere.example"),
            SUCCESS.replace("<cas:user>u-1</cas:user>", ""),
            SUCCESS.replace(
                "<cas:user>u-1</cas:user>", "<cas:user>a</cas:user><cas:user>b</cas:user>"
            ),
            "<a>" * 10_000,
        ],
    )
    def test_believes_nothing_in_strange_xml(self, body: str | bytes) -> None:
        assert validate(body).outcome is OutsideOutcome.UNAVAILABLE

    def test_takes_a_broken_server_for_no_answer(self) -> None:
        assert validate(SUCCESS, status=500).outcome is OutsideOutcome.UNAVAILABLE


class TestOAuth:
    def identify(self, *bodies: object, status: int = 200, **answered: str) -> SourceReport:
        self.server = Server([json.dumps(body).encode() for body in bodies], status=status)
        return OAuthSourceClient(self.server).identify(
            OAUTH,
            answer={"code": "a code", **answered},
            redirect_uri=BACK,
            challenge=CHALLENGE,
            code_verifier="a verifier",
            now=NOW,
        )

    def test_asks_whose_token_it_is(self) -> None:
        report = self.identify({"access_token": "t-1"}, {"id": 7})

        assert report.claims == {"id": 7}
        assert self.server.asked[0][1]["code_verifier"] == "a verifier"
        assert self.server.asked[1] == (OAUTH.userinfo_url, {"Authorization": "Bearer t-1"})

    def test_sends_no_header_of_the_servers_making(self) -> None:
        self.identify({"access_token": "t\r\nHost: elsewhere"}, {"id": 7})

        assert self.server.asked[1][1] == {"Authorization": "Bearer tHost: elsewhere"}

    @pytest.mark.parametrize("token", [{}, {"access_token": 7}, {"error": "invalid_grant"}])
    def test_without_a_token_is_a_no(self, token: object) -> None:
        assert self.identify(token).outcome is OutsideOutcome.REFUSED

    @pytest.mark.parametrize("body", [[], "text", None])
    def test_with_nonsense_is_no_answer(self, body: object) -> None:
        assert self.identify(body).outcome is OutsideOutcome.UNAVAILABLE

    def test_with_nonsense_without_a_bottom_is_no_answer(self) -> None:
        client = OAuthSourceClient(Server([b"[" * 200_000]))

        report = client.identify(
            OAUTH,
            answer={"code": "a code"},
            redirect_uri=BACK,
            challenge=CHALLENGE,
            code_verifier="a verifier",
            now=NOW,
        )

        assert report.outcome is OutsideOutcome.UNAVAILABLE

    def test_with_the_persons_no_is_one(self) -> None:
        assert self.identify(error="access_denied").outcome is OutsideOutcome.REFUSED

    @pytest.mark.parametrize("field", ["address", "token_url", "userinfo_url"])
    def test_is_set_up_with_addresses_that_may_be_called_alone(self, field: str) -> None:
        unfit = dataclasses.replace(OAUTH, **{field: "https://192.168.1.1/"})  # type: ignore[arg-type]  # texts alone

        assert OAuthSourceClient(Server([])).fault_of(unfit) == field
        assert OAuthSourceClient(Server([])).fault_of(OAUTH) == ""
