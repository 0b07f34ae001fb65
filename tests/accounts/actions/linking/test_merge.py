"""Two accounts become one, and two again for a while."""

import dataclasses
import datetime as dt
from functools import partial

import pytest
from django.contrib.auth.hashers import check_password
from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.actions.choose_number import choose_number
from shiming.accounts.actions.linking.link_accounts import link_accounts
from shiming.accounts.actions.linking.unlink_account import unlink_account
from shiming.accounts.actions.sign_in_with_password import sign_in_with_password
from shiming.accounts.models import Account, AccountLink, Session
from shiming.accounts.queries.links import accounts_to_switch_to
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountState,
    HumanAnswer,
    NumberKind,
    SessionId,
    Visit,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id
from shiming.messages import operations as messages
from shiming.messages.models import InboxMessage, Reminder, Todo
from shiming.messages.types import Receiver
from tests.accounts.actions.linking.linking_kit import (
    STUDENT_SIDE,
    link,
    prove,
)
from tests.accounts.actions.recovery.conftest import (
    give_email,
    last_mail_code,
    number_of,
    told,
)
from tests.cast import AGENT
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    make_account,
    make_actor,
)

pytestmark = pytest.mark.django_db

# Words without variables.
TODO = "legal_persons/confirm_office"


class TestMerge:
    def test_closes_the_second_account_and_keeps_all_of_it(
        self, main: Account, other: Account, actor: Actor, visit: Visit
    ) -> None:
        other_session = make_actor(other).session_id
        assert other_session is not None

        link(actor, visit, is_merge=True)

        other.refresh_from_db()
        assert (other.state, other.main_account) == (AccountState.CLOSED, main)
        assert not Session.objects.filter(public_id=other_session, ended_at__isnull=True).exists()
        with pytest.raises(errors.BadCredentials):
            sign_in_with_password(
                identifier=STUDENT_SIDE,
                password=PASSWORD,
                human=HumanAnswer(),
                visit=visit,
                replaces=None,
                now=NOW,
            )
        assert accounts_to_switch_to(AccountId(main.pk)) == []
        assert number_of(AGENT.mobile) in told("accounts_merged")

    def test_hands_messages_todos_and_reminders_over(
        self, main: Account, other: Account, actor: Actor, visit: Visit
    ) -> None:
        def ask(account: Account, subject: str) -> None:
            receiver = Receiver.account(account.pk)
            messages.open_todo(
                kind=TODO, subject=subject, link_name="accounts:me", receiver=receiver, now=NOW
            )
            messages.remind(
                kind="accounts/certificate_expiring",
                subject=subject,
                receiver=receiver,
                due_at=NOW + dt.timedelta(days=90),
                link_name="accounts:me",
                now=NOW,
            )

        with transaction.atomic():
            messages.notify(template=TODO, account_id=other.pk, context={}, now=NOW)
            ask(other, "thing:1")
            for account in (main, other):
                ask(account, "thing:2")

        link(actor, visit, is_merge=True)

        assert not InboxMessage.objects.filter(account_id=other.pk).exists()
        assert InboxMessage.objects.filter(account_id=main.pk, template=TODO).exists()
        mine = str(Receiver.account(main.pk))
        for waiting in (
            Todo.objects.filter(is_done=False),
            Reminder.objects.filter(closed_at=None),
        ):
            assert set(waiting.values_list("subject", "receiver")) == {
                ("thing:1", mine),
                ("thing:2", mine),
            }

    def test_keeps_the_number_with_which_the_second_account_signed_in(
        self, main: Account, other: Account, actor: Actor, visit: Visit
    ) -> None:
        kind, number = NumberKind.SOCIAL_SECURITY, "100200300"
        attach = partial(operations.attach_number, kind=kind, number=number, actor=actor, now=NOW)
        kept = attach(account_id=AccountId(other.pk))

        link_id = link(actor, visit, is_merge=True)

        assert queries.account_with_number(kind, number) == main
        assert [one.id for one in queries.list_numbers(AccountId(main.pk))] == [kept]
        choose_number(number_id=kept, actor=actor, now=NOW)
        assert attach(account_id=AccountId(main.pk)) == kept
        renewed = operations.renew_number(old_id=kept, number="100200301", actor=actor, now=NOW)
        assert queries.get_number(renewed, owner=AccountId(main.pk)).value == "100200301"
        unlink_account(link_id=link_id, actor=actor, now=NOW)
        assert queries.account_with_number(kind, number) == other
        assert queries.find_chosen_number(SessionId(actor.session_id or new_id())) is None

    def test_is_undone_within_thirty_days(self, other: Account, actor: Actor, visit: Visit) -> None:
        link_id = link(actor, visit, is_merge=True)
        later = NOW + dt.timedelta(days=29)
        fresh = dataclasses.replace(actor, factors={"pwd": later})

        unlink_account(link_id=link_id, actor=fresh, now=later)

        other.refresh_from_db()
        assert (other.state, other.main_account) == (AccountState.ACTIVE, None)
        assert check_password(PASSWORD, other.password)
        assert other.mobile == AGENT.mobile_number.value
        assert AuditRecord.objects.filter(event=AccountEvent.MERGE_UNDONE).count() == 1

    def test_is_final_after_thirty_days(self, actor: Actor, other: Account, visit: Visit) -> None:
        link_id = link(actor, visit, is_merge=True)
        later = NOW + dt.timedelta(days=30)

        with pytest.raises(errors.MergeFinal):
            unlink_account(
                link_id=link_id,
                actor=dataclasses.replace(actor, factors={"pwd": later}),
                now=later,
            )
        other.refresh_from_db()
        assert other.state == AccountState.CLOSED

    def test_is_not_undone_over_somebody_who_took_the_name(
        self, actor: Actor, other: Account, visit: Visit
    ) -> None:
        link_id = link(actor, visit, is_merge=True)
        make_account(user_name=STUDENT_SIDE)

        with pytest.raises(errors.UserNameTaken):
            unlink_account(link_id=link_id, actor=actor, now=NOW)
        other.refresh_from_db()
        assert other.state == AccountState.CLOSED
        assert AccountLink.objects.get().ended_at is None

    def test_proves_by_mailbox_where_there_is_no_mobile(
        self, main: Account, actor: Actor, visit: Visit
    ) -> None:
        mailed = make_account(user_name=STUDENT_SIDE, password=PASSWORD)
        give_email(mailed)
        other_id = prove(actor, visit)

        link_accounts(
            other_id=other_id,
            typed=last_mail_code(),
            is_merge=True,
            actor=actor,
            visit=visit,
            now=NOW,
        )

        mailed.refresh_from_db()
        assert mailed.main_account == main
