"""Debian's mod_auth_openidc signs on, reads userinfo, signs out, and is told of sign-outs."""

import dataclasses
import uuid

import pytest
import requests

from shiming.accounts.actions.sign_out import sign_out
from shiming.accounts.queries import actor_of_session
from shiming.identity_provider import ports
from shiming.identity_provider.drivers.django_driver import DjangoDriver
from shiming.identity_provider.engine import Engine
from shiming.identity_provider.engine import engine as engine_slot
from shiming.identity_provider.models import RefreshToken, SignOutNotice
from shiming.identity_provider.tasks import tell_sign_out
from shiming.identity_provider.types import Scope
from shiming.jobs.types import JobId, JobRun
from shiming.kernel import clock
from shiming.kernel.levels import Level
from shiming.vendors.outside.guarded_fetcher import GuardedFetcher
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account_of
from tests.factories.identity_provider import SECRET, make_client
from tests.identity_provider.apache.conftest import StartApache
from tests.identity_provider.conftest import SESSION_COOKIE, SignIn
from tests.identity_provider.wire import Wire
from tests.vendors.outside.test_guarded_fetcher import LOOPBACK

CONFIGURATION = """
OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCClientID {client_id}
OIDCClientSecret {secret}
OIDCRedirectURI http://127.0.0.1:{port}/protected/callback
OIDCCryptoPassphrase a-passphrase-of-the-tests
OIDCScope "openid profile"
OIDCPKCEMethod S256
OIDCDefaultLoggedOutURL http://127.0.0.1:{port}/goodbye.html
OIDCRemoteUserClaim sub
<Location /protected>
  AuthType openid-connect
  Require valid-user
  Header set X-Known-As "%{{OIDC_CLAIM_sub}}e"
  Header set X-Level "%{{OIDC_CLAIM_acr}}e"
  Header set X-Acting "%{{OIDC_CLAIM_acting_as}}e"
</Location>
"""


@pytest.mark.django_db(transaction=True)
class TestModAuthOpenidc:
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
            allowed_scopes=[Scope.OPENID, Scope.PROFILE],
            backchannel_logout_uri=f"{callback}?logout=backchannel",
        )
        client.post_logout_redirect_uris = [f"{site}/goodbye.html"]
        client.save()
        start_apache(
            "auth_openidc",
            CONFIGURATION.format(issuer=live, client_id=client.client_id, secret=SECRET, port=port),
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
            assert not RefreshToken.objects.exists()
