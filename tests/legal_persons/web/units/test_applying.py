"""The pages on which somebody asks to act for a unit, and its heads decide (S31-8, S31-12)."""

import dataclasses
import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client

from shiming.accounts import ports
from shiming.accounts.models import Account
from shiming.accounts.types import CheckedForm, CounterScope
from shiming.kernel import clock
from shiming.legal_persons.models import Office
from shiming.legal_persons.types import OfficeId, OfficeKind, OfficeSource, OfficeState
from tests.cast import AGENT, LEGAL_REPRESENTATIVE, PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import make_account_of
from tests.factories.legal_persons import CODE, UNIT_NAME, make_office, make_proofed, make_unit
from tests.legal_persons.page_kit import Browser, main_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def _unchecked() -> Iterator[None]:
    plain = dataclasses.replace(ports.policy(), checked_forms=frozenset())
    with ports.policy.replaced(plain):
        yield


@pytest.fixture
def top(head: Account) -> OfficeId:
    return make_office(make_unit(), LEGAL_REPRESENTATIVE, head)


@pytest.fixture
def applicant() -> Browser:
    return Browser(make_proofed(AGENT, now=clock.now()))


@pytest.fixture
def desk(head: Account, top: OfficeId) -> Browser:
    browser = Browser(head)
    browser.post("/me/identities/switch/", {"key": f"office:{top}"})
    return browser


def ask(applicant: Browser) -> OfficeId:
    found = applicant.post("/enterprises/apply/", {"number": CODE})
    applicant.post(f"{found['Location']}submit/", {"kind": "tax_officer"})
    return OfficeId(Office.objects.get(source=OfficeSource.REQUEST).pk)


@pytest.mark.requirement("S31-8")
@pytest.mark.usefixtures("_unchecked")
class TestAsking:
    def test_goes_from_the_own_units_over_number_and_unit_to_the_request(
        self, applicant: Browser, top: OfficeId
    ) -> None:
        make_office(
            make_unit(code="91600101MA0TE5T248", name="样本市半山建设有限公司"),
            AGENT,
            None,
            kind=OfficeKind.TAX_OFFICER,
            state=OfficeState.AWAITING_CONFIRMATION,
        )
        listed = applicant.read("/enterprises/")
        assert "样本市半山建设有限公司" in listed
        assert 'href="/enterprises/apply/"' in listed

        assert "纳税人识别号" in applicant.read("/enterprises/apply/")
        found = applicant.post("/enterprises/apply/", {"number": CODE})
        unit = applicant.read(found["Location"])
        assert UNIT_NAME in unit
        assert CODE in unit
        assert f'href="{found["Location"]}submit/"' in unit
        both = applicant.read(f"{found['Location']}submit/")
        assert AGENT.person_name.masked in both
        assert UNIT_NAME in both
        sent = applicant.post(f"{found['Location']}submit/", {"kind": "tax_officer"})

        assert "已提交申请，等待单位审批" in applicant.read(sent["Location"])
        office = Office.objects.get(source=OfficeSource.REQUEST)
        assert (office.state, office.kind) == (OfficeState.REQUESTED, OfficeKind.TAX_OFFICER)

    def test_wants_the_verification_code_and_counts_wrong_ones(
        self, applicant: Browser, top: OfficeId
    ) -> None:
        policy = ports.policy()
        scope = CounterScope.UNIT_SEARCH_PERSON
        strict = dataclasses.replace(
            policy,
            checked_forms=frozenset([CheckedForm.APPLY_FOR_OFFICE]),
            limits={**policy.limits, scope: dataclasses.replace(policy.limits[scope], count=1)},
        )
        with ports.policy.replaced(strict):
            assert "human-check" in applicant.read("/enterprises/apply/")

            wrong = applicant.post("/enterprises/apply/", {"number": CODE, "picture_code": "0000"})
            again = applicant.post("/enterprises/apply/", {"number": CODE, "picture_code": "0000"})

        assert wrong.status_code == 422
        assert UNIT_NAME not in wrong.content.decode()
        assert again.status_code == 429


@pytest.mark.usefixtures("_unchecked")
class TestWhatAskingTells:
    def test_is_nothing_of_the_people_of_the_unit(self, applicant: Browser, top: OfficeId) -> None:
        found = applicant.post("/enterprises/apply/", {"number": CODE})

        for page in (found["Location"], f"{found['Location']}submit/"):
            text = applicant.read(page)
            assert LEGAL_REPRESENTATIVE.person_name.masked not in text
            assert LEGAL_REPRESENTATIVE.document_number.masked not in text

    def test_is_said_to_nobody_else_and_leads_nobody_past_the_code(
        self, applicant: Browser, top: OfficeId
    ) -> None:
        found = applicant.post("/enterprises/apply/", {"number": CODE})
        other = Browser(make_proofed(PROOFED_CITIZEN, now=clock.now()))

        for ticket in (found["Location"], f"{found['Location'][:-2]}x/", "/enterprises/apply/1/"):
            assert other.get(ticket)["Location"] == "/enterprises/apply/"
            sent = other.post(f"{ticket}submit/", {"kind": "tax_officer"})
            assert sent["Location"] == "/enterprises/apply/"
        assert not Office.objects.filter(source=OfficeSource.REQUEST).exists()

    def test_is_nothing_to_visitors_and_unproofed_people(self, top: OfficeId) -> None:
        unproofed = Browser(make_account_of(UNPROOFED_CITIZEN, is_attached=True, now=clock.now()))

        assert Client().get("/enterprises/apply/")["Location"].startswith("/sign-in/")
        refused = unproofed.post("/enterprises/apply/", {"number": CODE})
        assert refused.status_code == 403
        assert "去实名认证" in refused.content.decode()


@pytest.mark.usefixtures("_unchecked")
class TestDeciding:
    @pytest.mark.requirement("S31-12")
    @pytest.mark.parametrize(
        ("decision", "expected"),
        [
            ("approve", ("确定同意吗", OfficeState.ACTIVE, "已同意")),
            ("refuse", ("确定拒绝吗", OfficeState.REFUSED, "已拒绝")),
        ],
        ids=["approve", "refuse"],
    )
    def test_asks_back_and_then_shows_what_was_decided(
        self,
        applicant: Browser,
        desk: Browser,
        decision: str,
        expected: tuple[str, OfficeState, str],
    ) -> None:
        question, state, shown = expected
        office = ask(applicant)
        url = f"/enterprises/offices/{office}/decide/"
        assert "待审批" in desk.read("/enterprises/people/requests/")

        asked = desk.post(url, {"decision": decision})
        assert question in main_of(asked)
        assert Office.objects.get(pk=office).state == OfficeState.REQUESTED
        done = desk.post(url, {"decision": decision, "confirmed": "yes"})

        assert Office.objects.get(pk=office).state == state
        page = desk.read(done["Location"])
        assert shown in page
        assert "待审批" not in page

    @pytest.mark.requirement("S31-12")
    def test_lists_the_undecided_first(self, applicant: Browser, desk: Browser) -> None:
        first = ask(applicant)
        desk.post(
            f"/enterprises/offices/{first}/decide/", {"decision": "refuse", "confirmed": "yes"}
        )
        found = applicant.post("/enterprises/apply/", {"number": CODE})
        applicant.post(f"{found['Location']}submit/", {"kind": "invoice_handler"})

        page = desk.read("/enterprises/people/requests/")

        assert re.search(r"购票人员.*待审批.*办税人员.*已拒绝", page, re.DOTALL)

    def test_leads_a_head_who_acts_for_themselves_to_the_unit(
        self, applicant: Browser, head: Account, top: OfficeId
    ) -> None:
        response = Browser(head).get("/enterprises/people/requests/")

        assert response.status_code == 403
        assert f'value="office:{top}"' in main_of(response)
        assert "您不能审批" in main_of(applicant.get("/enterprises/people/requests/"))

    def test_is_for_heads_alone(self, applicant: Browser, head: Account, top: OfficeId) -> None:
        office = ask(applicant)

        for browser in (applicant, Browser(head)):
            sent: HttpResponse = browser.post(
                f"/enterprises/offices/{office}/decide/",
                {"decision": "approve", "confirmed": "yes"},
            )
            assert sent.status_code == 404

        assert Office.objects.get(pk=office).state == OfficeState.REQUESTED
