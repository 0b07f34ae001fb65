import datetime as dt

import pytest

from shiming.accounts import errors, queries
from shiming.accounts.actions.closing.close_due_accounts import close_due_accounts
from shiming.accounts.actions.closing.request_closure import request_closure
from shiming.accounts.actions.closing.withdraw_closure import withdraw_closure
from shiming.accounts.address_book import AccountAddressBook
from shiming.accounts.models import Account, AccountClosure, ContactChange, Person, Session
from shiming.accounts.queries.links import find_closure
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountKind,
    AccountState,
    ContactChangeReason,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor, visitor
from shiming.messages.types import Contacts
from tests.accounts.actions.recovery.conftest import MAIL, give_email, number_of, told
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, PASSWORD, make_account, make_account_of, make_actor

pytestmark = pytest.mark.django_db

DAYS = dt.timedelta(days=15)


@pytest.fixture
def account() -> Account:
    account = make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)
    give_email(account)
    return account


@pytest.fixture
def actor(account: Account) -> Actor:
    return make_actor(account)


class TestClosing:
    def test_waits_fifteen_days_and_tells_every_contact(
        self, account: Account, actor: Actor
    ) -> None:
        facts = request_closure(actor=actor, now=NOW)

        assert facts.closes_at == NOW + DAYS
        assert close_due_accounts(now=NOW + DAYS - dt.timedelta(seconds=1)) == 0
        account.refresh_from_db()
        assert account.state == AccountState.ACTIVE
        assert told("closure_requested") == {number_of(PROOFED_CITIZEN.mobile), MAIL}

    def test_takes_password_contacts_and_sessions_and_leaves_the_person(
        self, account: Account, actor: Actor
    ) -> None:
        request_closure(actor=actor, now=NOW)

        assert close_due_accounts(now=NOW + DAYS) == 1

        account.refresh_from_db()
        assert (account.state, account.closed_at) == (AccountState.CLOSED, NOW + DAYS)
        assert (account.password, account.mobile, account.email) == ("", None, None)
        assert not Session.objects.filter(ended_at__isnull=True).exists()
        assert Person.objects.count() == 1
        reasons = set(ContactChange.objects.values_list("reason", flat=True))
        assert reasons == {ContactChangeReason.CLOSED}
        assert told("account_closed") == {number_of(PROOFED_CITIZEN.mobile), MAIL}
        assert AuditRecord.objects.filter(event=AccountEvent.ACCOUNT_CLOSED).count() == 1
        assert close_due_accounts(now=NOW + 2 * DAYS) == 0

    def test_tells_nobody_any_more_who_has_its_number_by_then(self) -> None:
        # Staff accounts, and registrations nobody finished, keep theirs when they close.
        account = make_account_of(PROOFED_CITIZEN)
        Account.objects.filter(pk=account.pk).update(state=AccountState.CLOSED)

        assert AccountAddressBook().contacts_of(account.pk) == Contacts()

    def test_frees_the_mobile_for_a_new_registration(self, actor: Actor) -> None:
        request_closure(actor=actor, now=NOW)
        close_due_accounts(now=NOW + DAYS)

        assert queries.find_account_by_mobile(PROOFED_CITIZEN.mobile_number) is None
        make_account_of(PROOFED_CITIZEN)

    def test_is_withdrawn_until_then(self, account: Account, actor: Actor) -> None:
        request_closure(actor=actor, now=NOW)

        withdraw_closure(actor=actor, now=NOW)

        assert find_closure(AccountId(account.pk)) is None
        assert close_due_accounts(now=NOW + DAYS) == 0
        account.refresh_from_db()
        assert account.state == AccountState.ACTIVE
        with pytest.raises(errors.ClosureNotFound):
            withdraw_closure(actor=actor, now=NOW)

    def test_leaves_an_account_alone_that_was_frozen_meanwhile(
        self, account: Account, actor: Actor
    ) -> None:
        request_closure(actor=actor, now=NOW)
        Account.objects.filter(pk=account.pk).update(state=AccountState.FROZEN)

        assert close_due_accounts(now=NOW + DAYS) == 0
        account.refresh_from_db()
        assert account.state == AccountState.FROZEN
        assert account.mobile is not None

    def test_leaves_an_account_alone_that_others_hang_on_by_now(
        self, account: Account, actor: Actor
    ) -> None:
        request_closure(actor=actor, now=NOW)
        linked = make_account(user_name="zhang-san")
        Account.objects.filter(pk=linked.pk).update(main_account=account)

        assert close_due_accounts(now=NOW + DAYS) == 0
        account.refresh_from_db()
        assert (account.state, account.mobile is None) == (AccountState.ACTIVE, False)

    def test_refuses_what_has_to_be_settled_first(self, account: Account, actor: Actor) -> None:
        with pytest.raises(errors.ReauthenticationRequired):
            request_closure(actor=actor, now=NOW + dt.timedelta(minutes=5))
        with pytest.raises(errors.SignInRequired):
            request_closure(actor=visitor(), now=NOW)
        with pytest.raises(errors.ClosureByAdministrator):
            request_closure(actor=make_actor(make_account(kind=AccountKind.STAFF)), now=NOW)
        linked = make_account(user_name="zhang-san")
        Account.objects.filter(pk=linked.pk).update(main_account=account)
        for one in (actor, make_actor(linked)):
            with pytest.raises(errors.ClosureWithLinks):
                request_closure(actor=one, now=NOW)
        assert not AccountClosure.objects.exists()

    def test_is_asked_for_once(self, actor: Actor) -> None:
        request_closure(actor=actor, now=NOW)

        with pytest.raises(errors.ClosureNotPossible):
            request_closure(actor=actor, now=NOW)
        assert AccountClosure.objects.count() == 1
