"""CAS 3.0, sections 2.3 and 2.3.3: signing out, and telling the services."""

import urllib.parse
import uuid
from collections.abc import Callable

import cas
import pytest

from shiming.accounts.actions.sign_out import sign_out
from shiming.accounts.models import Session
from shiming.accounts.queries import actor_of_session
from shiming.identity_provider.models import Client, SignOutNotice
from shiming.identity_provider.tasks import tell_sign_out
from shiming.jobs.types import JobId, JobRun
from tests.factories.accounts import NOW
from tests.identity_provider.cas_3_0.conftest import SERVICE
from tests.identity_provider.conftest import SESSION_COOKIE, SignIn
from tests.identity_provider.fakes import FakeFetcher
from tests.identity_provider.wire import Reply, Wire

pytestmark = pytest.mark.usefixtures("client")


def is_over() -> bool:
    return Session.objects.latest("created_at").ended_at is not None


def confirm(wire: Wire, page: Reply, query: dict[str, str]) -> Reply:
    token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    return wire.post(
        "/cas/logout/confirmation",
        {"csrfmiddlewaretoken": token, "query": urllib.parse.urlencode(query)},
    )


class TestLogout:
    @pytest.mark.parametrize("name", ["service", "url"])
    def test_asks_first_and_leads_back(
        self, wire: Wire, client: Client, sign_in: SignIn, name: str
    ) -> None:
        sign_in()

        page = wire.get("/cas/logout", {name: SERVICE})
        was_over = is_over()
        reply = confirm(wire, page, {name: SERVICE})

        assert client.name in page.text
        assert not was_over
        assert is_over()
        assert SERVICE in reply.text
        assert SESSION_COOKIE not in wire.cookies

    def test_cannot_be_done_by_a_form_of_another_site(self, wire: Wire, sign_in: SignIn) -> None:
        sign_in()

        assert wire.post("/cas/logout/confirmation", {"query": ""}).status == 403
        assert not is_over()

    def test_leads_to_nobody_that_is_not_registered(self, wire: Wire, sign_in: SignIn) -> None:
        sign_in()
        query = {"service": "https://evil.example/"}

        reply = confirm(wire, wire.get("/cas/logout", query), query)

        assert is_over()
        assert "返回业务系统" not in reply.text

    def test_leads_back_though_nobody_was_signed_in(self, wire: Wire, engine: object) -> None:
        assert wire.get("/cas/logout", {"service": SERVICE}).header("Location") == SERVICE


class TestSingleSignOut:
    def test_tells_the_service_by_the_ticket_that_it_knows(
        self,
        wire: Wire,
        sign_in: SignIn,
        get_ticket: Callable[..., str],
        fetcher: FakeFetcher,
    ) -> None:
        session = sign_in()
        ticket, unused = get_ticket(f"{SERVICE}page"), get_ticket()
        wire.get("/cas/validate", {"service": f"{SERVICE}page", "ticket": ticket})

        sign_out(actor=actor_of_session(session), now=NOW)
        notice = SignOutNotice.objects.get()
        tell_sign_out(JobRun(id=JobId(uuid.uuid4()), kind="", subject=str(notice.pk), now=NOW))

        address, form = fetcher.calls[0]
        assert form is not None
        assert address == f"{SERVICE}page"
        assert cas.CASClientV3.verify_logout_request(form["logoutRequest"], ticket)
        assert unused not in form["logoutRequest"]
        notice.refresh_from_db()
        assert (notice.channel, notice.state) == ("cas", "told")
