"""
Debian's mod_auth_openidc with its stock directives: client, and resource server (RFC 7662).

It signs on, reads userinfo, refreshes, signs out, revokes what it holds when it does, is told of
sign-outs over both channels, and lets a resource's callers in by introspection. What it cannot do:
introspect the tokens that it got itself as a client (only those that come to it), and refresh
without a page that asks for it or a term (`OIDCRefreshAccessTokenBeforeExpiry`). It keeps what
introspection said until the token ends unless told otherwise, as below.
"""

import dataclasses
import html
import re
import uuid
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from shiming.accounts.actions.sign_out import sign_out
from shiming.accounts.models import Session
from shiming.accounts.queries import actor_of_session
from shiming.identity_provider import ports
from shiming.identity_provider.drivers.django_driver import DjangoDriver
from shiming.identity_provider.engine import Engine
from shiming.identity_provider.engine import engine as engine_slot
from shiming.identity_provider.models import AuthorizationCode, Client, RefreshToken, SignOutNotice
from shiming.identity_provider.tasks import tell_sign_out
from shiming.identity_provider.types import GrantType, Scope
from shiming.jobs.types import JobId, JobRun
from shiming.kernel import clock
from shiming.kernel.levels import Level
from shiming.vendors.outside.guarded_fetcher import GuardedFetcher
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account_of
from tests.factories.identity_provider import SECRET, make_client
from tests.identity_provider.apache import conftest as apache
from tests.identity_provider.apache.conftest import StartApache
from tests.identity_provider.conftest import SESSION_COOKIE, SignIn
from tests.identity_provider.wire import Wire
from tests.vendors.outside.test_guarded_fetcher import LOOPBACK

SEEN = """
<Location /protected>
  Header set X-Known-As "%{OIDC_CLAIM_sub}e"
  Header set X-Level "%{OIDC_CLAIM_acr}e"
  Header set X-Acting "%{OIDC_CLAIM_acting_as}e"
  Header set X-Access-Token "%{OIDC_access_token}e"
</Location>
"""
OTHER = "https://other.example/"
AtApache = Callable[..., requests.Session]


@pytest.fixture
def at_apache(wire: Wire, sign_in: SignIn) -> Iterator[AtApache]:
    """Return a function that opens a browser in which somebody is signed in at the platform."""
    opened: list[requests.Session] = []

    def open_browser(level: Level = Level.INTERMEDIATE) -> requests.Session:
        sign_in(who=make_account_of(PROOFED_CITIZEN, is_attached=True), level=level)
        browser = requests.Session()
        browser.trust_env = False
        browser.cookies.set(SESSION_COOKIE, wire.cookies[SESSION_COOKIE], domain="127.0.0.1")
        opened.append(browser)
        return browser

    yield open_browser
    for browser in opened:
        browser.close()


@pytest.mark.django_db(transaction=True)
class TestModAuthOpenidc:
    @pytest.mark.requirement("S19-5")
    def test_signs_on_and_out_both_ways(  # noqa: PLR0917 - fixtures
        self,
        transactional_db: None,
        live: str,
        port: int,
        provider_settings: ports.ProviderSettings,
        start_apache: StartApache,
        wire: Wire,
        sign_in: SignIn,
    ) -> None:
        site = f"http://127.0.0.1:{port}"
        callback = f"{site}/protected/callback"
        client = make_client(
            redirect_uris=[callback],
            allowed_scopes=[Scope.OPENID, Scope.PROFILE, Scope.OFFLINE_ACCESS],
            backchannel_logout_uri=f"{callback}?logout=backchannel",
        )
        client.post_logout_redirect_uris = [f"{site}/goodbye.html"]
        client.save()
        start_apache(
            "auth_openidc",
            configuration(live, site, client),
        )
        session = sign_in(
            who=make_account_of(PROOFED_CITIZEN, is_attached=True), level=Level.INTERMEDIATE
        )
        with requests.Session() as browser:
            browser.trust_env = False
            browser.cookies.set(SESSION_COOKIE, wire.cookies[SESSION_COOKIE], domain="127.0.0.1")

            page = browser.get(f"{site}/protected/", timeout=10)
            assert (page.status_code, page.text) == (200, "known"), page.text
            assert len(page.headers["X-Known-As"]) == 43
            assert page.headers["X-Level"] == "urn:shiming:loa:intermediate"
            assert page.headers["X-Acting"] == "self"

            # Ended elsewhere: the platform tells Apache, which forgets its own session.
            sign_out(actor=actor_of_session(session), now=clock.now())
            notice = SignOutNotice.objects.get()
            live_engine = Engine(
                settings=dataclasses.replace(provider_settings, issuer=live), driver=DjangoDriver()
            )
            with (
                ports.fetcher.replaced(GuardedFetcher(allowed=LOOPBACK)),
                engine_slot.replaced(live_engine),
            ):
                job = JobRun(id=JobId(uuid.uuid4()), kind="", subject=str(notice.pk), now=NOW)
                tell_sign_out(job)
            notice.refresh_from_db()
            assert (notice.state, notice.error) == ("told", "")
            again = browser.get(f"{site}/protected/", timeout=10, allow_redirects=False)
            assert again.status_code == 302
            assert again.headers["Location"].startswith(f"{live}/oauth2/authorize")

            # Ended by the client: back over the platform, which asks nothing, for the hint proves.
            second = sign_in(who=session.account)
            browser.cookies.set(SESSION_COOKIE, wire.cookies[SESSION_COOKIE], domain="127.0.0.1")
            assert browser.get(f"{site}/protected/", timeout=10).text == "known"
            goodbye = browser.get(callback, params={"logout": f"{site}/goodbye.html"}, timeout=10)
            assert goodbye.text == "goodbye"
            second.refresh_from_db()
            assert second.end_reason == "signed_out"
            # What it held it revoked by itself, both times.
            assert not AuthorizationCode.objects.filter(revoked_at=None).exists()

    def test_refreshes_and_revokes_when_it_signs_out(
        self,
        transactional_db: None,
        live: str,
        port: int,
        start_apache: StartApache,
        at_apache: AtApache,
    ) -> None:
        site = f"http://127.0.0.1:{port}"
        client = make_client(redirect_uris=[f"{site}/protected/callback"])
        text = configuration(live, site, client)
        start_apache("auth_openidc", text)
        browser = at_apache()

        first = browser.get(f"{site}/protected/", timeout=10).headers["X-Access-Token"]
        browser.get(
            f"{site}/protected/callback",
            params={"refresh": f"{site}/protected/", "access_token": first},
            timeout=10,
        )
        second = browser.get(f"{site}/protected/", timeout=10).headers["X-Access-Token"]

        assert first != second
        assert RefreshToken.objects.filter(rotated_at__isnull=False).count() == 1
        # Not over the platform: only what it holds itself ends, and it tells the platform so.
        browser.cookies.clear(domain="127.0.0.1", path="/", name=SESSION_COOKIE)
        browser.get(
            f"{site}/protected/callback",
            params={"logout": f"{site}/goodbye.html"},
            timeout=10,
            allow_redirects=False,
        )
        assert AuthorizationCode.objects.get().revoked_at is not None

    def test_leads_to_the_missing_level_and_back(
        self,
        transactional_db: None,
        live: str,
        port: int,
        start_apache: StartApache,
        at_apache: AtApache,
    ) -> None:
        site = f"http://127.0.0.1:{port}"
        client = make_client(redirect_uris=[f"{site}/protected/callback"])
        start_apache("auth_openidc", configuration(live, site, client))
        browser = at_apache(Level.PRIMARY)
        assert browser.get(f"{site}/protected/", timeout=10).text == "known"

        asked = browser.get(f"{site}/protected/grown-up/", timeout=10, allow_redirects=False)
        sent = browser.get(asked.headers["Location"], timeout=10, allow_redirects=False)
        Session.objects.update(level=Level.INTERMEDIATE)
        back = parse_qs(urlsplit(sent.headers["Location"]).query)["next"][0]
        page = browser.get(f"{live}{back}", timeout=10)

        assert "acr_values=urn%3Ashiming%3Aloa%3Aintermediate" in asked.headers["Location"]
        assert sent.headers["Location"].startswith("/proofing/?level=intermediate")
        assert (page.status_code, page.url) == (200, f"{site}/protected/grown-up/")
        assert page.headers["X-Level"] == "urn:shiming:loa:intermediate"

    def test_is_told_of_the_end_by_the_browser(
        self,
        transactional_db: None,
        live: str,
        port: int,
        start_apache: StartApache,
        at_apache: AtApache,
    ) -> None:
        site = f"http://127.0.0.1:{port}"
        callback = f"{site}/protected/callback"
        client = make_client(
            redirect_uris=[callback],
            allowed_scopes=[Scope.OPENID, Scope.PROFILE, Scope.OFFLINE_ACCESS],
            frontchannel_logout_uri=f"{callback}?logout=get",
        )
        text = configuration(live, site, client)
        start_apache("auth_openidc", text)
        browser = at_apache()
        assert browser.get(f"{site}/protected/", timeout=10).text == "known"

        page = browser.post(
            f"{live}/oauth2/end-session/confirmation",
            data=confirmation(browser.get(f"{live}/oauth2/end-session", timeout=10).text),
            timeout=10,
        )
        address = html.unescape(page.text.partition("<iframe")[2].partition('src="')[2]).partition(
            '"'
        )[0]
        assert address.startswith(f"{callback}?logout=get&")
        browser.get(address, timeout=10)
        again = browser.get(f"{site}/protected/", timeout=10, allow_redirects=False)

        assert again.status_code == 302

    def test_lets_callers_of_a_resource_in_by_introspection(
        self, transactional_db: None, live: str, port: int, start_apache: StartApache
    ) -> None:
        site = f"http://127.0.0.1:{port}"
        resource = make_client(serves=[f"{site}/protected/"], redirect_uris=[])
        caller = make_client(
            grant_types=[GrantType.CLIENT_CREDENTIALS], resources=[f"{site}/protected/", OTHER]
        )
        text = configuration(live, site, resource, name="resource.conf")
        start_apache("auth_openidc", text)

        def fetch(token: str) -> requests.Response:
            headers = {"Authorization": f"Bearer {token}"}
            return requests.get(f"{site}/protected/", headers=headers, timeout=10)

        def get_token(resource: str) -> str:
            asked = {"grant_type": "client_credentials", "resource": resource}
            told = requests.post(
                f"{live}/oauth2/token", asked, auth=(caller.client_id, SECRET), timeout=10
            )
            return str(told.json()["access_token"])

        token = get_token(f"{site}/protected/")
        page = fetch(token)
        assert (page.status_code, page.headers["X-Known-As"]) == (200, caller.client_id)
        assert fetch(get_token(OTHER)).status_code == 401
        assert fetch("nonsense").status_code == 401

        revoked = requests.post(
            f"{live}/oauth2/revoke", {"token": token}, auth=(caller.client_id, SECRET), timeout=10
        )
        assert revoked.status_code == 200
        assert fetch(token).status_code == 401


def configuration(issuer: str, site: str, client: Client, name: str = "openidc.conf") -> str:
    """Return a sample of the guide, and headers that show what the page behind would see."""
    sample = apache.sample(
        name, issuer=issuer, site=site, client_id=client.client_id, secret=SECRET
    )
    return sample + SEEN


def confirmation(page: str) -> dict[str, str]:
    """Return what the form of the page would send."""
    return dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
