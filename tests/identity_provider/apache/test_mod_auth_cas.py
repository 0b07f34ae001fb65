"""Debian's mod_auth_cas signs on with attributes, and is told of sign-outs."""

import uuid

import pytest
import requests

from shiming.accounts.actions.sign_out import sign_out
from shiming.accounts.queries import actor_of_session
from shiming.identity_provider import ports
from shiming.identity_provider.actions.register_cas_service import register_cas_service
from shiming.identity_provider.models import SignOutNotice
from shiming.identity_provider.tasks import tell_sign_out
from shiming.jobs.types import JobId, JobRun
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.kernel.levels import Level
from shiming.vendors.outside.guarded_fetcher import GuardedFetcher
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account_of
from tests.factories.identity_provider import make_client
from tests.identity_provider.apache.conftest import StartApache, sample
from tests.identity_provider.conftest import SESSION_COOKIE, SignIn
from tests.identity_provider.wire import Wire
from tests.vendors.outside.test_guarded_fetcher import LOOPBACK

SEEN = """
<Location /protected>
  CASAuthNHeader X-Known-As
  Header set X-Known-As "%{REMOTE_USER}e"
</Location>
"""


@pytest.mark.django_db(transaction=True)
class TestModAuthCas:
    def test_signs_on_and_is_told_of_the_end(  # noqa: PLR0917 - fixtures
        self,
        transactional_db: None,
        live: str,
        port: int,
        start_apache: StartApache,
        wire: Wire,
        sign_in: SignIn,
    ) -> None:
        site = f"http://127.0.0.1:{port}"
        client = make_client()
        register_cas_service(
            client_id=client.client_id,
            address=f"{site}/protected/",
            actor=system_actor(device="tests"),
            now=NOW,
        )
        start_apache("auth_cas", sample("cas.conf", issuer=live, site=site) + SEEN)
        session = sign_in(
            who=make_account_of(PROOFED_CITIZEN, is_attached=True), level=Level.INTERMEDIATE
        )
        with requests.Session() as browser:
            browser.trust_env = False
            browser.cookies.set(SESSION_COOKIE, wire.cookies[SESSION_COOKIE], domain="127.0.0.1")

            page = browser.get(f"{site}/protected/", timeout=10)
            assert (page.status_code, page.text) == (200, "known"), page.text

            sign_out(actor=actor_of_session(session), now=clock.now())
            notice = SignOutNotice.objects.get()
            with ports.fetcher.replaced(GuardedFetcher(allowed=LOOPBACK)):
                job = JobRun(id=JobId(uuid.uuid4()), kind="", subject=str(notice.pk), now=NOW)
                tell_sign_out(job)
            notice.refresh_from_db()
            again = browser.get(f"{site}/protected/", timeout=10, allow_redirects=False)

        assert (notice.channel, notice.state, notice.error) == ("cas", "told", "")
        assert again.status_code == 302
        assert again.headers["Location"].startswith(f"{live}/cas/login")
