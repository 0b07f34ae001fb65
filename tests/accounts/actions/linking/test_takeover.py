"""Nobody gets at an account by linking it."""

import pytest
from django.db import transaction

from shiming.accounts import errors, queries
from shiming.accounts.actions.closing.request_closure import request_closure
from shiming.accounts.actions.closing.withdraw_closure import withdraw_closure
from shiming.accounts.actions.linking.link_accounts import link_accounts
from shiming.accounts.actions.linking.prove_other_account import prove_other_account
from shiming.accounts.models import Account, CredentialHolder
from shiming.accounts.operations import linking
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    CounterScope,
    Visit,
)
from shiming.kernel.actor import Actor, visitor
from shiming.messages.models import OutboxMessage
from tests.accounts.actions.linking.linking_kit import (
    MINUTE,
    STAFF_SIDE,
    STUDENT_SIDE,
    is_linked,
    link,
    prove,
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

    def test_keeps_linked_accounts_to_one_person_whoever_is_proofed_later(
        self, main: Account, other: Account, actor: Actor, visit: Visit
    ) -> None:
        link(actor, visit)
        attach(main, UNPROOFED_CITIZEN)

        with pytest.raises(errors.AccountIsAnotherPerson), transaction.atomic():
            attach(other, AGENT)

        other.refresh_from_db()
        assert other.person is None
        attach(other, UNPROOFED_CITIZEN)

    def test_links_nobody_to_who_was_proofed_as_somebody_else_in_that_moment(
        self, main: Account, other: Account, actor: Actor
    ) -> None:
        seen = {one.pk: queries.get_account(AccountId(one.pk)) for one in (main, other)}
        attach(main, UNPROOFED_CITIZEN)
        attach(other, AGENT)

        with pytest.raises(errors.LinkOtherPerson):
            linking.link(
                main=seen[main.pk], other=seen[other.pk], is_merge=False, actor=actor, now=NOW
            )
        assert not is_linked()

    def test_links_nothing_that_is_about_to_close(
        self, main: Account, other: Account, actor: Actor, visit: Visit
    ) -> None:
        for closing in (make_actor(main), make_actor(other)):
            request_closure(actor=closing, now=NOW)
            with pytest.raises(errors.LinkNotPossible):
                prove(actor, visit)
            withdraw_closure(actor=closing, now=NOW)
        assert prove(actor, visit) == other.pk

    def test_tries_no_password_of_staff(self, actor: Actor, visit: Visit) -> None:
        staff = make_account(user_name="wang-desk", password=PASSWORD, kind=AccountKind.STAFF)

        for typed in (PASSWORD, "Falsch-7-Falsch"):
            with pytest.raises(errors.LinkNotProven):
                link_accounts(
                    other_id=AccountId(staff.pk),
                    typed=typed,
                    is_merge=False,
                    actor=actor,
                    visit=visit,
                    now=NOW,
                )
        assert not queries.count_tries(CounterScope.PASSWORD_ACCOUNT, str(staff.pk))

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
