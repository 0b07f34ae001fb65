"""The pages on which heads add officers, who consent to it themselves (S31-9, S31-11)."""

import pytest

from shiming.accounts.models import Account
from shiming.kernel import clock
from shiming.legal_persons.models import Office
from shiming.legal_persons.types import (
    LegalPersonId,
    OfficeId,
    OfficeKind,
    OfficeSource,
    OfficeState,
)
from shiming.messages.models import OutboxMessage
from tests.cast import AGENT, LEGAL_REPRESENTATIVE, PROOFED_CITIZEN, UNPROOFED_CITIZEN, Member
from tests.factories.legal_persons import UNIT_NAME, make_office, make_proofed, make_unit
from tests.legal_persons.page_kit import Browser, main_of

pytestmark = pytest.mark.django_db

ADD = "/enterprises/people/add/"
HEADS = (OfficeKind.LEGAL_REPRESENTATIVE, OfficeKind.FINANCE_OFFICER)


def form_of(member: Member = AGENT, **changes: str) -> dict[str, str]:
    return {
        "name": member.name,
        "document_type": "resident_id_card",
        "number": member.number,
        "mobile": "15401000099",
        "kind": "tax_officer",
        "position": "会计",
        "accepts_risk_alerts": "yes",
    } | changes


@pytest.fixture
def desk(request: pytest.FixtureRequest, head: Account) -> Browser:
    kind = OfficeKind(getattr(request, "param", OfficeKind.LEGAL_REPRESENTATIVE))
    office = make_office(make_unit(), LEGAL_REPRESENTATIVE, head, kind=kind)
    browser = Browser(head)
    browser.post("/me/identities/switch/", {"key": f"office:{office}"})
    return browser


@pytest.fixture
def officer() -> Browser:
    return Browser(make_proofed(AGENT, now=clock.now()))


def offered() -> OfficeId:
    return OfficeId(Office.objects.get(source=OfficeSource.INVITATION).pk)


class TestAdding:
    @pytest.mark.requirement("S31-9")
    @pytest.mark.parametrize("desk", HEADS, indirect=True)
    def test_offers_an_office_that_is_active_once_the_person_has_signed_in_and_consented(
        self, desk: Browser, officer: Browser
    ) -> None:
        assert f'href="{ADD}"' in desk.read("/enterprises/people/")

        sent = desk.post(ADD, form_of())

        assert "已添加，等待本人确认" in desk.read(sent["Location"])
        office = Office.objects.get(pk=offered())
        assert (office.state, office.position, office.accepts_risk_alerts) == (
            OfficeState.AWAITING_CONFIRMATION,
            "会计",
            True,
        )
        officer.post(
            f"/enterprises/offices/{office.pk}/answer/", {"answer": "accept", "consent": "yes"}
        )
        office.refresh_from_db()
        assert office.state == OfficeState.ACTIVE

    @pytest.mark.requirement("S31-9")
    @pytest.mark.parametrize("field", form_of())
    def test_wants_every_field(self, desk: Browser, officer: Browser, field: str) -> None:
        assert desk.post(ADD, form_of() | {field: " "}).status_code == 422

        assert not Office.objects.filter(source=OfficeSource.INVITATION).exists()

    @pytest.mark.requirement("S31-9")
    @pytest.mark.parametrize(
        "kind", [OfficeKind.TAX_OFFICER, OfficeKind.INVOICE_HANDLER, OfficeKind.HANDLER]
    )
    def test_is_for_heads_alone(
        self, desk: Browser, officer: Browser, head: Account, kind: OfficeKind
    ) -> None:
        account = make_proofed(PROOFED_CITIZEN, now=clock.now())
        unit = LegalPersonId(Office.objects.get().legal_person_id)
        own = make_office(unit, PROOFED_CITIZEN, account, kind=kind)
        member = Browser(account)
        member.post("/me/identities/switch/", {"key": f"office:{own}"})

        for browser in (member, officer, Browser(head)):
            assert browser.get(ADD).status_code == 403
            assert browser.post(ADD, form_of()).status_code == 403
        assert not Office.objects.filter(source=OfficeSource.INVITATION).exists()

    @pytest.mark.requirement("S31-9")
    @pytest.mark.requirement("S35-10")
    def test_invites_who_is_not_captured_instead(self, desk: Browser, officer: Browser) -> None:
        unknown = desk.post(ADD, form_of(UNPROOFED_CITIZEN))
        other_name = desk.post(ADD, form_of(name="罗可"))

        assert unknown.status_code == other_name.status_code == 409
        for page in (main_of(unknown), main_of(other_name)):
            assert "没有找到这名已实名采集的人员" in page
            assert "http://testserver/proofing/" in page
            assert 'value="invite"' in page
        sent = desk.post(ADD, form_of(UNPROOFED_CITIZEN, step="invite"))
        assert "已发送采集邀请" in desk.read(sent["Location"])
        assert OutboxMessage.objects.filter(template__endswith="capture_invitation").count() == 1
        assert not Office.objects.filter(source=OfficeSource.INVITATION).exists()


class TestConsent:
    @pytest.mark.requirement("S31-11")
    def test_shows_authorised_and_unauthorised_and_activates_after_the_consent(
        self, desk: Browser, officer: Browser
    ) -> None:
        desk.post(ADD, form_of())
        url = f"/enterprises/offices/{offered()}/answer/"
        listed = officer.read("/enterprises/")
        assert "未授权的身份" in listed
        assert f'href="{url}"' in listed

        dialog = officer.read(url)
        assert UNIT_NAME in dialog
        assert "我已了解以上内容" in dialog
        missing = officer.post(url, {"answer": "accept"})
        assert missing.status_code == 422
        assert Office.objects.get(pk=offered()).state == OfficeState.AWAITING_CONFIRMATION
        done = officer.post(url, {"answer": "accept", "consent": "yes"})

        page = officer.read(done["Location"])
        assert Office.objects.get(pk=offered()).state == OfficeState.ACTIVE
        assert "已授权和申请中的身份" in page
        assert "未授权的身份" not in page

    def test_is_nobody_elses(self, desk: Browser, officer: Browser) -> None:
        desk.post(ADD, form_of())
        url = f"/enterprises/offices/{offered()}/answer/"

        assert desk.get(url).status_code == 404
        assert desk.post(url, {"answer": "accept", "consent": "yes"}).status_code == 404
        assert Office.objects.get(pk=offered()).state == OfficeState.AWAITING_CONFIRMATION


@pytest.mark.requirement("S31-10")
class TestEnding:
    @pytest.mark.parametrize(
        ("by_unit", "reason"), [(True, "no_longer_trusted"), (False, "left")], ids=["unit", "own"]
    )
    def test_goes_from_either_side_over_reason_and_two_confirmations(
        self,
        desk: Browser,
        officer: Browser,
        by_unit: bool,  # noqa: FBT001  a case
        reason: str,
    ) -> None:
        desk.post(ADD, form_of())
        office = offered()
        officer.post(
            f"/enterprises/offices/{office}/answer/", {"answer": "accept", "consent": "yes"}
        )
        browser, page = (desk, "/enterprises/people/") if by_unit else (officer, "/enterprises/")
        url = f"/enterprises/offices/{office}/end/"
        assert url in browser.read(page)

        assert "解除原因" in browser.read(url)
        second = browser.post(url, {"reason": reason})
        assert "确定解除吗" in main_of(second)
        assert Office.objects.get(pk=office).state == OfficeState.ACTIVE
        done = browser.post(url, {"reason": reason, "confirmed": "yes"})

        assert done["Location"] == f"{page}?done"
        assert Office.objects.get(pk=office).state == OfficeState.ENDED
        assert url not in browser.read(page)
        assert UNIT_NAME not in officer.read("/enterprises/")


class TestRiskAlerts:
    def test_are_accepted_and_given_up_by_the_holder(self, desk: Browser, officer: Browser) -> None:
        own = Office.objects.get()
        url = f"/enterprises/offices/{own.pk}/alerts/"
        assert "接受风险提醒" in desk.read("/enterprises/")

        desk.post(url, {"accept": "yes"})
        assert "不再接受风险提醒" in desk.read("/enterprises/")
        assert officer.post(url, {"accept": "no"}).status_code == 404

        own.refresh_from_db()
        assert own.accepts_risk_alerts
        desk.post(url, {})
        own.refresh_from_db()
        assert not own.accepts_risk_alerts
