import dataclasses
import datetime as dt

import pytest

from shiming.accounts import errors, queries
from shiming.accounts.actions.contacts.bind_contact import bind_contact
from shiming.accounts.actions.contacts.confirm_old_mobile import confirm_old_mobile
from shiming.accounts.actions.contacts.request_contact_code import request_contact_code
from shiming.accounts.actions.contacts.send_old_mobile_code import send_old_mobile_code
from shiming.accounts.actions.recovery.prove_recovery_contact import prove_recovery_contact
from shiming.accounts.models import Account, ContactChange, OneTimeCode
from shiming.accounts.queries.contacts import list_contact_changes, missing_contacts
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    Contact,
    ContactChangeReason,
    ContactKind,
    Visit,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor, visitor
from shiming.kernel.emails import EmailAddress
from shiming.kernel.phones import Mobile
from shiming.messages.models import OutboxMessage
from tests.accounts.actions.recovery.conftest import (
    MAIL,
    give_email,
    last_mail_code,
    number_of,
    told,
)
from tests.cast import AGENT, PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    last_code,
    make_account,
    make_account_of,
    make_actor,
    make_visit,
    other_than,
)

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
ADDRESS = EmailAddress.parse(MAIL)
FREE = "15401000088"


@pytest.fixture
def account() -> Account:
    return make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)


@pytest.fixture
def actor(account: Account) -> Actor:
    return make_actor(account)


@pytest.fixture
def visit() -> Visit:
    return make_visit()


def with_sms(actor: Actor, *, at: dt.datetime = NOW) -> Actor:
    return dataclasses.replace(actor, factors={**actor.factors, "sms": at})


def ask(contact: Contact, actor: Actor, visit: Visit, *, now: dt.datetime = NOW) -> None:
    request_contact_code(contact=contact, actor=actor, visit=visit, now=now)


class TestBindEmail:
    @pytest.mark.requirement("S14-5")
    def test_takes_the_six_digits_that_came_to_the_mailbox(
        self, account: Account, actor: Actor, visit: Visit
    ) -> None:
        ask(ADDRESS, actor, visit)
        code = last_mail_code()

        bound = bind_contact(typed_code=code, actor=actor, visit=visit, now=NOW)

        account.refresh_from_db()
        assert len(code) == 6
        assert (bound, account.email) == (ADDRESS, MAIL)
        assert told("email_changed") == {MAIL, number_of(UNPROOFED_CITIZEN.mobile)}

    def test_finds_the_account_by_it_afterwards(
        self, account: Account, actor: Actor, visit: Visit
    ) -> None:
        ask(ADDRESS, actor, visit)
        bind_contact(typed_code=last_mail_code(), actor=actor, visit=visit, now=NOW)

        found = queries.account_with_email(EmailAddress.parse("GAN@EXAMPLE.COM"))

        assert found == account

    def test_refuses_a_wrong_code(self, account: Account, actor: Actor, visit: Visit) -> None:
        ask(ADDRESS, actor, visit)

        with pytest.raises(errors.CodeWrong):
            bind_contact(typed_code=other_than(last_mail_code()), actor=actor, visit=visit, now=NOW)
        account.refresh_from_db()
        assert account.email is None
        assert not ContactChange.objects.exists()

    def test_refuses_visitors_and_who_has_not_proven_themselves_lately(
        self, actor: Actor, visit: Visit
    ) -> None:
        with pytest.raises(errors.SignInRequired):
            ask(ADDRESS, visitor(), visit)
        with pytest.raises(errors.ReauthenticationRequired):
            ask(ADDRESS, actor, visit, now=NOW + 5 * MINUTE)
        assert not OutboxMessage.objects.filter(template="accounts/one_time_code").exists()

    def test_refuses_a_code_that_another_account_asked_for_in_the_same_browser(
        self, actor: Actor, visit: Visit
    ) -> None:
        ask(ADDRESS, actor, visit)
        next_one = make_account_of(AGENT, password=PASSWORD)

        with pytest.raises(errors.CodeNotUsable):
            bind_contact(
                typed_code=last_mail_code(), actor=make_actor(next_one), visit=visit, now=NOW
            )
        next_one.refresh_from_db()
        assert next_one.email is None

    def test_refuses_a_code_that_was_sent_to_confirm(
        self, account: Account, actor: Actor, visit: Visit
    ) -> None:
        send_old_mobile_code(actor=actor, visit=visit, now=NOW)

        with pytest.raises(errors.CodeNotUsable):
            bind_contact(
                typed_code=last_code(UNPROOFED_CITIZEN.mobile), actor=actor, visit=visit, now=NOW
            )
        with pytest.raises(errors.CodeNotUsable):
            prove_recovery_contact(
                typed_code=last_code(UNPROOFED_CITIZEN.mobile), visit=visit, now=NOW
            )

    def test_refuses_a_code_used_or_expired(self, actor: Actor, visit: Visit) -> None:
        ask(ADDRESS, actor, visit)
        code = last_mail_code()

        with pytest.raises(errors.CodeNotUsable):
            bind_contact(typed_code=code, actor=actor, visit=visit, now=NOW + 5 * MINUTE)
        bind_contact(typed_code=code, actor=actor, visit=visit, now=NOW)
        with pytest.raises(errors.CodeNotUsable):
            bind_contact(typed_code=code, actor=actor, visit=visit, now=NOW)


class TestBindMobile:
    @pytest.mark.requirement("S14-6")
    def test_takes_the_code_that_came_to_the_number(self, visit: Visit) -> None:
        account = make_account(user_name="zhang-san")
        actor = make_actor(account)
        ask(Mobile.parse(FREE), actor, visit)

        bind_contact(typed_code=last_code(FREE), actor=actor, visit=visit, now=NOW)

        account.refresh_from_db()
        assert account.mobile == number_of(FREE)
        assert queries.find_account_by_mobile(Mobile.parse(FREE)) is not None
        change = ContactChange.objects.get()
        assert (change.reason, change.old) == (ContactChangeReason.BOUND, None)


class TestChangeMobile:
    def test_needs_a_code_to_the_old_one(
        self, account: Account, actor: Actor, visit: Visit
    ) -> None:
        new = Mobile.parse(FREE)
        with pytest.raises(errors.OldMobileNotProven):
            ask(new, actor, visit)

        send_old_mobile_code(actor=actor, visit=visit, now=NOW)
        confirm_old_mobile(
            typed_code=last_code(UNPROOFED_CITIZEN.mobile), actor=actor, visit=visit, now=NOW
        )
        ask(new, with_sms(actor), visit)
        bind_contact(typed_code=last_code(FREE), actor=with_sms(actor), visit=visit, now=NOW)

        account.refresh_from_db()
        assert account.mobile == new.value

    def test_takes_a_face_in_its_place(self, actor: Actor, visit: Visit) -> None:
        seen = dataclasses.replace(actor, factors={"face": NOW})

        ask(Mobile.parse(FREE), seen, visit)
        bind_contact(typed_code=last_code(FREE), actor=seen, visit=visit, now=NOW)

        assert queries.find_account_by_mobile(Mobile.parse(FREE)) is not None

    def test_keeps_the_history_and_tells_both_numbers(
        self, account: Account, actor: Actor, visit: Visit
    ) -> None:
        ask(Mobile.parse(FREE), with_sms(actor), visit)
        bind_contact(typed_code=last_code(FREE), actor=with_sms(actor), visit=visit, now=NOW)

        assert told("mobile_changed") == {number_of(UNPROOFED_CITIZEN.mobile), number_of(FREE)}
        change = list_contact_changes(AccountId(account.pk))[0]
        assert change.reason is ContactChangeReason.CHANGED
        assert change.old_masked == UNPROOFED_CITIZEN.mobile_number.masked
        assert change.new_masked == Mobile.parse(FREE).masked
        kept = ContactChange.objects.get()
        assert (kept.old, kept.new) == (
            UNPROOFED_CITIZEN.mobile_number.value,
            number_of(FREE),
        )
        assert AuditRecord.objects.filter(event=AccountEvent.CONTACT_CHANGED).count() == 1

    def test_refuses_a_proof_that_is_minutes_old(self, actor: Actor, visit: Visit) -> None:
        with pytest.raises(errors.OldMobileNotProven):
            ask(Mobile.parse(FREE), with_sms(actor), visit, now=NOW + 5 * MINUTE)

    def test_refuses_a_proof_that_grew_old_before_the_code_was_typed(
        self, account: Account, actor: Actor, visit: Visit
    ) -> None:
        proven = with_sms(actor)
        ask(Mobile.parse(FREE), proven, visit, now=NOW + 4 * MINUTE)
        stale = with_sms(actor, at=NOW - 7 * MINUTE)

        with pytest.raises(errors.OldMobileNotProven):
            bind_contact(typed_code=last_code(FREE), actor=stale, visit=visit, now=NOW + 4 * MINUTE)
        account.refresh_from_db()
        assert account.mobile == UNPROOFED_CITIZEN.mobile_number.value

    def test_refuses_the_code_of_an_old_mobile_that_has_changed_meanwhile(
        self, account: Account, actor: Actor, visit: Visit
    ) -> None:
        send_old_mobile_code(actor=actor, visit=visit, now=NOW)
        code = last_code(UNPROOFED_CITIZEN.mobile)
        Account.objects.filter(pk=account.pk).update(mobile=number_of(FREE))

        with pytest.raises(errors.CodeNotUsable):
            confirm_old_mobile(typed_code=code, actor=actor, visit=visit, now=NOW)

    def test_refuses_linked_accounts(self, account: Account, visit: Visit) -> None:
        linked = make_account(user_name="zhang-san")
        Account.objects.filter(pk=linked.pk).update(main_account=account)

        with pytest.raises(errors.ContactOnMainAccount):
            ask(Mobile.parse(FREE), make_actor(linked), visit)
        assert not OneTimeCode.objects.exists()


class TestRecycledNumber:
    def test_goes_to_its_new_holder_and_the_old_account_keeps_working(
        self, account: Account, visit: Visit
    ) -> None:
        give_email(account)
        newcomer = make_account(user_name="zhang-san")
        actor = make_actor(newcomer)
        number = UNPROOFED_CITIZEN.mobile_number

        ask(number, actor, visit)
        assert not told("mobile_lost")
        bind_contact(typed_code=last_code(number.national), actor=actor, visit=visit, now=NOW)

        account.refresh_from_db()
        newcomer.refresh_from_db()
        assert (account.mobile, account.mobile_index) == (None, None)
        assert newcomer.mobile == number.value
        assert account.password
        assert told("mobile_lost") == {MAIL}
        lost = list_contact_changes(AccountId(account.pk))[0]
        assert lost.reason is ContactChangeReason.TAKEN_OVER
        assert AuditRecord.objects.filter(event=AccountEvent.CONTACT_TAKEN_OVER).count() == 1

    def test_looks_the_same_as_a_free_one_until_it_is_proven(self, visit: Visit) -> None:
        make_account_of(PROOFED_CITIZEN)
        actor = make_actor(make_account(user_name="zhang-san"))

        ask(PROOFED_CITIZEN.mobile_number, actor, visit)
        with pytest.raises(errors.CodeWrong) as taken:
            bind_contact(
                typed_code=other_than(last_code(PROOFED_CITIZEN.mobile)),
                actor=actor,
                visit=visit,
                now=NOW,
            )
        ask(Mobile.parse(FREE), actor, visit, now=NOW + MINUTE)
        with pytest.raises(errors.CodeWrong) as free:
            bind_contact(
                typed_code=other_than(last_code(FREE)),
                actor=actor,
                visit=visit,
                now=NOW + MINUTE,
            )

        assert (taken.value.code, taken.value.context) == (free.value.code, free.value.context)
        assert queries.find_account_by_mobile(PROOFED_CITIZEN.mobile_number) is not None


class TestMissingContacts:
    def test_are_those_that_the_portal_demands(self, account: Account) -> None:
        account_id = AccountId(account.pk)

        assert missing_contacts(account_id, required=("email", "mobile")) == (ContactKind.EMAIL,)
        give_email(account)
        assert missing_contacts(account_id, required=("email", "mobile")) == ()
        assert missing_contacts(account_id, required=()) == ()

    def test_are_asked_of_the_main_account(self, account: Account) -> None:
        linked = make_account(user_name="zhang-san")
        Account.objects.filter(pk=linked.pk).update(main_account=account)

        assert missing_contacts(AccountId(linked.pk), required=("mobile",)) == ()
