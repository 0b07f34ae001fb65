import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from shiming.accounts import errors, ports
from shiming.accounts.actions.register import register
from shiming.accounts.actions.request_code import request_code
from shiming.accounts.models import Account, GuessCounter, OneTimeCode
from shiming.accounts.types import (
    AccountEvent,
    CodePurpose,
    Filing,
    FilingKind,
    GivenDocument,
    HumanAnswer,
    RegistrationVariant,
    StartedSession,
    Visit,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.levels import Level
from shiming.kernel.names import PersonName
from tests.cast import MINORITY_CITIZEN, PROOFED_CITIZEN, UNPROOFED_CITIZEN, Member
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    last_code,
    make_account_of,
    make_agreement,
    make_visit,
    other_than,
)

pytestmark = pytest.mark.django_db

FREE = "15401000088"


class File:
    """The file of card readers and enterprises."""

    def __init__(self) -> None:
        self.filings: dict[str, Filing] = {}

    def add(self, member: Member, kind: FilingKind, *, has_mobile: bool) -> None:
        self.filings[member.document_number.key] = Filing(
            kind=kind,
            name=member.person_name,
            mobile=member.mobile_number if has_mobile else None,
        )

    def find_filing(self, *, number: DocumentNumber, now: dt.datetime) -> Filing | None:
        return self.filings.get(number.key)


@pytest.fixture
def file(change_policy: Callable[..., None]) -> Iterator[File]:
    change_policy(registration_variant=RegistrationVariant.CARD_FILED_FIRST)
    with ports.filing_source.replaced(one := File()):
        yield one


def prepare(member: Member = UNPROOFED_CITIZEN) -> tuple[Visit, str]:
    visit = make_visit()
    request_code(
        purpose=CodePurpose.REGISTER,
        mobile=member.mobile_number,
        human=HumanAnswer(),
        accepted_agreement=make_agreement(),
        visit=visit,
        now=NOW,
    )
    return visit, last_code(member.mobile)


def complete(
    visit: Visit, code: str, member: Member = UNPROOFED_CITIZEN, *, name: str = ""
) -> StartedSession:
    return register(
        typed_code=code,
        user_name="",
        password=PASSWORD,
        document=GivenDocument(
            number=member.document_number,
            name=PersonName.parse(name or member.name),
        ),
        visit=visit,
        replaces=None,
        now=NOW,
    )


class TestCardFiledFirst:
    def test_registers_who_was_filed_without_this_mobile(self, file: File) -> None:
        file.add(UNPROOFED_CITIZEN, FilingKind.CARD_READ, has_mobile=False)
        visit, code = prepare()

        started = complete(visit, code)

        account = Account.objects.get()
        assert started.account_id == account.pk
        # Number and name are known to others than their owner: they make no level.
        assert (account.person_id, started.level) == (None, Level.REGISTERED)

    @pytest.mark.requirement("S27-1", "S27-2")
    def test_has_a_message_of_its_own_for_each_case(self, file: File) -> None:
        make_account_of(PROOFED_CITIZEN, is_attached=True)
        cases: list[tuple[FilingKind | None, bool, type[Exception]]] = [
            (None, False, errors.NotFiled),
            (FilingKind.CARD_READ, True, errors.FiledAlready),
            (FilingKind.BY_ENTERPRISE, False, errors.FiledAlready),
        ]

        for kind, has_mobile, refusal in cases:
            file.filings.clear()
            if kind is not None:
                file.add(UNPROOFED_CITIZEN, kind, has_mobile=has_mobile)
            _forget_sending()
            visit, code = prepare()
            with pytest.raises(refusal):
                complete(visit, code)
        _forget_sending()
        visit, code = prepare()
        with pytest.raises(errors.DocumentRegistered):
            complete(visit, code, PROOFED_CITIZEN)
        assert Account.objects.count() == 1

    def test_says_nothing_before_the_mobile_is_proven(self, file: File) -> None:
        make_account_of(PROOFED_CITIZEN, is_attached=True)
        visit, code = prepare()

        for member in (UNPROOFED_CITIZEN, PROOFED_CITIZEN):
            with pytest.raises(errors.CodeWrong):
                complete(visit, other_than(code), member)

    def test_spends_the_code_so_that_numbers_are_not_tried_one_after_another(
        self, file: File
    ) -> None:
        visit, code = prepare()

        with pytest.raises(errors.NotFiled):
            complete(visit, code)
        with pytest.raises(errors.CodeNotUsable):
            complete(visit, code, PROOFED_CITIZEN)
        refusals = AuditRecord.objects.filter(event=AccountEvent.DUPLICATE_REGISTRATION)
        assert errors.NotFiled.code in str(refusals.get().details)

    def test_answers_a_number_without_its_name_like_an_unknown_one(self, file: File) -> None:
        make_account_of(PROOFED_CITIZEN, is_attached=True)
        file.add(PROOFED_CITIZEN, FilingKind.CARD_READ, has_mobile=True)
        visit, code = prepare()

        with pytest.raises(errors.NotFiled):
            complete(visit, code, PROOFED_CITIZEN, name="陈向南")

    def test_needs_a_document(self, file: File) -> None:
        visit, code = prepare()

        with pytest.raises(errors.DocumentNeeded):
            register(
                typed_code=code,
                user_name="",
                password=PASSWORD,
                visit=visit,
                replaces=None,
                now=NOW,
            )
        assert OneTimeCode.objects.get().tries == 0

    @pytest.mark.requirement("S32-13")
    @pytest.mark.parametrize("dot", ["·", "・", "•", "‧", "．", "."])
    def test_takes_every_dot_that_input_methods_write_in_a_name(self, file: File, dot: str) -> None:
        file.add(MINORITY_CITIZEN, FilingKind.CARD_READ, has_mobile=False)
        visit, code = prepare()

        complete(visit, code, MINORITY_CITIZEN, name=MINORITY_CITIZEN.name.replace("·", dot))

        assert Account.objects.count() == 1


def _forget_sending() -> None:
    """Let the same number have another code at once."""
    GuessCounter.objects.all().delete()
