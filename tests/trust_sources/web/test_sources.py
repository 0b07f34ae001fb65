"""Pages about trust sources: the sign-in page, first use, the personal centre, officers' desks."""

import datetime as dt
import re
import urllib.parse

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from shiming.accounts.models import Account, Session, SocialBinding
from shiming.accounts.types import AccountId, SourceUse
from shiming.directory.actions.grant_permission import grant_permission
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.trust_sources.actions.sources.check_sources import check_sources
from shiming.trust_sources.models import SourceTerms, TrustSource
from shiming.trust_sources.types import SourcePermission, SourceState, TermsState
from tests.cast import PROOFED_CITIZEN as CHEN
from tests.factories.accounts import PASSWORD, make_account, make_account_of, start_session
from tests.trust_sources import source_kit
from tests.trust_sources.source_kit import MAPPING, FakeClients, approved, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_contract")]

SOURCES = "/trust/sources/"


@pytest.fixture
def _contract(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have contracts that hold today, for pages read the clock."""
    whole = source_kit.terms

    def today(**changes: object) -> object:
        now = clock.now()
        dates = {
            "contract_from": now.date() - dt.timedelta(days=2),
            "contract_until": now.date() + dt.timedelta(days=300),
        }
        return whole(**{**dates, **changes})

    monkeypatch.setattr(source_kit, "terms", today)


def client_of(account: Account) -> Client:
    client = Client()
    client.cookies["shiming_session"] = start_session(account, now=clock.now()).cookie_value
    return client


def officer_with(*permissions: SourcePermission) -> Client:
    account = make_account(now=clock.now())
    for permission in permissions:
        grant_permission(
            account_id=AccountId(account.pk),
            permission=permission,
            granter=system_actor(device="tests"),
            now=clock.now(),
        )
    return client_of(account)


def state_in(gone: HttpResponseBase) -> str:
    """Return the state that goes along, from the page that leads the browser out."""
    assert isinstance(gone, HttpResponse)
    found = re.search(r"state=([^&\"]+)", gone.content.decode())
    assert found is not None
    return urllib.parse.unquote(found[1])


def go_and_come_back(client: Client, *, wanted: str = "/me/numbers/") -> str:
    """Walk to the source and back, and return where that leads."""
    url = f"/sign-in/source/city/?{urllib.parse.urlencode({'next': wanted})}"
    client.get(url)
    gone = client.post(url)
    back = client.get("/sign-in/source/city/back/", {"state": state_in(gone), "code": "a code"})
    return back.headers.get("Location", str(back.status_code))


class TestSignInPage:
    @pytest.mark.requirement("S16-2")
    def test_lists_the_sources_of_the_portal_beside_its_own_ways(
        self, client: Client, source_clients: FakeClients
    ) -> None:
        approved()
        approved("province", name="省级部门账户")
        approved("elsewhere", name="别处", portals=("elsewhere",))

        page = client.get("/sign-in/?next=/me/").content.decode()

        assert 'href="/sign-in/source/city/?next=%2Fme%2F"' in page
        assert "省级部门账户" in page
        assert "别处" not in page
        assert 'name="password"' in page

    def test_hides_a_source_that_is_down_and_says_so(
        self, client: Client, source_clients: FakeClients
    ) -> None:
        approved()
        source_clients.is_up = False
        for _ in range(2):
            check_sources(actor=system_actor(device="tests"), now=clock.now())

        page = client.get("/sign-in/").content.decode()

        assert "/sign-in/source/city/" not in page
        assert "市民云暂时不能使用" in page

    def test_leads_to_the_source_that_a_business_system_asks_for(
        self, client: Client, source_clients: FakeClients
    ) -> None:
        approved()

        hinted = client.get("/sign-in/?idp_hint=city&next=/me/")
        inner = client.get("/sign-in/", {"next": "/oauth2/continue?idp_hint=city"})

        assert hinted.headers["Location"] == "/sign-in/source/city/?next=%2Fme%2F"
        assert inner.headers["Location"].startswith("/sign-in/source/city/?next=")
        assert client.get("/sign-in/?idp_hint=nobody").status_code == 200
        assert client.get("/sign-in/?idp_hint=https://evil.example").status_code == 200
        assert client.get("/sign-in/?idp_hint=city&here=1").status_code == 200

    def test_says_so_where_a_source_does_not_answer(
        self, client: Client, source_clients: FakeClients
    ) -> None:
        approved()
        source_clients.is_up = False
        client.get("/sign-in/source/city/")

        answer = client.post("/sign-in/source/city/")

        assert answer.status_code == 503


class TestFirstUse:
    def test_offers_an_account_to_who_has_none_and_signs_in_to_the_wanted_page(
        self, client: Client, source_clients: FakeClients
    ) -> None:
        approved()
        source_clients.report = says(CHEN)

        first = go_and_come_back(client)
        page = client.get(first).content.decode()
        opened = client.post(first)

        assert "开通账户" in page
        assert "登录并绑定" not in page
        assert "/me/" in urllib.parse.unquote(opened.headers["Location"])
        assert Session.objects.count() == 1
        assert go_and_come_back(client).startswith("/")

    def test_lets_an_owner_sign_in_and_confirm(
        self, client: Client, source_clients: FakeClients
    ) -> None:
        approved()
        account = make_account_of(CHEN, is_attached=True, password=PASSWORD)
        source_clients.report = says(CHEN)

        first = go_and_come_back(client)
        page = client.get(first).content.decode()
        found = re.search(r"/sign-in/\?next=([^\"&]+)", page)
        assert found is not None
        assert "开通账户" not in page
        started = start_session(account, now=clock.now())
        client.cookies["shiming_session"] = started.cookie_value
        confirmed = client.post(urllib.parse.unquote(found[1]))

        assert confirmed.headers["Location"] == "/me/numbers/"
        assert SocialBinding.objects.get().account_id == account.pk
        assert "市民云" in client.get("/me/bindings/").content.decode()

    def test_is_shown_to_no_other_browser(
        self, client: Client, source_clients: FakeClients
    ) -> None:
        approved()
        source_clients.report = says(CHEN)
        first = go_and_come_back(client)

        assert Client().get(first).status_code == 409
        assert Client().post(first).status_code == 409
        assert not Account.objects.exists()

    @pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:x"])
    def test_leads_to_no_other_site(
        self, client: Client, source_clients: FakeClients, wanted: str
    ) -> None:
        approved()
        source_clients.report = says(CHEN)

        opened = client.post(go_and_come_back(client, wanted=wanted))

        assert "evil" not in urllib.parse.unquote(opened.headers["Location"])

    def test_takes_no_answer_whose_parameters_stand_there_twice(
        self, client: Client, source_clients: FakeClients
    ) -> None:
        approved()
        client.get("/sign-in/source/city/")
        gone = client.post("/sign-in/source/city/")
        back = client.get(
            "/sign-in/source/city/back/", {"state": [state_in(gone), "other"], "code": "a code"}
        )

        assert back.status_code == 409


class TestPersonalCentre:
    def test_keeps_a_link_whose_source_has_no_contract_and_lets_it_go(
        self, client: Client, source_clients: FakeClients
    ) -> None:
        source_id = approved()
        source_clients.report = says(CHEN)
        client.post(go_and_come_back(client))
        TrustSource.objects.filter(pk=source_id).update(state=SourceState.CLOSED)

        page = client.get("/me/bindings/").content.decode()

        assert "市民云" in page
        assert f"/me/bindings/social/{SocialBinding.objects.get().pk}/remove/" in page

    @pytest.mark.requirement("S33-22")
    def test_offers_proofs_that_sign_nobody_in(
        self, client: Client, source_clients: FakeClients
    ) -> None:
        approved(use=SourceUse.PROOF, opens_accounts=False, name="支付宝")
        owner = client_of(make_account(now=clock.now()))

        assert "支付宝" in owner.get("/me/proofs/").content.decode()
        assert "支付宝" not in client.get("/sign-in/").content.decode()
        assert client.get("/sign-in/source/city/").status_code == 404
        assert "https://city.example" in owner.post("/me/proofs/city/").content.decode()


class TestOfficers:
    ENTRY = {
        "code": "city",
        "name": "市民云",
        "operator": "市政务服务数据管理局",
        "use": "sign_in",
        "protocol": "oidc",
        "address": "https://city.example/",
        "client_id": "shiming",
        "secret": "a secret at the source",
        "mapping": MAPPING,
        "level": "30",
        "evidence_days": "90",
        "kinds": ["natural_person"],
        "opens_accounts": "on",
        "contract_from": "2026-01-01",
        "contract_until": "2036-01-01",
    }

    @pytest.mark.requirement("S19-3")
    def test_enter_a_source_that_another_officer_puts_into_force(
        self, client: Client, source_clients: FakeClients
    ) -> None:
        proposer = officer_with(SourcePermission.MANAGE_SOURCES)
        approver = officer_with(SourcePermission.APPROVE_SOURCES)

        assert proposer.post(f"{SOURCES}add/", self.ENTRY).status_code == 303
        terms = SourceTerms.objects.get()
        decide = f"{SOURCES}{terms.source_id}/decide/"
        assert "市民云" not in client.get("/sign-in/").content.decode()
        page = approver.get(decide).content.decode()
        assert "a secret at the source" not in page
        answer = approver.post(decide, {"terms": str(terms.pk), "decision": "approve"})

        assert answer.status_code == 303
        assert "市民云" in client.get("/sign-in/").content.decode()
        assert "市民云" in proposer.get(SOURCES).content.decode()

    def test_decide_about_what_they_saw_and_nothing_since(
        self, source_clients: FakeClients
    ) -> None:
        proposer = officer_with(SourcePermission.MANAGE_SOURCES)
        approver = officer_with(SourcePermission.APPROVE_SOURCES)
        proposer.post(f"{SOURCES}add/", self.ENTRY)
        terms = SourceTerms.objects.get()
        decide = f"{SOURCES}{terms.source_id}/decide/"

        answer = approver.post(
            decide, {"terms": "00000000-0000-0000-0000-000000000007", "decision": "approve"}
        )

        assert answer.status_code == 409
        assert SourceTerms.objects.get().state == TermsState.PROPOSED

    def test_are_told_what_is_wrong_and_see_no_secret_again(
        self, source_clients: FakeClients
    ) -> None:
        proposer = officer_with(SourcePermission.MANAGE_SOURCES)

        answer = proposer.post(f"{SOURCES}add/", {**self.ENTRY, "mapping": "{}"})

        assert answer.status_code == 422
        page = answer.content.decode()
        assert "属性对应的写法不对" in page
        assert "a secret at the source" not in page
        assert not TrustSource.objects.exists()

    def test_change_and_suspend_a_source(self, source_clients: FakeClients) -> None:
        source_id = approved()
        proposer = officer_with(SourcePermission.MANAGE_SOURCES)

        assert "市民云" in proposer.get(f"{SOURCES}{source_id}/").content.decode()
        changed = proposer.post(f"{SOURCES}{source_id}/", {**self.ENTRY, "secret": ""})
        asked = proposer.get(f"{SOURCES}{source_id}/suspended/").content.decode()
        proposer.post(f"{SOURCES}{source_id}/suspended/", {"confirmed": "yes"})

        assert changed.status_code == 303
        assert "停用“市民云”？" in asked
        assert TrustSource.objects.get().state == SourceState.SUSPENDED
        assert SourceTerms.objects.filter(state=TermsState.PROPOSED).exists()

    def test_without_permission_are_refused(self, source_clients: FakeClients) -> None:
        source_id = approved()
        stranger = client_of(make_account(now=clock.now()))
        decide = officer_with(SourcePermission.APPROVE_SOURCES)

        for url in ("", "add/", f"{source_id}/", f"{source_id}/decide/", f"{source_id}/closed/"):
            assert stranger.get(f"{SOURCES}{url}").status_code == 403
        assert decide.post(f"{SOURCES}{source_id}/closed/", {"confirmed": "y"}).status_code == 403
        assert TrustSource.objects.get().state == SourceState.ACTIVE
