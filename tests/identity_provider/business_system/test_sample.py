"""The sample business system signs on with Authlib, and believes nothing unchecked."""

import urllib.parse
from collections.abc import Callable

import pytest
import requests

from examples.business_system.sign_on import Provider, Settings
from examples.business_system.site import Site
from shiming.identity_provider.models import AccessToken, Client
from shiming.kernel.levels import Level
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account_of
from tests.factories.identity_provider import SECRET, make_client
from tests.identity_provider.conftest import SESSION_COOKIE, SignIn
from tests.identity_provider.wire import Reply, Wire

ADDRESS = "http://localhost:8711"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(transactional_db: None, provider_settings: object) -> Client:
    client = make_client(redirect_uris=[f"{ADDRESS}/callback"])
    client.post_logout_redirect_uris = [f"{ADDRESS}/"]
    client.save()
    return client


@pytest.fixture
def site(live: str, client: Client) -> Wire:
    """Return a browser at the business system."""
    settings = Settings(
        issuer=live, client_id=client.client_id, client_secret=SECRET, address=ADDRESS
    )
    return Wire(Site(Provider(settings)))


@pytest.fixture
def visit_platform(wire: Wire, sign_in: SignIn) -> Callable[[Reply], str]:
    """Return a function that takes a signed-in browser to the platform, and says where it goes."""
    sign_in(who=make_account_of(PROOFED_CITIZEN, is_attached=True), level=Level.INTERMEDIATE)

    def visit(reply: Reply) -> str:
        cookie = {SESSION_COOKIE: wire.cookies[SESSION_COOKIE]}
        answer = requests.get(
            reply.header("Location"), cookies=cookie, allow_redirects=False, timeout=10
        )
        return answer.headers["Location"]

    return visit


def query_of(address: str) -> str:
    return urllib.parse.urlsplit(address).query


class TestSample:
    @pytest.mark.requirement("S16-4", "S16-7")
    def test_signs_on_with_the_level_it_asks_for_and_out_again(
        self, site: Wire, visit_platform: Callable[[Reply], str]
    ) -> None:
        welcome = site.get("/")
        back = visit_platform(site.get("/sign-in"))
        site.get("/callback", query_of(back))
        desk = site.get("/")
        away = site.post("/sign-out")
        home = visit_platform(away)

        assert '<a class="button" href="/sign-in">登录</a>' in welcome.text
        assert PROOFED_CITIZEN.name in desk.text
        assert "urn:shiming:loa:intermediate" in desk.text
        assert PROOFED_CITIZEN.document_number.masked in desk.text
        assert PROOFED_CITIZEN.number not in desk.text
        assert home.startswith(f"{ADDRESS}/?state=")
        assert "登录" in site.get("/").text
        assert PROOFED_CITIZEN.name not in site.get("/").text

    def test_sends_a_strict_policy(self, site: Wire) -> None:
        policy = site.get("/").header("Content-Security-Policy")

        assert policy.startswith("default-src 'none'; style-src 'self'; form-action 'self'")
        assert "unsafe" not in policy

    def test_refuses_an_answer_that_it_did_not_ask_for(
        self, site: Wire, visit_platform: Callable[[Reply], str]
    ) -> None:
        back = visit_platform(site.get("/sign-in"))

        for query in (
            query_of(back).replace("state=", "state=x"),
            query_of(back),
            "",
        ):
            assert site.get("/callback", query).status == 403
        assert not AccessToken.objects.exists()

    def test_refuses_an_answer_of_another_issuer(
        self, site: Wire, visit_platform: Callable[[Reply], str]
    ) -> None:
        answer = dict(urllib.parse.parse_qsl(query_of(visit_platform(site.get("/sign-in")))))

        reply = site.get("/callback", answer | {"iss": "https://evil.example"})

        assert reply.status == 403
        assert not AccessToken.objects.exists()

    def test_refuses_a_level_below_its_own(self, site: Wire, wire: Wire, sign_in: SignIn) -> None:
        sign_in(level=Level.PRIMARY)
        # Somebody takes the wish out of the address on the way.
        asked = site.get("/sign-in").header("Location")
        address = asked.replace("acr_values=urn%3Ashiming%3Aloa%3Aintermediate", "")
        answer = requests.get(
            address,
            cookies={SESSION_COOKIE: wire.cookies[SESSION_COOKIE]},
            allow_redirects=False,
            timeout=10,
        )

        reply = site.get("/callback", query_of(answer.headers["Location"]))

        assert reply.status == 403
        assert "实名等级不足" in reply.text

    def test_shows_a_refusal_with_a_way_on(self, site: Wire) -> None:
        address = site.get("/sign-in").header("Location")
        asked = dict(urllib.parse.parse_qsl(query_of(address)))
        issuer = address.partition("/oauth2")[0]

        reply = site.get(
            "/callback", {"error": "access_denied", "state": asked["state"], "iss": issuer}
        )

        assert reply.status == 403
        assert "access_denied" in reply.text
        assert 'href="/sign-in"' in reply.text

    def test_says_that_the_platform_cannot_be_reached(self) -> None:
        settings = Settings(
            issuer="http://127.0.0.1:1", client_id="x", client_secret="y", address=ADDRESS
        )

        reply = Wire(Site(Provider(settings))).get("/sign-in")

        assert reply.status == 503
        assert "稍后再试" in reply.text
