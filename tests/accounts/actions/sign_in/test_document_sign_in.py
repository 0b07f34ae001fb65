import datetime as dt
from collections.abc import Mapping

import pytest

from shiming.accounts import errors, ports
from shiming.accounts.actions.request_code import request_code
from shiming.accounts.actions.resend_code import resend_code
from shiming.accounts.actions.sign_in.sign_in_as_filed import sign_in_as_filed
from shiming.accounts.actions.sign_in.sign_in_with_document_code import sign_in_with_document_code
from shiming.accounts.actions.sign_in.sign_in_with_document_password import (
    sign_in_with_document_password,
)
from shiming.accounts.actions.sign_in_with_code import sign_in_with_code
from shiming.accounts.document_facts import facts_of_document
from shiming.accounts.models import Account, GuessCounter, OneTimeCode, Session
from shiming.accounts.types import (
    AccountKind,
    AccountState,
    CodePurpose,
    CounterScope,
    Filing,
    FilingKind,
    HumanAnswer,
    StartedSession,
    Visit,
)
from shiming.kernel.identifiers.documents import DocumentNumber, DocumentType
from shiming.messages.models import OutboxMessage
from tests.cast import AGENT, PROOFED_CITIZEN, UNPROOFED_CITIZEN, Member
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    attach,
    last_code,
    make_account_of,
    make_visit,
    other_than,
)

CARD = DocumentType.RESIDENT_ID_CARD
pytestmark = pytest.mark.django_db


def facts_of(member: Member, **changes: str) -> Mapping[str, str]:
    return {
        **facts_of_document(document_type=CARD, number=member.number, name=member.name),
        **changes,
    }


def ask(
    purpose: CodePurpose, member: Member, facts: Mapping[str, str], visit: Visit | None = None
) -> tuple[Visit, str]:
    visit = visit or make_visit()
    request_code(
        purpose=purpose,
        mobile=member.mobile_number,
        human=HumanAnswer(),
        accepted_agreement=None,
        visit=visit,
        facts=facts,
        now=NOW,
    )
    return visit, last_code(member.mobile)


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)


class TestSignInWithDocumentCode:
    @pytest.mark.requirement("S31-6")
    def test_takes_all_five_together(self, account: Account) -> None:
        visit, code = ask(
            CodePurpose.SIGN_IN_WITH_DOCUMENT, PROOFED_CITIZEN, facts_of(PROOFED_CITIZEN)
        )

        started = sign_in_with_document_code(typed_code=code, visit=visit, replaces=None, now=NOW)

        assert isinstance(started, StartedSession)
        assert started.account_id == account.pk
        assert Session.objects.get().methods == ["sms"]

    @pytest.mark.requirement("S31-6", "S31-7")
    @pytest.mark.parametrize(
        "changes",
        [
            {"document_type": "passport"},
            {"number": UNPROOFED_CITIZEN.number},
            {"number": "no number"},
            {"name": UNPROOFED_CITIZEN.name},
            {"name": "\x00"},
            {"name": ""},
        ],
        ids=str,
    )
    def test_refuses_when_one_does_not_belong_to_the_others(
        self, account: Account, changes: dict[str, str]
    ) -> None:
        visit, code = ask(
            CodePurpose.SIGN_IN_WITH_DOCUMENT,
            PROOFED_CITIZEN,
            facts_of(PROOFED_CITIZEN, **changes),
        )

        with pytest.raises(errors.NotCaptured):
            sign_in_with_document_code(typed_code=code, visit=visit, replaces=None, now=NOW)
        assert not Session.objects.exists()
        with pytest.raises(errors.CodeNotUsable):
            sign_in_with_document_code(typed_code=code, visit=visit, replaces=None, now=NOW)

    @pytest.mark.requirement("S31-6")
    def test_refuses_somebody_elses_mobile_and_a_wrong_code(self, account: Account) -> None:
        make_account_of(AGENT)
        visit, code = ask(CodePurpose.SIGN_IN_WITH_DOCUMENT, AGENT, facts_of(PROOFED_CITIZEN))
        with pytest.raises(errors.CodeWrong):
            sign_in_with_document_code(
                typed_code=other_than(code), visit=visit, replaces=None, now=NOW
            )

        with pytest.raises(errors.NotCaptured):
            sign_in_with_document_code(typed_code=code, visit=visit, replaces=None, now=NOW)
        assert not Session.objects.exists()

    @pytest.mark.requirement("S31-7")
    def test_tells_who_was_not_captured_what_who_mistyped_is_told(self) -> None:
        """The one text says both, so nobody learns whether a person is known."""
        make_account_of(PROOFED_CITIZEN)
        visit, code = ask(
            CodePurpose.SIGN_IN_WITH_DOCUMENT, PROOFED_CITIZEN, facts_of(PROOFED_CITIZEN)
        )

        with pytest.raises(errors.NotCaptured):
            sign_in_with_document_code(typed_code=code, visit=visit, replaces=None, now=NOW)

    def test_does_and_sends_the_same_for_known_and_unknown_before_the_code(
        self, account: Account
    ) -> None:
        for member, facts in (
            (PROOFED_CITIZEN, facts_of(PROOFED_CITIZEN)),
            (UNPROOFED_CITIZEN, facts_of(UNPROOFED_CITIZEN)),
        ):
            ask(CodePurpose.SIGN_IN_WITH_DOCUMENT, member, facts)

        assert OutboxMessage.objects.count() == OneTimeCode.objects.count() == 2

    def test_keeps_what_was_typed_when_the_code_is_sent_again(self, account: Account) -> None:
        visit, _ = ask(
            CodePurpose.SIGN_IN_WITH_DOCUMENT, PROOFED_CITIZEN, facts_of(PROOFED_CITIZEN)
        )
        later = NOW + dt.timedelta(minutes=2)
        resend_code(purpose=CodePurpose.SIGN_IN_WITH_DOCUMENT, visit=visit, now=later)

        sign_in_with_document_code(
            typed_code=last_code(PROOFED_CITIZEN.mobile), visit=visit, replaces=None, now=later
        )

    def test_takes_no_code_that_was_asked_for_otherwise(self, account: Account) -> None:
        visit, code = ask(
            CodePurpose.SIGN_IN_WITH_DOCUMENT, PROOFED_CITIZEN, facts_of(PROOFED_CITIZEN)
        )

        for enter in (sign_in_with_code, sign_in_as_filed):
            with pytest.raises(errors.CodeNotUsable):
                enter(typed_code=code, visit=visit, replaces=None, now=NOW)
        assert not Session.objects.exists()


def by_password(**changes: str) -> StartedSession:
    given = {
        "number": PROOFED_CITIZEN.number,
        "name": PROOFED_CITIZEN.name,
        "password": PASSWORD,
        **changes,
    }
    outcome = sign_in_with_document_password(
        document_type=CARD,
        number=given["number"],
        name=given["name"],
        password=given["password"],
        human=HumanAnswer(),
        visit=make_visit(),
        replaces=None,
        now=NOW,
    )
    assert isinstance(outcome, StartedSession)
    return outcome


class TestSignInWithDocumentPassword:
    def test_takes_number_name_and_password(self, account: Account) -> None:
        assert by_password().account_id == account.pk

    @pytest.mark.parametrize(
        "changes",
        [
            {"number": UNPROOFED_CITIZEN.number},
            {"number": "x"},
            {"name": AGENT.name},
            {"password": "Falsch-7-Falsch"},
        ],
        ids=str,
    )
    def test_demands_that_all_match_exactly(
        self, account: Account, changes: dict[str, str]
    ) -> None:
        with pytest.raises(errors.BadCredentials):
            by_password(**changes)
        assert not Session.objects.exists()

    def test_locks_the_account_whichever_name_it_is_tried_under(self, account: Account) -> None:
        for _ in range(5):
            with pytest.raises(errors.BadCredentials):
                by_password(password="Falsch-7-Falsch")

        counter = GuessCounter.objects.get(scope=CounterScope.PASSWORD_ACCOUNT)
        assert counter.subject == str(account.pk)
        with pytest.raises(errors.SignInLocked):
            by_password()

    def test_counts_tries_against_a_number_that_nobody_has(self) -> None:
        for _ in range(5):
            with pytest.raises(errors.BadCredentials):
                by_password()

        with pytest.raises(errors.SignInLocked):
            by_password()

    def test_takes_the_oldest_account_of_the_person_that_has_a_password(
        self, account: Account
    ) -> None:
        attach(make_account_of(AGENT, password="Andere-Blumen-8"), PROOFED_CITIZEN)

        assert by_password().account_id == account.pk
        with pytest.raises(errors.BadCredentials):
            by_password(password="Andere-Blumen-8")


class FakeFile:
    """A file of card readers with one person in it."""

    def __init__(self, member: Member) -> None:
        self.member = member

    def find_filing(self, *, number: DocumentNumber, now: dt.datetime) -> Filing | None:
        if number.key != self.member.document_number.key:
            return None
        return Filing(
            kind=FilingKind.CARD_READ,
            name=self.member.person_name,
            mobile=self.member.mobile_number,
        )


def as_filed(member: Member, *, number: str = "") -> StartedSession:
    facts = facts_of_document(document_type=CARD, number=number or member.number)
    visit, code = ask(CodePurpose.SIGN_IN_AS_FILED, member, facts)
    outcome = sign_in_as_filed(typed_code=code, visit=visit, replaces=None, now=NOW)
    assert isinstance(outcome, StartedSession)
    return outcome


class TestSignInAsFiled:
    def test_takes_registered_mobile_and_number_with_a_code(self, account: Account) -> None:
        assert as_filed(PROOFED_CITIZEN).account_id == account.pk

    @pytest.mark.requirement("S27-3")
    def test_takes_filed_mobile_and_number_of_who_has_no_account_yet(self) -> None:
        with ports.filing_source.replaced(FakeFile(UNPROOFED_CITIZEN)):
            first = as_filed(UNPROOFED_CITIZEN)

        account = Account.objects.get()
        assert (account.pk, account.state) == (first.account_id, AccountState.ACTIVE)
        assert account.person_id is not None

    @pytest.mark.requirement("S27-3")
    def test_tells_others_to_register_first_once_the_mobile_is_proven(
        self, account: Account
    ) -> None:
        for member, number in (
            (UNPROOFED_CITIZEN, ""),
            (PROOFED_CITIZEN, UNPROOFED_CITIZEN.number),
            (AGENT, "no number"),
        ):
            with pytest.raises(errors.NotRegistered):
                as_filed(member, number=number)
        assert Account.objects.get() == account
        assert not Session.objects.exists()

    def test_gives_the_account_of_a_unit_to_none_of_its_people(self) -> None:
        """The handler of a unit may be filed with the mobile that the unit's account has."""
        unit = make_account_of(UNPROOFED_CITIZEN)
        Account.objects.filter(pk=unit.pk).update(kind=AccountKind.UNIT)

        with (
            ports.filing_source.replaced(FakeFile(UNPROOFED_CITIZEN)),
            pytest.raises(errors.NotRegistered),
        ):
            as_filed(UNPROOFED_CITIZEN)
        assert Account.objects.get().person_id is None
        assert not Session.objects.exists()

    def test_gives_nobody_a_second_account_of_a_person_who_has_one(self) -> None:
        """The filed mobile may have been given to somebody else since."""
        attach(make_account_of(AGENT), UNPROOFED_CITIZEN)

        with (
            ports.filing_source.replaced(FakeFile(UNPROOFED_CITIZEN)),
            pytest.raises(errors.NotRegistered),
        ):
            as_filed(UNPROOFED_CITIZEN)
        assert Account.objects.count() == 1
