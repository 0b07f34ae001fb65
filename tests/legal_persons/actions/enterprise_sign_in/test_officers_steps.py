"""The second and third step: who acts for the unit, and their own secret."""

import contextlib
import datetime as dt
import secrets

import pytest

from shiming.accounts import errors as accounts_errors
from shiming.accounts import operations as accounts
from shiming.accounts.models import (
    Account,
    Authenticator,
    CredentialHolder,
    PendingSignIn,
    Portal,
    Session,
)
from shiming.accounts.types import SecondFactorPending, Visit
from shiming.audit.models import AuditRecord
from shiming.kernel.levels import Level
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.actions.enterprise_sign_in.choose_officer import choose_officer
from shiming.legal_persons.actions.enterprise_sign_in.prove_officer_by_code import (
    prove_officer_by_code,
)
from shiming.legal_persons.actions.enterprise_sign_in.prove_officer_by_password import (
    prove_officer_by_password,
)
from shiming.legal_persons.actions.enterprise_sign_in.send_officer_code import send_officer_code
from shiming.legal_persons.actions.enterprise_sign_in.step_back import step_back
from shiming.legal_persons.models import UnitSignIn
from shiming.legal_persons.types import (
    EntryWay,
    NotSelectable,
    OfficeEnd,
    OfficeId,
    UnitSignInId,
)
from shiming.messages.models import OutboxMessage
from tests.cast import LEGAL_REPRESENTATIVE, PROOFED_CITIZEN
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    last_code,
    make_visit,
    other_than,
    person_of,
)
from tests.legal_persons.entry_kit import AGENCY_CODE, SYSTEM, World, actor_in, session_of

SOON = NOW + dt.timedelta(minutes=2)


def by_password(
    sign_in_id: UnitSignInId, office_id: OfficeId, visit: Visit, password: str = PASSWORD
) -> object:
    return prove_officer_by_password(
        sign_in_id=sign_in_id,
        office_id=office_id,
        password=password,
        visit=visit,
        replaces=None,
        now=NOW,
    )


def by_code(
    sign_in_id: UnitSignInId,
    office_id: OfficeId,
    visit: Visit,
    code: str,
    now: dt.datetime = NOW,
) -> object:
    return prove_officer_by_code(
        sign_in_id=sign_in_id,
        office_id=office_id,
        typed_code=code,
        visit=visit,
        replaces=None,
        now=now,
    )


class TestTheOrdinaryWay:
    @pytest.mark.requirement("S35-2")
    @pytest.mark.parametrize("method", ["sms", "pwd"])
    def test_ends_in_the_persons_own_session_that_acts_for_the_unit(
        self, world: World, visit: Visit, method: str
    ) -> None:
        sign_in_id = world.enter(visit=visit)
        choices = queries.list_choices(
            queries.get_sign_in(sign_in_id, visit=visit, now=NOW), now=NOW
        )
        office_id = world.choose(sign_in_id, PROOFED_CITIZEN, visit=visit)
        outcome = (
            world.prove(sign_in_id, PROOFED_CITIZEN, visit=visit)
            if method == "sms"
            else by_password(sign_in_id, office_id, visit)
        )

        assert [(one.masked_name, one.refusal) for one in choices] == [
            ("何**", None),
            ("陈**", None),
        ]
        session, actor = session_of(outcome), actor_in(outcome)
        assert session.account_id == world.finance.pk
        assert session.person_id == world.finance.person_id
        assert session.methods == [method]
        assert actor.identity.kind == "office"
        assert actor.identity.legal_person_id == world.unit_id
        assert actor.may("legal_persons:unit:act")
        signed_in = AuditRecord.objects.get(event="accounts.session.started")
        assert (signed_in.account_id, signed_in.legal_person_id) == (
            world.finance.pk,
            world.unit_id,
        )

    @pytest.mark.requirement("S35-1")
    def test_may_be_the_quick_one_from_then_on_which_goes_by_sms(
        self, world: World, visit: Visit
    ) -> None:
        world.sign_in()

        sign_in_id = world.enter(way=EntryWay.QUICK, visit=visit, now=SOON)
        office_id = world.choose(sign_in_id, LEGAL_REPRESENTATIVE, visit=visit, now=SOON)
        with pytest.raises(errors.ProofNotOffered):
            by_password(sign_in_id, office_id, visit)
        outcome = world.prove(sign_in_id, LEGAL_REPRESENTATIVE, visit=visit, now=SOON)

        assert session_of(outcome).account_id == world.head.pk

    def test_records_every_step(self, world: World, visit: Visit) -> None:
        sign_in_id = world.enter(visit=visit)
        world.choose(sign_in_id, PROOFED_CITIZEN, visit=visit)
        step_back(sign_in_id=sign_in_id, visit=visit, now=NOW)
        world.choose(sign_in_id, LEGAL_REPRESENTATIVE, visit=visit)
        world.prove(sign_in_id, LEGAL_REPRESENTATIVE, visit=visit)

        steps = AuditRecord.objects.filter(subject=f"unit_sign_in:{sign_in_id}").order_by("pk")
        assert [record.event.rpartition(".")[2] for record in steps] == [
            "unit_proven",
            "officer_chosen",
            "step_back",
            "officer_chosen",
            "officer_proven",
        ]


class TestChooseOfficer:
    def test_refuses_who_is_not_captured(self, world: World, visit: Visit) -> None:
        world.levels.of[person_of(world.finance)] = Level.REGISTERED
        sign_in_id = world.enter(visit=visit)

        with pytest.raises(errors.OfficerNotSelectable):
            world.choose(sign_in_id, PROOFED_CITIZEN, visit=visit)
        choices = queries.list_choices(
            queries.get_sign_in(sign_in_id, visit=visit, now=NOW), now=NOW
        )
        assert [one.refusal for one in choices] == [None, NotSelectable.NOT_CAPTURED]
        assert UnitSignIn.objects.get().office_id is None

    def test_refuses_an_officer_of_another_unit(self, world: World, visit: Visit) -> None:
        world.synchronise(world.agency_id)
        agents = queries.list_officers(world.agency_id, now=NOW)
        sign_in_id = world.enter(visit=visit)

        with pytest.raises(errors.OfficerNotSelectable):
            choose_officer(sign_in_id=sign_in_id, office_id=agents[0].id, visit=visit, now=NOW)

    def test_refuses_another_browser(self, world: World, visit: Visit) -> None:
        sign_in_id = world.enter(visit=visit)

        with pytest.raises(errors.UnitSignInLost):
            world.choose(sign_in_id, PROOFED_CITIZEN, visit=make_visit())

    def test_refuses_when_it_took_too_long(self, world: World, visit: Visit) -> None:
        sign_in_id = world.enter(visit=visit)

        with pytest.raises(errors.UnitSignInLost):
            world.choose(
                sign_in_id, PROOFED_CITIZEN, visit=visit, now=NOW + dt.timedelta(minutes=10)
            )


class TestProof:
    def test_cannot_be_taken_before_somebody_is_chosen(self, world: World, visit: Visit) -> None:
        sign_in_id = world.enter(visit=visit)
        office_id = world.office_of(LEGAL_REPRESENTATIVE)

        with pytest.raises(errors.StepSkipped):
            send_officer_code(sign_in_id=sign_in_id, office_id=office_id, visit=visit, now=NOW)
        with pytest.raises(errors.StepSkipped):
            by_password(sign_in_id, office_id, visit)
        assert not OutboxMessage.objects.exists()
        assert not Session.objects.exists()

    def test_takes_no_code_that_was_sent_to_whom_was_chosen_before(
        self, world: World, visit: Visit
    ) -> None:
        sign_in_id = world.enter(visit=visit)
        mine = world.choose(sign_in_id, PROOFED_CITIZEN, visit=visit)
        send_officer_code(sign_in_id=sign_in_id, office_id=mine, visit=visit, now=NOW)
        my_code = last_code(PROOFED_CITIZEN.mobile)

        theirs = world.choose(sign_in_id, LEGAL_REPRESENTATIVE, visit=visit)
        with pytest.raises(accounts_errors.CodeNotUsable):
            by_code(sign_in_id, theirs, visit, my_code)
        assert not Session.objects.exists()

    def test_takes_no_code_of_another_sign_in_of_the_same_browser(
        self, world: World, visit: Visit
    ) -> None:
        first = world.enter(visit=visit)
        office_id = world.choose(first, PROOFED_CITIZEN, visit=visit)
        send_officer_code(sign_in_id=first, office_id=office_id, visit=visit, now=NOW)
        second = world.enter(visit=visit)
        world.choose(second, PROOFED_CITIZEN, visit=visit)

        with pytest.raises(accounts_errors.CodeNotUsable):
            by_code(second, office_id, visit, last_code(PROOFED_CITIZEN.mobile))

    def test_is_refused_on_a_page_that_shows_somebody_else_than_was_chosen_since(
        self, world: World, visit: Visit
    ) -> None:
        sign_in_id = world.enter(visit=visit)
        shown = world.choose(sign_in_id, PROOFED_CITIZEN, visit=visit)
        world.choose(sign_in_id, LEGAL_REPRESENTATIVE, visit=visit)

        with pytest.raises(errors.OfficerChanged):
            by_password(sign_in_id, shown, visit)
        assert not Session.objects.exists()

    def test_is_good_for_one_session(self, world: World, visit: Visit) -> None:
        sign_in_id = world.enter(visit=visit)
        office_id = world.choose(sign_in_id, PROOFED_CITIZEN, visit=visit)
        by_password(sign_in_id, office_id, visit)

        with pytest.raises(errors.UnitSignInLost):
            by_password(sign_in_id, office_id, visit)
        assert Session.objects.count() == 1

    def test_lets_one_of_two_through_who_come_at_once(self, world: World, visit: Visit) -> None:
        sign_in_id = world.enter(visit=visit)
        office_id = world.choose(sign_in_id, PROOFED_CITIZEN, visit=visit)
        read_by_both = queries.get_sign_in(sign_in_id, visit=visit, now=NOW)
        by_password(sign_in_id, office_id, visit)

        with pytest.raises(errors.OfficerChanged):
            operations.note_proof(read_by_both, office_id=office_id, method="pwd", now=NOW)
        with pytest.raises(errors.UnitSignInLost):
            operations.begin_session(
                sign_in_id,
                account_id=read_by_both.account_id,  # type: ignore[arg-type]  # it was chosen
                method="pwd",
                identity_key=operations.office_key(office_id),
                visit=visit,
                replaces=None,
                now=NOW,
            )

    def test_is_void_once_the_office_has_ended(self, world: World, visit: Visit) -> None:
        sign_in_id = world.enter(visit=visit)
        office_id = world.choose(sign_in_id, PROOFED_CITIZEN, visit=visit)
        operations.end_office(office_id=office_id, reason=OfficeEnd.CORE, actor=SYSTEM, now=NOW)

        with pytest.raises(errors.OfficerNotSelectable):
            by_password(sign_in_id, office_id, visit)
        assert not Session.objects.exists()

    def test_is_dropped_by_going_back(self, world: World, visit: Visit) -> None:
        sign_in_id = world.enter(visit=visit)
        office_id = world.choose(sign_in_id, PROOFED_CITIZEN, visit=visit)

        step_back(sign_in_id=sign_in_id, visit=visit, now=NOW)

        with pytest.raises(errors.StepSkipped):
            by_password(sign_in_id, office_id, visit)
        row = UnitSignIn.objects.get()
        assert (row.office_id, row.account_id) == (None, None)

    def test_locks_the_officer_and_not_the_unit_after_five_wrong_passwords(
        self, world: World
    ) -> None:
        for last in range(5):
            visit = make_visit(address=f"192.0.2.{last}")
            sign_in_id = world.enter(visit=visit)
            office_id = world.choose(sign_in_id, PROOFED_CITIZEN, visit=visit)
            with pytest.raises(accounts_errors.BadCredentials):
                by_password(sign_in_id, office_id, visit, "not-the-password-9")

        fresh = make_visit(address="192.0.2.99")
        sign_in_id = world.enter(visit=fresh)
        office_id = world.choose(sign_in_id, PROOFED_CITIZEN, visit=fresh)
        with pytest.raises(accounts_errors.SignInLocked):
            by_password(sign_in_id, office_id, fresh)

    def test_costs_a_wrong_code_a_try(self, world: World, visit: Visit) -> None:
        sign_in_id = world.enter(visit=visit)
        office_id = world.choose(sign_in_id, PROOFED_CITIZEN, visit=visit)
        send_officer_code(sign_in_id=sign_in_id, office_id=office_id, visit=visit, now=NOW)

        with pytest.raises(accounts_errors.CodeWrong) as refused:
            by_code(sign_in_id, office_id, visit, other_than(last_code(PROOFED_CITIZEN.mobile)))
        assert refused.value.context["tries_left"] == 4
        assert not Session.objects.exists()

    def test_leads_to_no_session_of_a_frozen_account_and_may_be_tried_again(
        self, world: World, visit: Visit
    ) -> None:
        sign_in_id = world.enter(visit=visit)
        office_id = world.choose(sign_in_id, PROOFED_CITIZEN, visit=visit)
        Account.objects.filter(pk=world.finance.pk).update(state="frozen")

        with pytest.raises(accounts_errors.AccountFrozen):
            by_password(sign_in_id, office_id, visit)
        Account.objects.filter(pk=world.finance.pk).update(state="active")

        assert session_of(by_password(sign_in_id, office_id, visit)).ended_at is None

    @pytest.mark.parametrize(
        ("ways", "is_in"),
        [({"unit": ["unit"], "natural_person": ["sms"]}, True), ({"unit": ["password"]}, False)],
    )
    def test_is_held_to_what_the_portal_offers_to_the_unit_and_not_to_the_officer(
        self, world: World, visit: Visit, ways: dict[str, list[str]], *, is_in: bool
    ) -> None:
        sign_in_id = world.enter(visit=visit)
        world.choose(sign_in_id, PROOFED_CITIZEN, visit=visit)
        Portal.objects.update(methods=ways)

        with contextlib.nullcontext() if is_in else pytest.raises(accounts_errors.MethodNotOffered):
            world.prove(sign_in_id, PROOFED_CITIZEN, visit=visit)

        assert Session.objects.exists() is is_in

    def test_leads_over_the_persons_second_factor_and_keeps_the_capacity(
        self, world: World, visit: Visit
    ) -> None:
        sign_in_id = world.enter(visit=visit)
        office_id = world.choose(sign_in_id, PROOFED_CITIZEN, visit=visit)
        _switch_two_step_on(world.finance)

        waiting = by_password(sign_in_id, office_id, visit)
        assert isinstance(waiting, SecondFactorPending)
        assert not Session.objects.exists()
        assert PendingSignIn.objects.get().identity_key == operations.office_key(office_id)
        started = accounts.claim_pending_sign_in(
            pending_id=waiting.id, methods=["sms"], visit=visit, replaces=None, now=NOW
        )

        assert actor_in(started).identity.legal_person_id == world.unit_id
        assert session_of(started).methods == ["mfa", "pwd", "sms"]

    def test_begins_no_session_if_the_office_ends_before_the_second_factor(
        self, world: World, visit: Visit
    ) -> None:
        sign_in_id = world.enter(visit=visit)
        office_id = world.choose(sign_in_id, PROOFED_CITIZEN, visit=visit)
        _switch_two_step_on(world.finance)
        waiting = by_password(sign_in_id, office_id, visit)
        assert isinstance(waiting, SecondFactorPending)
        operations.end_office(office_id=office_id, reason=OfficeEnd.CORE, actor=SYSTEM, now=NOW)

        with pytest.raises(accounts_errors.IdentityNotFound):
            accounts.claim_pending_sign_in(
                pending_id=waiting.id, methods=["sms"], visit=visit, replaces=None, now=NOW
            )
        assert not Session.objects.exists()


def test_an_agency_may_sign_in_for_itself_the_ordinary_way(world: World, visit: Visit) -> None:
    world.synchronise(world.agency_id)

    assert world.enter(identifier=AGENCY_CODE, visit=visit) is not None


def _switch_two_step_on(account: Account) -> None:
    CredentialHolder.objects.create(
        account=account, user_handle=secrets.token_urlsafe(32), two_step_since=NOW
    )
    Authenticator.objects.create(
        account=account, secret="JBSWY3DPEHPK3PXP", created_at=NOW, confirmed_at=NOW
    )
