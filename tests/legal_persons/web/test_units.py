"""The pages of units: registering, confirming, switching, ending, approving, issuing codes."""

import io
import re
import uuid
from collections.abc import Mapping

import pytest
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from shiming.accounts.models import Account
from shiming.accounts.types import AccountId, AccountState
from shiming.directory.actions.grant_permission import grant_permission
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.legal_persons import operations
from shiming.legal_persons.actions.registrations.ask_register import ask_register
from shiming.legal_persons.models import LegalPerson, Office, UnitRegistration
from shiming.legal_persons.types import (
    ApplicantRole,
    LegalPersonPermission,
    OfficeKind,
    OfficeState,
    RegistrationId,
    RegistrationState,
    UnitEvidenceKind,
)
from shiming.vendors.registers.simulator.behaviours import Behaviour
from shiming.vendors.registers.simulator.legal_persons import LegalPersonSimulator
from tests.cast import AGENT, LEGAL_REPRESENTATIVE, PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import make_account, make_account_of, start_session
from tests.factories.legal_persons import (
    CODE,
    UNIT_NAME,
    form_of,
    make_office,
    make_proofed,
    make_unit,
)

pytestmark = pytest.mark.django_db

REASON = "登记证书复印件看不清，请重新提交。"


class Browser:
    """One browser that is signed in; sessions rotate, and the cookie with them."""

    def __init__(self, account: Account) -> None:
        self.client = Client()
        session = start_session(account, now=clock.now())
        self.client.cookies["shiming_session"] = session.cookie_value

    def get(self, url: str) -> HttpResponse:
        return self.client.get(url)  # type: ignore[return-value]  # the stubs' own response

    def post(self, url: str, data: Mapping[str, object] | None = None) -> HttpResponse:
        return self.client.post(url, data or {})  # type: ignore[return-value]  # the same

    def read(self, url: str) -> str:
        response = self.get(url)
        assert response.status_code == 200, response.content.decode()
        return main_of(response)


def main_of(response: HttpResponse) -> str:
    found = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    assert found is not None
    return found[0]


def make_officer(permission: str) -> Account:
    account = make_account(user_name="staff", now=clock.now())
    grant_permission(
        account_id=AccountId(account.pk),
        permission=permission,
        granter=system_actor(device="tests"),
        now=clock.now(),
    )
    return account


def answered() -> RegistrationId:
    registration = RegistrationId(UnitRegistration.objects.latest("submitted_at").pk)
    ask_register(registration_id=registration, now=clock.now())
    return registration


@pytest.fixture
def head() -> Account:
    return make_proofed(LEGAL_REPRESENTATIVE, now=clock.now())


class TestBinding:
    @pytest.mark.requirement("S31-4")
    def test_leads_to_sign_in_first_and_to_the_own_identities_then(self, head: Account) -> None:
        make_office(make_unit(), LEGAL_REPRESENTATIVE, head)

        visitor = Client().get("/enterprises/")
        page = Browser(head).read("/enterprises/")

        assert visitor.status_code == 302
        assert visitor["Location"] == "/sign-in/?next=%2Fenterprises%2F"
        assert UNIT_NAME in page
        assert "登记单位" in page

    def test_says_what_to_do_who_has_no_unit(self, head: Account) -> None:
        assert "您还没有关联的企业" in Browser(head).read("/enterprises/")

    def test_asks_who_is_not_proofed_to_be_so_first(self) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, is_attached=True, now=clock.now())

        response = Browser(account).get("/enterprises/register/")

        assert response.status_code == 403
        assert "去实名认证" in response.content.decode()


class TestRegistering:
    def test_a_representative_registers_and_switches_to_the_unit(
        self, unit_register: LegalPersonSimulator, head: Account
    ) -> None:
        browser = Browser(head)

        sent = browser.post(
            "/enterprises/register/", form_of(credit_code=f" {CODE[:8].lower()} {CODE[8:]}　")
        )
        assert sent.status_code == 302
        assert "登记信息核对中" in browser.read(sent["Location"])
        answered()
        assert "已登记" in browser.read(sent["Location"])
        office = Office.objects.get()
        browser.post("/me/identities/switch/", {"key": f"office:{office.pk}"})

        page = browser.get("/enterprises/people/").content.decode()
        assert UNIT_NAME in page
        assert LEGAL_REPRESENTATIVE.name not in page
        assert LEGAL_REPRESENTATIVE.number not in page
        assert "初级实名" in page

    @pytest.mark.parametrize(
        "field",
        [
            "credit_code",
            "name",
            "kind",
            "representative_name",
            "document_type",
            "number",
            "mobile",
            "email",
            "address",
        ],
    )
    def test_every_field_of_the_enterprise_is_mandatory(self, head: Account, field: str) -> None:
        response = Browser(head).post("/enterprises/register/", form_of() | {field: " "})

        assert response.status_code == 422
        assert 'class="ui-field__error"' in response.content.decode()
        assert not UnitRegistration.objects.exists()

    def test_says_which_number_is_wrong(self, head: Account) -> None:
        response = Browser(head).post(
            "/enterprises/register/", form_of(credit_code=f"{CODE[:17]}I", number="12345")
        )

        assert response.status_code == 422
        assert not UnitRegistration.objects.exists()

    def test_says_what_the_register_found_wrong(
        self, unit_register: LegalPersonSimulator, head: Account
    ) -> None:
        agent = make_proofed(AGENT, now=clock.now())
        browser = Browser(agent)
        sent = browser.post("/enterprises/register/", form_of(representative=AGENT))
        answered()

        page = browser.read(sent["Location"])

        assert "法定代表人与统一社会信用代码不匹配" in page
        assert "重新登记" in page

    def test_shows_that_it_waits_for_the_register_by_itself(
        self, unit_register: LegalPersonSimulator, head: Account
    ) -> None:
        unit_register.expect(Behaviour.UNAVAILABLE)
        browser = Browser(head)
        sent = browser.post("/enterprises/register/", form_of())
        answered()

        assert "系统会自动重试" in browser.read(sent["Location"])

    def test_can_be_taken_back(self, unit_register: LegalPersonSimulator, head: Account) -> None:
        browser = Browser(head)
        sent = browser.post("/enterprises/register/", form_of())

        browser.post(f"{sent['Location']}withdraw/")
        again = browser.post(f"{sent['Location']}withdraw/")

        assert "已撤回" in browser.read(sent["Location"])
        assert again.status_code == 409

    def test_is_shown_to_nobody_else(
        self, unit_register: LegalPersonSimulator, head: Account
    ) -> None:
        sent = Browser(head).post("/enterprises/register/", form_of())
        stranger = Browser(make_proofed(AGENT, now=clock.now()))

        assert stranger.get(sent["Location"]).status_code == 404
        assert stranger.post(f"{sent['Location']}withdraw/").status_code == 404
        assert UnitRegistration.objects.get().state == RegistrationState.CHECKING


@pytest.mark.requirement("S18-4")
class TestAuthorisingConfirmingSwitching:
    def test_from_the_handlers_registration_to_acting_for_the_unit(
        self, unit_register: LegalPersonSimulator, head: Account
    ) -> None:
        handler = make_proofed(AGENT, now=clock.now())
        one, other = Browser(handler), Browser(head)
        one.post("/enterprises/register/", form_of(role=ApplicantRole.HANDLER))
        answered()
        offered = Office.objects.get(kind=OfficeKind.LEGAL_REPRESENTATIVE)
        asked = Office.objects.get(kind=OfficeKind.HANDLER)

        assert "确认任职" in other.read("/enterprises/")
        other.post(f"/enterprises/offices/{offered.pk}/answer/", {"answer": "accept"})
        other.post("/me/identities/switch/", {"key": f"office:{offered.pk}"})
        assert "同意" in other.read("/enterprises/people/")
        other.post(f"/enterprises/offices/{asked.pk}/decide/", {"decision": "approve"})
        one.post("/me/identities/switch/", {"key": f"office:{asked.pk}"})

        page = one.get("/enterprises/").content.decode()
        assert "当前" in page
        assert one.get("/enterprises/people/").status_code == 403

    def test_nothing_but_a_clear_yes_confirms(self, head: Account) -> None:
        office = make_office(
            make_unit(), LEGAL_REPRESENTATIVE, None, state=OfficeState.AWAITING_CONFIRMATION
        )

        Browser(head).post(f"/enterprises/offices/{office}/answer/", {})

        assert Office.objects.get().state == OfficeState.REFUSED


@pytest.mark.requirement("S32-12")
def test_shows_credit_code_and_taxpayer_number_apart(head: Account) -> None:
    number = "600101700000021"
    office = make_office(make_unit(taxpayer_number=number), LEGAL_REPRESENTATIVE, head)
    browser = Browser(head)
    browser.post("/me/identities/switch/", {"key": f"office:{office}"})

    page = browser.read("/enterprises/people/")

    assert re.search(rf"统一社会信用代码.*?{CODE}.*?纳税人识别号.*?{number}", page, re.DOTALL)


@pytest.mark.requirement("S31-13")
class TestEnding:
    def test_shows_all_own_identities_and_ends_one_after_a_reason_and_two_confirmations(
        self, head: Account
    ) -> None:
        office = make_office(make_unit(), LEGAL_REPRESENTATIVE, head)
        browser, url = Browser(head), f"/enterprises/offices/{office}/end/"
        assert url in browser.read("/enterprises/")

        assert browser.post(url, {}).status_code == 422
        second = browser.post(url, {"reason": "left"})
        assert "确定解除吗" in second.content.decode()
        assert Office.objects.get().state == OfficeState.ACTIVE
        done = browser.post(url, {"reason": "left", "confirmed": "yes"})

        assert done.status_code == 302
        assert Office.objects.get().state == OfficeState.ENDED
        assert UNIT_NAME not in browser.read("/enterprises/")

    def test_takes_no_reason_that_is_the_units(self, head: Account) -> None:
        office = make_office(make_unit(), LEGAL_REPRESENTATIVE, head)

        response = Browser(head).post(
            f"/enterprises/offices/{office}/end/",
            {"reason": "no_longer_trusted", "confirmed": "yes"},
        )

        assert response.status_code == 422
        assert Office.objects.get().state == OfficeState.ACTIVE

    def test_is_not_for_strangers(self, head: Account) -> None:
        office = make_office(make_unit(), LEGAL_REPRESENTATIVE, head)
        stranger = Browser(make_proofed(PROOFED_CITIZEN, now=clock.now()))

        for response in (
            stranger.get(f"/enterprises/offices/{office}/end/"),
            stranger.post(
                f"/enterprises/offices/{office}/end/", {"reason": "left", "confirmed": "yes"}
            ),
            stranger.get(f"/enterprises/offices/{uuid.uuid4()}/end/"),
        ):
            assert response.status_code == 404

        assert Office.objects.get().state == OfficeState.ACTIVE


class TestApprovalDesk:
    @pytest.fixture
    def waiting(self, unit_register: LegalPersonSimulator, head: Account) -> RegistrationId:
        unit_register.expect(Behaviour.NO_RECORD)
        Browser(head).post("/enterprises/register/", form_of(way="approval"))
        return answered()

    def test_an_officer_approves(self, waiting: RegistrationId) -> None:
        desk = Browser(make_officer(LegalPersonPermission.REVIEW))

        queue = desk.read("/enterprises/review/")
        page = desk.read(f"/enterprises/review/{waiting}/")
        done = desk.post(f"/enterprises/review/{waiting}/decide/", {"decision": "approve"})

        assert UNIT_NAME in queue
        assert "查不到登记信息" in page
        assert LEGAL_REPRESENTATIVE.number not in page
        assert done.status_code == 302
        assert LegalPerson.objects.count() == 1
        assert "没有等待审核的单位" in desk.read("/enterprises/review/")

    def test_an_officer_refuses_with_a_reason_that_the_applicant_reads(
        self, waiting: RegistrationId, head: Account
    ) -> None:
        desk = Browser(make_officer(LegalPersonPermission.REVIEW))
        url = f"/enterprises/review/{waiting}/decide/"

        without = desk.post(url, {"decision": "refuse"})
        desk.post(url, {"decision": "refuse", "reason": REASON})

        assert without.status_code == 422
        assert REASON in Browser(head).read(f"/enterprises/registrations/{waiting}/")

    def test_is_for_officers_with_the_permission(
        self, waiting: RegistrationId, head: Account
    ) -> None:
        browser = Browser(head)

        assert browser.get("/enterprises/review/").status_code == 403
        response = browser.post(f"/enterprises/review/{waiting}/decide/", {"decision": "approve"})
        assert response.status_code == 403
        assert not LegalPerson.objects.exists()


class TestCodeDesk:
    def send(self, desk: Browser, **changes: str) -> HttpResponse:
        content = io.BytesIO()
        Image.new("RGB", (40, 30), "white").save(content, "JPEG")
        content.seek(0)
        content.name = "paper.jpg"
        return desk.post(
            "/enterprises/codes/",
            {
                "credit_code": CODE,
                "name": UNIT_NAME,
                "social_number": "SB60010177",
                "explanation": "已核对营业执照原件和参保登记表。",
                "paper": content,
            }
            | changes,
        )

    def test_shows_the_code_once_to_be_printed(self) -> None:
        desk = Browser(make_officer(LegalPersonPermission.ISSUE_CODE))

        printed = self.send(desk)

        code = re.search(r'class="lp-code">([^<]+)<', printed.content.decode())
        assert code is not None
        assert printed["Cache-Control"].count("no-store")
        assert code[1] not in desk.read("/enterprises/codes/")

    def test_says_what_is_missing(self) -> None:
        desk = Browser(make_officer(LegalPersonPermission.ISSUE_CODE))

        assert self.send(desk, explanation="看过").status_code == 422
        assert self.send(desk, paper="").status_code == 422
        assert not LegalPerson.objects.exists()

    def test_is_for_clerks_with_the_permission(self, head: Account) -> None:
        assert self.send(Browser(head)).status_code == 403
        assert not LegalPerson.objects.exists()


class TestFrame:
    def test_says_in_every_page_for_which_unit_somebody_acts(self, head: Account) -> None:
        office = make_office(make_unit(), LEGAL_REPRESENTATIVE, head)
        browser = Browser(head)

        browser.post("/me/identities/switch/", {"key": f"office:{office}"})

        page = browser.get("/me/").content.decode()
        assert UNIT_NAME in page
        assert LEGAL_REPRESENTATIVE.name not in page


class TestOwnCode:
    """Who heads a unit has it choose its own password, for signing in as a unit (A8)."""

    def enter(self, head: Account, *, is_confirmed: bool = True) -> Browser:
        unit = make_unit()
        office = make_office(unit, LEGAL_REPRESENTATIVE, head)
        if is_confirmed:
            operations.add_evidence(
                legal_person_id=unit,
                kind=UnitEvidenceKind.REGISTER_MATCH,
                source="tests",
                actor=system_actor(device="tests"),
                now=clock.now(),
            )
        browser = Browser(head)
        browser.post("/me/identities/switch/", {"key": f"office:{office}"})
        return browser

    def test_opens_the_units_account_once(self, head: Account) -> None:
        browser = self.enter(head)
        assert "领取单位激活码" in browser.read("/enterprises/people/")

        printed = browser.post("/enterprises/people/code/")

        assert re.search(r'class="lp-code">([^<]+)<', printed.content.decode())
        unit = LegalPerson.objects.get()
        assert unit.account is not None
        Account.objects.filter(pk=unit.account.pk).update(state=AccountState.ACTIVE)
        assert "领取单位激活码" not in browser.read("/enterprises/people/")
        assert browser.post("/enterprises/people/code/").status_code == 409

    def test_is_not_for_a_unit_that_nobody_has_confirmed(self, head: Account) -> None:
        browser = self.enter(head, is_confirmed=False)

        assert "领取单位激活码" not in browser.read("/enterprises/people/")
        assert browser.post("/enterprises/people/code/").status_code == 403
        assert LegalPerson.objects.get().account is None

    def test_is_not_for_who_acts_for_themselves(self, head: Account) -> None:
        make_office(make_unit(), LEGAL_REPRESENTATIVE, head)

        assert Browser(head).post("/enterprises/people/code/").status_code == 404
        assert LegalPerson.objects.get().account is None
