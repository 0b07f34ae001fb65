"""A counter gives a unit its first code (S15-4)."""

import dataclasses
import io

import pytest
from PIL import Image

from shiming.accounts import errors as accounts_errors
from shiming.accounts import ports
from shiming.accounts.actions.recovery.choose_password import choose_password
from shiming.accounts.models import Account, ActivationCode, PersonalNumber
from shiming.accounts.types import AccountKind, AccountState, NumberKind
from shiming.kernel import pictures
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.kernel.levels import Level
from shiming.kernel.names import CompanyName
from shiming.legal_persons import errors, queries
from shiming.legal_persons.actions.codes.issue_code import UnitAtCounter, issue_code
from shiming.legal_persons.models import CounterIssue, LegalPerson, LegalPersonEvidence
from shiming.legal_persons.types import LegalPersonPermission, OfficeKind, UnitEvidenceKind
from tests.cast import OPERATOR, REVIEWER
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    PersonnelOf,
    make_account_of,
    make_actor,
    make_visit,
)
from tests.factories.legal_persons import CODE, UNIT_NAME, make_office, make_proofed, make_unit

pytestmark = pytest.mark.django_db

NUMBER = "SB60010177"


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "JPEG")
    return content.getvalue()


AT_COUNTER = UnitAtCounter(
    credit_code=CreditCode.parse(CODE),
    name=CompanyName.parse(UNIT_NAME),
    social_number=NUMBER,
    explanation="已核对营业执照原件和参保登记表。",
    paper=picture(),
)


def redeem(code: str, *, password: str = PASSWORD) -> None:
    choose_password(
        typed_code=code,
        password=password,
        document=None,
        account_id=None,
        visit=make_visit(),
        now=NOW,
    )


def clerk(*permissions: str) -> Actor:
    account = make_account_of(OPERATOR)
    return dataclasses.replace(
        make_actor(account), identity=ActingIdentity(permissions=frozenset(permissions))
    )


@pytest.fixture
def at_desk() -> Actor:
    return clerk(LegalPersonPermission.ISSUE_CODE)


@pytest.mark.requirement("S15-4")
class TestIssueCode:
    def test_the_unit_chooses_its_password_with_the_code_and_has_its_number(
        self, at_desk: Actor
    ) -> None:
        issued = issue_code(unit=AT_COUNTER, clerk=at_desk, now=NOW)

        account = Account.objects.get(kind=AccountKind.UNIT)
        assert (account.state, account.password) == (AccountState.PENDING, "")
        number = PersonalNumber.objects.get()
        assert (number.kind, number.number) == (NumberKind.UNIT_SOCIAL_SECURITY, NUMBER)
        redeem(issued.code)
        account.refresh_from_db()
        assert account.state == AccountState.ACTIVE

    def test_the_code_works_once(self, at_desk: Actor) -> None:
        issued = issue_code(unit=AT_COUNTER, clerk=at_desk, now=NOW)
        redeem(issued.code)

        with pytest.raises(accounts_errors.ActivationNotUsable):
            redeem(issued.code, password=f"{PASSWORD}2")

    def test_a_unit_that_never_signed_in_gets_a_new_code_and_the_old_one_is_void(
        self, at_desk: Actor
    ) -> None:
        lost = issue_code(unit=AT_COUNTER, clerk=at_desk, now=NOW)

        issue_code(unit=AT_COUNTER, clerk=at_desk, now=NOW)

        assert ActivationCode.objects.filter(consumed_at__isnull=True).count() == 1
        assert Account.objects.filter(kind=AccountKind.UNIT).count() == 1
        with pytest.raises(accounts_errors.ActivationNotUsable):
            redeem(lost.code)

    def test_what_the_clerk_saw_is_kept_as_evidence(self, at_desk: Actor) -> None:
        issue_code(unit=AT_COUNTER, clerk=at_desk, now=NOW)

        issue, evidence = CounterIssue.objects.get(), LegalPersonEvidence.objects.get()
        assert issue.explanation == AT_COUNTER.explanation
        assert (evidence.kind, evidence.is_manual, evidence.kept_by) == (
            UnitEvidenceKind.COUNTER,
            True,
            at_desk.account_id,
        )
        unit = queries.find_by_number(NUMBER)
        assert unit is not None
        # Nobody has confirmed to be its representative.
        assert queries.level_of_unit(unit.id, now=NOW).level is Level.REGISTERED


class TestWhatACounterMayNot:
    def test_issue_without_the_permission(self) -> None:
        with pytest.raises(errors.CodeNotAllowed):
            issue_code(unit=AT_COUNTER, clerk=clerk(), now=NOW)

        assert not LegalPerson.objects.exists()
        assert not Account.objects.filter(kind=AccountKind.UNIT).exists()

    def test_issue_to_a_unit_for_which_the_clerk_acts(self) -> None:
        account = make_proofed(OPERATOR)
        make_office(make_unit(), OPERATOR, account, kind=OfficeKind.FINANCE_OFFICER)
        own = dataclasses.replace(
            make_actor(account),
            identity=ActingIdentity(
                permissions=frozenset({LegalPersonPermission.ISSUE_CODE.value})
            ),
        )

        with pytest.raises(errors.CodeNotAllowed):
            issue_code(unit=AT_COUNTER, clerk=own, now=NOW)

        assert not ActivationCode.objects.exists()

    def test_issue_to_a_unit_of_whom_personnel_has_as_the_clerk(self) -> None:
        make_office(make_unit(), REVIEWER, make_proofed(REVIEWER), kind=OfficeKind.FINANCE_OFFICER)
        staff = clerk(LegalPersonPermission.ISSUE_CODE)

        with (
            ports.personnel_records.replaced(PersonnelOf(staff, REVIEWER)),
            pytest.raises(errors.CodeNotAllowed),
        ):
            issue_code(unit=AT_COUNTER, clerk=staff, now=NOW)

        assert not ActivationCode.objects.exists()

    def test_open_the_account_of_a_unit_that_signs_in_already(self, at_desk: Actor) -> None:
        issue_code(unit=AT_COUNTER, clerk=at_desk, now=NOW)
        Account.objects.filter(kind=AccountKind.UNIT).update(state=AccountState.ACTIVE)

        with pytest.raises(errors.CodeNotNeeded):
            issue_code(unit=AT_COUNTER, clerk=at_desk, now=NOW)

        assert CounterIssue.objects.count() == 1

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"explanation": "看过了"}, errors.ExplanationTooShort),
            ({"paper": b""}, pictures.PictureEmpty),
            ({"paper": b"no picture"}, pictures.PictureTypeUnknown),
            ({"social_number": "?"}, accounts_errors.NumberMalformed),
        ],
    )
    def test_go_on_without_the_papers(
        self, at_desk: Actor, change: dict[str, object], refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            issue_code(
                unit=dataclasses.replace(AT_COUNTER, **change),  # type: ignore[arg-type]  # one of its fields
                clerk=at_desk,
                now=NOW,
            )

        assert not LegalPerson.objects.exists()
        assert not ActivationCode.objects.exists()

    def test_take_another_name_for_a_known_code(self, at_desk: Actor) -> None:
        make_unit()

        with pytest.raises(errors.NameMismatch):
            issue_code(
                unit=dataclasses.replace(AT_COUNTER, name=CompanyName.parse("样本市别家有限公司")),
                clerk=at_desk,
                now=NOW,
            )
