"""S29-5: what people may do before they are proofed, and what proofing opens to them."""

from collections.abc import Callable

import pytest
from pytest_django.fixtures import Settings

from shiming.accounts.models import Account, Session
from shiming.identity_provider.models import Client, Consent, Interaction, SignOutNotice
from shiming.kernel.levels import Level
from tests.factories import accounts as account_factory
from tests.factories.accounts import NOW, make_visit
from tests.factories.identity_provider import CALLBACK, basic, make_client
from tests.identity_provider.conftest import SESSION_COOKIE
from tests.identity_provider.wire import Reply, Wire

pytestmark = pytest.mark.django_db

LOCAL_SITES = 40
BACK_CHANNEL = "https://{}.example/signed-out"


@pytest.fixture
def browser(settings: Settings, _wired: None, wire: Wire, account: Account) -> Wire:
    """Return a browser that is signed in to the whole product without any proofing."""
    settings.ROOT_URLCONF = "config.urls"
    started = account_factory.start_session(account, visit=make_visit(token="b"), now=NOW)
    Session.objects.update(level=Level.REGISTERED)
    wire.cookies[SESSION_COOKIE] = started.cookie_value
    return wire


def make_site(name: str, level: Level) -> Client:
    return make_client(
        client_id=f"site-{name}",
        name=f"{name}站",
        min_level=level,
        sector=f"{name}.example",
        backchannel_logout_uri=BACK_CHANNEL.format(name),
    )


class TestWithoutProofing:
    @pytest.mark.requirement("S29-5")
    def test_one_browses_asks_has_a_user_centre_and_pre_declares_and_is_led_on_for_the_rest(
        self,
        browser: Wire,
        authorize: Callable[..., Reply],
        redeem: Callable[..., Reply],
    ) -> None:
        # Browsing, the user centre, interaction.
        for page in ("/", "/help/", "/me/", "/me/messages/", "/me/todos/"):
            assert browser.get(page).status == 200, page
        # Online declaration: who only prepares and lodges a pre-declaration demands no level.
        declaration = make_site("declaration", Level.REGISTERED)
        assert authorize(declaration).answer.address == CALLBACK
        # What demands a level is submitted after step-up only, to which one is led, and back.
        submission = make_site("submission", Level.INTERMEDIATE)
        led = authorize(submission)
        assert led.answer.address == "/proofing/"
        assert "code" not in browser.get(led.answer.parameters["next"]).answer.parameters

        # With proofing: one sign-in for the main site and all local ones, nothing asked again.
        Session.objects.update(level=Level.INTERMEDIATE)
        assert browser.get(led.answer.parameters["next"]).answer.address == CALLBACK
        asked_before = Interaction.objects.count()
        sites = [make_site("main", Level.INTERMEDIATE)]
        sites += [make_site(f"local-{n}", Level.INTERMEDIATE) for n in range(1, LOCAL_SITES + 1)]
        codes = [authorize(site).answer.parameters["code"] for site in sites]
        tokens = [redeem(site, code).json for site, code in zip(sites, codes, strict=True)]
        assert all(one["access_token"] for one in tokens)
        assert Interaction.objects.count() == asked_before
        assert not Consent.objects.exists()
        assert Session.objects.count() == 1

        # One sign-out ends all of them, and each site is told.
        browser.get("/oauth2/end-session", {"id_token_hint": tokens[0]["id_token"]})
        told = set(SignOutNotice.objects.values_list("client__client_id", flat=True))
        assert told >= {site.client_id for site in sites}
        for site, one in zip(sites, tokens, strict=True):
            form = {"token": one["access_token"]}
            answer = browser.post("/oauth2/introspect", form, authorization=basic(site))
            assert answer.json == {"active": False}
        assert authorize(sites[7]).answer.address == "/sign-in/"
