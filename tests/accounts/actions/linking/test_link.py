"""Two accounts of one person hang together until their owner takes them apart."""

import pytest
from django.contrib.auth.hashers import check_password

from shiming.accounts import errors
from shiming.accounts.actions.change_password import change_password
from shiming.accounts.actions.linking.link_accounts import link_accounts
from shiming.accounts.actions.linking.switch_account import switch_account
from shiming.accounts.actions.linking.unlink_account import unlink_account
from shiming.accounts.actions.recovery.choose_password import choose_password
from shiming.accounts.actions.recovery.prove_recovery_contact import prove_recovery_contact
from shiming.accounts.actions.recovery.request_recovery import request_recovery
from shiming.accounts.actions.sign_in.second_factor import prove_second_factor
from shiming.accounts.address_book import AccountAddressBook
from shiming.accounts.models import Account, Session
from shiming.accounts.queries.links import accounts_to_switch_to, list_links
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountState,
    Factor,
    FactorAnswer,
    HumanAnswer,
    StartedSession,
    Visit,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor, visitor
from tests.accounts.actions.linking.linking_kit import MINUTE, STUDENT_SIDE, is_linked, link, prove
from tests.accounts.actions.recovery.conftest import (
    MAIL,
    NEW,
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
)
from tests.factories.credentials import digits, make_authenticator

pytestmark = pytest.mark.django_db

HOUR = 60 * MINUTE


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

    def test_ends_a_recovery_of_the_main_account_that_the_linked_one_has_outrun(
        self, other: Account, actor: Actor, visit: Visit
    ) -> None:
        link(actor, visit)
        request_recovery(
            contact=UNPROOFED_CITIZEN.mobile_number, human=HumanAnswer(), visit=visit, now=NOW
        )
        issued = prove_recovery_contact(
            typed_code=last_code(UNPROOFED_CITIZEN.mobile), visit=visit, now=NOW
        )

        change_password(old=PASSWORD, new=NEW, actor=make_actor(other), now=NOW)

        with pytest.raises(errors.ActivationNotUsable):
            choose_password(
                typed_code=issued.code,
                password=f"{NEW}-2",
                document=None,
                account_id=AccountId(other.pk),
                visit=visit,
                now=NOW,
            )

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

    def test_makes_no_proof_younger_by_a_second_factor(
        self, main: Account, other: Account, visit: Visit
    ) -> None:
        actor = make_actor(main)
        link(actor, visit)
        secret = make_authenticator(other)
        later = NOW + HOUR
        switch_account(account_id=AccountId(other.pk), actor=actor, visit=visit, now=later)

        prove_second_factor(
            answer=FactorAnswer(factor=Factor.TOTP, text=digits(secret, now=later)),
            trusts_device=False,
            visit=visit,
            replaces=None,
            now=later,
        )

        proven = dict.fromkeys(("mfa", "otp"), later.isoformat())
        after = Session.objects.get(account=other)
        assert after.factors == {"pwd": NOW.isoformat(), **proven}

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
