import dataclasses
import datetime as dt

import pytest
from django.contrib.auth.hashers import check_password

from shiming.accounts import errors, queries
from shiming.accounts.actions.linking.link_accounts import link_accounts
from shiming.accounts.actions.linking.prove_other_account import prove_other_account
from shiming.accounts.actions.linking.switch_account import switch_account
from shiming.accounts.actions.linking.unlink_account import unlink_account
from shiming.accounts.actions.recovery.choose_password import choose_password
from shiming.accounts.actions.recovery.prove_recovery_contact import prove_recovery_contact
from shiming.accounts.actions.recovery.request_recovery import request_recovery
from shiming.accounts.actions.sign_in_with_password import sign_in_with_password
from shiming.accounts.address_book import AccountAddressBook
from shiming.accounts.models import Account, AccountLink, CredentialHolder, Session
from shiming.accounts.queries.links import accounts_to_switch_to, list_links
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountKind,
    AccountState,
    CounterScope,
    HumanAnswer,
    LinkId,
    StartedSession,
    Visit,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor, visitor
from shiming.messages.models import OutboxMessage
from tests.accounts.actions.recovery.conftest import (
    MAIL,
    NEW,
    give_email,
    last_mail_code,
    number_of,
    told,
)
from tests.cast import AGENT, PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    attach,
    last_code,
    make_account,
    make_account_of,
    make_actor,
    make_visit,
    other_than,
)

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
STAFF_SIDE, STUDENT_SIDE = "gan-teacher", "gan-student"


@pytest.fixture
def main() -> Account:
    account = make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
    Account.objects.filter(pk=account.pk).update(user_name=STAFF_SIDE, user_name_key=STAFF_SIDE)
    account.refresh_from_db()
    return account


@pytest.fixture
def other() -> Account:
    account = make_account(user_name=STUDENT_SIDE, mobile=AGENT.mobile, password=PASSWORD)
    give_email(account)
    account.refresh_from_db()
    return account


@pytest.fixture
def actor(main: Account) -> Actor:
    return make_actor(main)


@pytest.fixture
def visit() -> Visit:
    return make_visit()


def prove(
    actor: Actor, visit: Visit, *, password: str = PASSWORD, now: dt.datetime = NOW
) -> AccountId:
    return prove_other_account(
        identifier=STUDENT_SIDE, password=password, actor=actor, visit=visit, now=now
    ).account_id


def link(actor: Actor, visit: Visit, *, is_merge: bool = False, now: dt.datetime = NOW) -> LinkId:
    other_id = prove(actor, visit, now=now)
    link_accounts(
        other_id=other_id,
        typed=last_code(AGENT.mobile),
        is_merge=is_merge,
        actor=actor,
        visit=visit,
        now=now,
    )
    return LinkId(AccountLink.objects.get(ended_at__isnull=True).pk)


def is_linked() -> bool:
    return Account.objects.filter(main_account__isnull=False).exists()


class TestLink:
    @pytest.mark.requirement("S14-8")
    def test_leaves_the_contacts_to_the_main_account_alone(
        self, main: Account, other: Account, actor: Actor, visit: Visit
    ) -> None:
        link(actor, visit)

        main.refresh_from_db()
        other.refresh_from_db()
        assert other.main_account == main
        assert (other.mobile, other.email) == (None, None)
        assert main.mobile == UNPROOFED_CITIZEN.mobile_number.value
        # It had none, so it need not be bound again.
        assert main.email == MAIL
        reached = AccountAddressBook().contacts_of(other.pk)
        assert (reached.mobile, reached.email) == (UNPROOFED_CITIZEN.mobile_number, MAIL)
        [linked] = list_links(AccountId(main.pk))
        assert (linked.account.id, linked.is_merged) == (other.pk, False)

    def test_tells_every_contact_that_there_was(
        self, other: Account, actor: Actor, visit: Visit
    ) -> None:
        link(actor, visit)

        numbers = {number_of(UNPROOFED_CITIZEN.mobile), number_of(AGENT.mobile)}
        assert told("account_linked") == {*numbers, MAIL}
        assert AuditRecord.objects.filter(event=AccountEvent.ACCOUNT_LINKED).count() == 1

    def test_keeps_both_passwords_and_lets_recovery_choose(
        self, main: Account, other: Account, actor: Actor, visit: Visit
    ) -> None:
        link(actor, visit)
        request_recovery(
            contact=UNPROOFED_CITIZEN.mobile_number, human=HumanAnswer(), visit=visit, now=NOW
        )
        issued = prove_recovery_contact(
            typed_code=last_code(UNPROOFED_CITIZEN.mobile), visit=visit, now=NOW
        )

        choose_password(
            typed_code=issued.code,
            password=NEW,
            document=None,
            account_id=AccountId(other.pk),
            visit=visit,
            now=NOW,
        )

        main.refresh_from_db()
        other.refresh_from_db()
        assert check_password(NEW, other.password)
        assert check_password(PASSWORD, main.password)

    def test_takes_the_password_once_more_where_there_is_no_contact(
        self, main: Account, actor: Actor, visit: Visit
    ) -> None:
        bare = make_account(user_name=STUDENT_SIDE, password=PASSWORD)
        other_id = prove(actor, visit)

        with pytest.raises(errors.LinkNotProven):
            link_accounts(
                other_id=other_id,
                typed="Falsch-7-Falsch",
                is_merge=False,
                actor=actor,
                visit=visit,
                now=NOW,
            )
        link_accounts(
            other_id=other_id, typed=PASSWORD, is_merge=False, actor=actor, visit=visit, now=NOW
        )

        bare.refresh_from_db()
        assert bare.main_account == main


class TestTakeover:
    """A password that was stolen, a session that was stolen, and guesses."""

    def test_fails_with_the_password_alone(
        self, other: Account, actor: Actor, visit: Visit
    ) -> None:
        other_id = prove(actor, visit)

        with pytest.raises(errors.CodeWrong):
            link_accounts(
                other_id=other_id,
                typed=other_than(last_code(AGENT.mobile)),
                is_merge=True,
                actor=actor,
                visit=visit,
                now=NOW,
            )
        assert not is_linked()
        other.refresh_from_db()
        assert other.mobile == AGENT.mobile_number.value

    def test_fails_without_the_password(self, other: Account, actor: Actor, visit: Visit) -> None:
        with pytest.raises(errors.BadCredentials):
            prove(actor, visit, password="Falsch-7-Falsch")
        with pytest.raises(errors.LinkNotProven):
            link_accounts(
                other_id=AccountId(other.pk),
                typed="000000",
                is_merge=False,
                actor=actor,
                visit=visit,
                now=NOW,
            )
        assert not OutboxMessage.objects.filter(template="accounts/one_time_code").exists()
        assert not is_linked()

    def test_fails_with_a_code_that_another_session_asked_for(
        self, other: Account, actor: Actor, visit: Visit
    ) -> None:
        other_id = prove(actor, visit)
        thief = make_actor(make_account_of(PROOFED_CITIZEN, password=PASSWORD))

        with pytest.raises(errors.LinkNotProven):
            link_accounts(
                other_id=other_id,
                typed=last_code(AGENT.mobile),
                is_merge=False,
                actor=thief,
                visit=visit,
                now=NOW,
            )
        assert not is_linked()

    def test_fails_with_a_session_that_has_not_proven_itself_lately(
        self, other: Account, actor: Actor, visit: Visit
    ) -> None:
        with pytest.raises(errors.ReauthenticationRequired):
            prove(actor, visit, now=NOW + 5 * MINUTE)
        other_id = prove(actor, visit)
        with pytest.raises(errors.ReauthenticationRequired):
            link_accounts(
                other_id=other_id,
                typed=last_code(AGENT.mobile),
                is_merge=False,
                actor=actor,
                visit=visit,
                now=NOW + 10 * MINUTE,
            )
        with pytest.raises(errors.SignInRequired):
            prove(visitor(), visit)
        assert not is_linked()

    def test_fails_against_a_second_step(self, other: Account, actor: Actor, visit: Visit) -> None:
        CredentialHolder.objects.create(
            account=other, user_handle="handle-of-the-other", two_step_since=NOW
        )

        with pytest.raises(errors.LinkNeedsSecondStep):
            prove(actor, visit)
        assert not OutboxMessage.objects.filter(template="accounts/one_time_code").exists()

    def test_counts_guesses_as_at_sign_in_for_known_and_unknown_alike(
        self, other: Account, actor: Actor
    ) -> None:
        for identifier in (STUDENT_SIDE, "nobody-at-all"):
            visit = make_visit(address=f"192.0.2.{len(identifier)}")
            for _ in range(5):
                with pytest.raises(errors.BadCredentials):
                    prove_other_account(
                        identifier=identifier,
                        password="Falsch-7-Falsch",
                        actor=actor,
                        visit=visit,
                        now=NOW,
                    )
            with pytest.raises(errors.SignInLocked):
                prove_other_account(
                    identifier=identifier, password=PASSWORD, actor=actor, visit=visit, now=NOW
                )
        assert queries.locked_until(CounterScope.PASSWORD_ACCOUNT, str(other.pk), now=NOW)

    def test_refuses_another_persons_account(
        self, main: Account, other: Account, visit: Visit
    ) -> None:
        attach(main, UNPROOFED_CITIZEN)
        attach(other, AGENT)

        with pytest.raises(errors.LinkOtherPerson):
            prove(make_actor(main), visit)
        assert not OutboxMessage.objects.filter(template="accounts/one_time_code").exists()
        assert not is_linked()

    def test_refuses_itself_chains_and_staff(
        self, main: Account, other: Account, actor: Actor, visit: Visit
    ) -> None:
        with pytest.raises(errors.LinkSameAccount):
            prove_other_account(
                identifier=STAFF_SIDE, password=PASSWORD, actor=actor, visit=visit, now=NOW
            )
        link(actor, visit)
        third = make_actor(make_account_of(PROOFED_CITIZEN, password=PASSWORD))
        for identifier in (STAFF_SIDE, STUDENT_SIDE):
            with pytest.raises(errors.LinkExists):
                prove_other_account(
                    identifier=identifier, password=PASSWORD, actor=third, visit=visit, now=NOW
                )
        make_account(user_name="clerk", kind=AccountKind.STAFF, password=PASSWORD)
        with pytest.raises(errors.BadCredentials):
            prove_other_account(
                identifier="clerk", password=PASSWORD, actor=third, visit=visit, now=NOW
            )


class TestUnlink:
    def test_gives_back_what_nobody_else_has(
        self, main: Account, other: Account, actor: Actor, visit: Visit
    ) -> None:
        link_id = link(actor, visit)

        has_contact = unlink_account(link_id=link_id, actor=actor, now=NOW)

        main.refresh_from_db()
        other.refresh_from_db()
        assert has_contact
        assert other.main_account is None
        assert other.mobile == AGENT.mobile_number.value
        # The mailbox had become the main account's own.
        assert (main.email, other.email) == (MAIL, None)

    def test_says_when_the_other_account_has_no_contact_left(
        self, other: Account, actor: Actor, visit: Visit
    ) -> None:
        link_id = link(actor, visit)
        newcomer = make_account_of(AGENT)

        assert not unlink_account(link_id=link_id, actor=actor, now=NOW)
        other.refresh_from_db()
        newcomer.refresh_from_db()
        assert other.mobile is None
        assert newcomer.mobile == AGENT.mobile_number.value

    def test_is_for_either_side_and_nobody_else(
        self, main: Account, other: Account, actor: Actor, visit: Visit
    ) -> None:
        link_id = link(actor, visit)
        stranger = make_actor(make_account_of(PROOFED_CITIZEN))

        with pytest.raises(errors.LinkNotFound):
            unlink_account(link_id=link_id, actor=stranger, now=NOW)
        with pytest.raises(errors.ReauthenticationRequired):
            unlink_account(link_id=link_id, actor=actor, now=NOW + 5 * MINUTE)
        assert is_linked()
        unlink_account(link_id=link_id, actor=make_actor(other), now=NOW)
        with pytest.raises(errors.LinkNotFound):
            unlink_account(link_id=link_id, actor=actor, now=NOW)


class TestSwitch:
    def test_goes_on_in_the_other_account_in_one_action(
        self, main: Account, other: Account, actor: Actor, visit: Visit
    ) -> None:
        link(actor, visit)

        outcome = switch_account(
            account_id=AccountId(other.pk), actor=actor, visit=visit, now=NOW + MINUTE
        )

        assert isinstance(outcome, StartedSession)
        assert outcome.account_id == other.pk
        live = Session.objects.get(ended_at__isnull=True)
        assert live.account == other
        assert [each.id for each in accounts_to_switch_to(AccountId(other.pk))] == [main.pk]

    def test_makes_no_proof_younger_and_no_session_longer(
        self, other: Account, actor: Actor, visit: Visit
    ) -> None:
        link(actor, visit)
        assert actor.session_id is not None
        before = Session.objects.get(public_id=actor.session_id)

        switch_account(
            account_id=AccountId(other.pk), actor=actor, visit=visit, now=NOW + 4 * MINUTE
        )

        after = Session.objects.get(ended_at__isnull=True)
        assert after.factors == before.factors
        assert after.authenticated_at == before.authenticated_at
        assert after.absolute_until == before.absolute_until

    def test_refuses_accounts_that_are_not_linked(
        self, other: Account, actor: Actor, visit: Visit
    ) -> None:
        with pytest.raises(errors.LinkNotFound):
            switch_account(account_id=AccountId(other.pk), actor=actor, visit=visit, now=NOW)
        with pytest.raises(errors.SignInRequired):
            switch_account(account_id=AccountId(other.pk), actor=visitor(), visit=visit, now=NOW)
        assert not Session.objects.filter(account=other).exists()

    def test_stops_at_frozen_accounts(self, other: Account, actor: Actor, visit: Visit) -> None:
        link(actor, visit)
        Account.objects.filter(pk=other.pk).update(state=AccountState.FROZEN)

        with pytest.raises(errors.LinkNotFound):
            switch_account(account_id=AccountId(other.pk), actor=actor, visit=visit, now=NOW)


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
