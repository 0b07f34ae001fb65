"""Whose account a source's word alone gets into: next to nobody's (E4)."""

import pytest

from shiming.accounts import errors
from shiming.accounts.models import Account, Session, SocialBinding
from shiming.accounts.types import (
    AccountKind,
    StartedSession,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.levels import Level
from shiming.messages.models import OutboxMessage
from tests.cast import AGENT as LUO
from tests.cast import PROOFED_CITIZEN as CHEN
from tests.factories.accounts import (
    make_account,
    make_account_of,
    make_visit,
)
from tests.trust_sources.actions.sources.entry_kit import enter, is_linked, owner
from tests.trust_sources.source_kit import FakeClients, approved, says

pytestmark = pytest.mark.django_db


class TestTakeover:
    def test_a_source_that_names_somebody_gets_into_no_account_of_theirs(
        self, source_clients: FakeClients
    ) -> None:
        approved()
        account = owner(CHEN)
        source_clients.report = says(CHEN)

        entered = enter(make_visit())

        assert entered.signed_in is None
        assert not is_linked(account)
        assert not Session.objects.exists()

    def test_a_strong_source_does_so_where_its_contract_says_it_may(
        self, source_clients: FakeClients
    ) -> None:
        approved(links_alone=True)
        account = owner(CHEN)
        source_clients.report = says(CHEN)

        entered = enter(make_visit())

        assert isinstance(entered.signed_in, StartedSession)
        assert entered.signed_in.account_id == account.pk
        told = OutboxMessage.objects.filter(template="accounts/binding_added")
        assert told.exists()

    def test_but_never_where_the_account_is_known_better_than_the_source_knows_people(
        self, source_clients: FakeClients
    ) -> None:
        approved(links_alone=True, level=Level.PRIMARY)
        account = owner(CHEN, level=Level.INTERMEDIATE)
        source_clients.report = says(CHEN)

        assert enter(make_visit()).signed_in is None
        assert not is_linked(account)

    def test_nor_where_there_are_several_accounts(self, source_clients: FakeClients) -> None:
        approved(links_alone=True)
        owner(CHEN)
        second = make_account()
        proofing_account = Account.objects.filter(person__isnull=False).get()
        Account.objects.filter(pk=second.pk).update(person_id=proofing_account.person_id)
        source_clients.report = says(CHEN)

        assert enter(make_visit()).signed_in is None
        assert not SocialBinding.objects.exists()

    def test_nor_under_another_name(self, source_clients: FakeClients) -> None:
        approved(links_alone=True)
        account = owner(CHEN)
        source_clients.report = says(None, id_number=CHEN.number, name=LUO.name)

        with pytest.raises(errors.SourceNamesAnother):
            enter(make_visit())
        assert not is_linked(account)
        assert AuditRecord.objects.filter(event="accounts.abuse.source_conflict").exists()

    def test_nor_by_mobile_or_mailbox(self, source_clients: FakeClients) -> None:
        approved(links_alone=True)
        account = make_account_of(CHEN)
        source_clients.report = says(None, phone_number=CHEN.mobile, email="chen@city.example")

        assert enter(make_visit()).signed_in is None
        assert not is_linked(account)

    def test_nor_to_an_account_of_staff(self, source_clients: FakeClients) -> None:
        approved(links_alone=True)
        account = owner(CHEN)
        Account.objects.filter(pk=account.pk).update(kind=AccountKind.STAFF)
        source_clients.report = says(CHEN)

        assert enter(make_visit()).signed_in is None
        assert not is_linked(account)

    def test_nor_for_a_second_user_of_the_same_source(self, source_clients: FakeClients) -> None:
        approved(links_alone=True)
        owner(CHEN)
        source_clients.report = says(CHEN, subject="u-1")
        enter(make_visit())
        source_clients.report = says(CHEN, subject="u-2")

        assert enter(make_visit()).signed_in is None
