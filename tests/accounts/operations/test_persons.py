import pytest

from shiming.accounts import errors, operations, queries
from shiming.accounts.models import Account, Person, Session
from shiming.accounts.types import AccountEvent, AccountId
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import system_actor
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.kernel.names import PersonName
from shiming.vault import operations as vault
from tests.cast import LEGAL_REPRESENTATIVE, MINORITY_CITIZEN, PROOFED_CITIZEN
from tests.factories.accounts import NOW, attach, make_account, make_account_of, start_session

pytestmark = pytest.mark.django_db


class TestAttachPerson:
    def test_keeps_one_record_per_document(self) -> None:
        first, second = make_account(), make_account()

        assert attach(first, PROOFED_CITIZEN) == attach(second, PROOFED_CITIZEN)
        assert Person.objects.count() == 1

    def test_lets_a_person_own_several_accounts(self) -> None:
        first, second = make_account(now=NOW), make_account(now=NOW)
        person_id = attach(first, PROOFED_CITIZEN)
        attach(second, PROOFED_CITIZEN)

        owned = queries.list_accounts_of_person(person_id)

        assert {account.id for account in owned} == {first.pk, second.pk}

    def test_encrypts_name_and_number_and_gives_them_back(self) -> None:
        person_id = attach(make_account(), MINORITY_CITIZEN)

        person = queries.get_person(person_id)

        assert person.name.value == MINORITY_CITIZEN.name
        assert person.number.value == MINORITY_CITIZEN.number
        assert MINORITY_CITIZEN.number not in repr(person)
        assert MINORITY_CITIZEN.name not in repr(person)

    def test_tells_live_sessions_of_the_account_who_it_is(self) -> None:
        account = make_account()
        started = start_session(account)

        person_id = attach(account, PROOFED_CITIZEN)

        assert Session.objects.get(public_id=started.session_id).person_id == person_id

    def test_refuses_an_account_that_is_somebody_else(self) -> None:
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)

        with pytest.raises(errors.AccountIsAnotherPerson):
            attach(account, LEGAL_REPRESENTATIVE)
        account.refresh_from_db()
        owner = queries.find_person(PROOFED_CITIZEN.document_number)
        assert owner is not None
        assert account.person_id == owner.id

    def test_changes_nothing_the_second_time(self) -> None:
        account = make_account()

        assert attach(account, PROOFED_CITIZEN) == attach(account, PROOFED_CITIZEN)
        attached = AuditRecord.objects.filter(event=AccountEvent.PERSON_ATTACHED)
        assert attached.count() == 1

    def test_refuses_an_unknown_account(self) -> None:
        account = make_account(has_accepted=False)
        Account.objects.filter(pk=account.pk).delete()

        with pytest.raises(errors.AccountNotFound):
            attach(account, PROOFED_CITIZEN)

    def test_takes_over_a_name_that_was_confirmed_later(self) -> None:
        account = make_account()
        person_id = attach(account, PROOFED_CITIZEN)

        operations.attach_person(
            account_id=AccountId(account.pk),
            number=PROOFED_CITIZEN.document_number,
            name=PersonName.parse("陈向南"),
            actor=system_actor(device="tests"),
            now=NOW,
        )

        assert queries.get_person(person_id).name.value == "陈向南"
        renamed = AuditRecord.objects.filter(event=AccountEvent.PERSON_RENAMED)
        assert renamed.count() == 1

    def test_takes_equal_numbers_of_two_document_types_for_two_people(self) -> None:
        attach(make_account(), PROOFED_CITIZEN)
        military = parse_document_number(DocumentType.OTHER, PROOFED_CITIZEN.number)

        assert queries.find_person(military) is None


class TestIndexes:
    def test_are_registered_for_the_rotation_of_keys(self) -> None:
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)
        person = Person.objects.get()

        from shiming.accounts import indexes  # noqa: PLC0415  private to the area

        assert vault.blind_index("accounts.person.number", indexes._number_key(person)) == (
            person.number_index
        )
        assert vault.blind_index("accounts.account.mobile", indexes._mobile(account) or "") == (
            account.mobile_index
        )
