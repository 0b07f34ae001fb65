"""What is the same for every way in."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction
from typing_extensions import override

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.actions.desk.freeze_account import freeze_account
from shiming.accounts.actions.resume_session import resume_session
from shiming.accounts.actions.switch_identity import switch_identity
from shiming.accounts.models import (
    Account,
    Authenticator,
    CredentialHolder,
    PendingSignIn,
    Portal,
    Session,
)
from shiming.accounts.policies.methods import is_two_factors
from shiming.accounts.types import (
    SELF_KEY,
    AccountEvent,
    AccountId,
    AccountKind,
    AccountState,
    IdentityFacts,
    PersonId,
    SecondFactorPending,
    SessionEnd,
    SignInOutcome,
    StartedSession,
    Visit,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import ActingIdentity, ActingKind, Actor, system_actor
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.messages.models import OutboxMessage
from tests.accounts.conftest import FakeLevelSource, FakePermissionSource
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import (
    NOW,
    make_account,
    make_account_of,
    make_agreement,
    make_visit,
    person_of,
    start_session,
)

MINUTE = dt.timedelta(minutes=1)
SYSTEM = system_actor(device="tests")


def complete(
    account: Account, *methods: str, visit: Visit | None = None, now: dt.datetime = NOW
) -> SignInOutcome:
    return operations.complete_sign_in(
        account=account,
        methods=methods or ("pwd",),
        visit=visit or make_visit(),
        replaces=None,
        now=now,
    )


def enrol(account: Account, *, asks: bool = True) -> None:
    """Give the account an authenticator app, and have it asked for."""
    Authenticator.objects.create(
        account=account, secret="GEZDGNBVGY3TQOJQ", created_at=NOW, confirmed_at=NOW
    )
    CredentialHolder.objects.create(
        account=account, user_handle=str(account.pk), two_step_since=NOW if asks else None
    )


@pytest.mark.django_db
class TestCompleteSignIn:
    def test_starts_a_session_where_one_factor_is_enough(self) -> None:
        assert isinstance(complete(make_account(), "pwd"), StartedSession)
        assert not PendingSignIn.objects.exists()

    @pytest.mark.parametrize("kind", [AccountKind.STAFF, AccountKind.NATURAL_PERSON])
    def test_waits_for_a_second_factor_of_staff_and_of_who_asked_for_it(
        self, kind: AccountKind
    ) -> None:
        account = make_account(kind=kind)
        enrol(account)

        outcome = complete(account, "pwd")

        assert isinstance(outcome, SecondFactorPending)
        assert outcome.methods == ("pwd",)
        assert not Session.objects.exists()
        asked = AuditRecord.objects.get(event=AccountEvent.SECOND_FACTOR_ASKED)
        assert asked.subject == f"account:{account.pk}"

    @pytest.mark.requirement("S20-1")
    def test_lets_staff_without_a_second_factor_only_enrol_one(self) -> None:
        account = make_account(kind=AccountKind.STAFF)

        outcome = complete(account, "pwd")

        assert isinstance(outcome, StartedSession)
        assert outcome.must_enrol
        resumed = resume_session(
            cookie_value=outcome.cookie_value, address="", may_rotate=True, now=NOW
        )
        assert resumed is not None
        assert resumed.must_enrol
        assert resumed.actor.level is Level.ANONYMOUS
        operations.finish_enrolment(session_id=outcome.session_id, method="otp", now=NOW)
        session = Session.objects.get()
        assert (session.must_enrol, session.level) == (False, Level.REGISTERED)
        assert session.methods == ["mfa", "otp", "pwd"]

    def test_asks_everybody_where_the_portal_demands_it(self) -> None:
        Portal.objects.update_or_create(host="", defaults={"demands_second_factor": True})

        outcome = complete(make_account(), "sms")

        assert isinstance(outcome, StartedSession)
        assert outcome.must_enrol

    @pytest.mark.parametrize("methods", [("hwk", "user"), ("sc", "pin"), ("pwd", "face")])
    def test_takes_what_is_two_factors_already(self, methods: tuple[str, ...]) -> None:
        account = make_account(kind=AccountKind.STAFF)
        enrol(account)

        outcome = complete(account, *methods)

        assert isinstance(outcome, StartedSession)
        assert not outcome.must_enrol

    @pytest.mark.parametrize(
        ("state", "refusal"),
        [
            (AccountState.FROZEN, errors.AccountFrozen),
            (AccountState.CLOSED, errors.BadCredentials),
        ],
    )
    def test_refuses_what_was_stopped_since_it_was_read_and_writes_nothing(
        self, state: AccountState, refusal: type[Exception]
    ) -> None:
        account = make_account()
        Account.objects.filter(pk=account.pk).update(state=state)

        with pytest.raises(refusal):
            complete(account)
        assert not Session.objects.exists()
        assert not AuditRecord.objects.exists()

    def test_refuses_a_password_that_was_changed_since_it_was_read(self) -> None:
        account = make_account()
        Account.objects.filter(pk=account.pk).update(password="another")

        with pytest.raises(errors.BadCredentials):
            complete(account)
        assert not Session.objects.exists()

    def test_ends_the_oldest_of_too_many_sessions(self, change_policy: Callable[..., None]) -> None:
        change_policy(sessions_at_once=2)
        account = make_account()
        started = [
            start_session(account, now=NOW + number * dt.timedelta(seconds=1))
            for number in range(3)
        ]

        ended = Session.objects.get(ended_at__isnull=False)
        assert ended.public_id == started[0].session_id
        assert ended.end_reason == SessionEnd.TOO_MANY


class TestIsTwoFactors:
    @pytest.mark.parametrize("methods", [["pwd"], ["sms"], ["sms", "otp"], ["hwk"], ["user"], []])
    def test_says_no_to_one_kind(self, methods: list[str]) -> None:
        assert not is_two_factors(methods)

    @pytest.mark.parametrize("methods", [["pwd", "sms"], ["mfa"], ["swk", "user"], ["face", "sms"]])
    def test_says_yes_to_two(self, methods: list[str]) -> None:
        assert is_two_factors(methods)


@pytest.mark.django_db
class TestClaimPendingSignIn:
    def claim(self, pending: SecondFactorPending, visit: Visit, now: dt.datetime = NOW) -> None:
        operations.claim_pending_sign_in(
            pending_id=pending.id, methods=["otp"], visit=visit, replaces=None, now=now
        )

    @pytest.fixture
    def account(self) -> Account:
        account = make_account(kind=AccountKind.STAFF)
        enrol(account)
        return account

    def wait(self, account: Account, visit: Visit) -> SecondFactorPending:
        outcome = complete(account, "pwd", visit=visit)
        assert isinstance(outcome, SecondFactorPending)
        return outcome

    def test_starts_the_session_once_with_both_factors(self, account: Account) -> None:
        visit = make_visit()
        pending = self.wait(account, visit)
        assert queries.find_pending_sign_in(visitor_token=visit.token, now=NOW) == pending

        self.claim(pending, visit)

        assert Session.objects.get().methods == ["mfa", "otp", "pwd"]
        with pytest.raises(errors.PendingSignInLost):
            self.claim(pending, visit)
        assert queries.find_pending_sign_in(visitor_token=visit.token, now=NOW) is None

    def test_refuses_another_browser(self, account: Account) -> None:
        pending = self.wait(account, make_visit())

        with pytest.raises(errors.PendingSignInLost):
            self.claim(pending, make_visit())
        assert not Session.objects.exists()

    def test_refuses_after_ten_minutes(self, account: Account) -> None:
        visit = make_visit()
        pending = self.wait(account, visit)

        with pytest.raises(errors.PendingSignInLost):
            self.claim(pending, visit, NOW + 10 * MINUTE)
        assert not Session.objects.exists()

    def test_refuses_an_earlier_one_of_the_same_browser(self, account: Account) -> None:
        visit = make_visit()
        first = self.wait(account, visit)
        self.wait(account, visit)

        with pytest.raises(errors.PendingSignInLost):
            self.claim(first, visit)

    def test_refuses_an_account_that_was_frozen_meanwhile(self, account: Account) -> None:
        visit = make_visit()
        pending = self.wait(account, visit)
        Account.objects.filter(pk=account.pk).update(state=AccountState.FROZEN)

        with pytest.raises(errors.AccountFrozen):
            self.claim(pending, visit)
        assert not Session.objects.exists()


class FakeIdentities(ports.OnlyMyself):
    """Oneself and one company."""

    def __init__(self) -> None:
        self.company = ActingIdentity(
            kind=ActingKind.OFFICE,
            legal_person_id=new_id(),
            permissions=frozenset({"legal_persons:tax:declare"}),
        )
        self.is_bound = True

    @override
    def list_identities(
        self, *, account_id: AccountId, person_id: PersonId | None, now: dt.datetime
    ) -> tuple[IdentityFacts, ...]:
        myself = IdentityFacts(key=SELF_KEY, kind=ActingKind.SELF)
        company = IdentityFacts(key="company", kind=ActingKind.OFFICE, name="晨光商贸有限公司")
        return (myself, company) if self.is_bound else (myself,)

    @override
    def find_identity(
        self, *, key: str, account_id: AccountId, person_id: PersonId | None, now: dt.datetime
    ) -> ActingIdentity | None:
        if key == "company":
            return self.company if self.is_bound else None
        return super().find_identity(key=key, account_id=account_id, person_id=person_id, now=now)


@pytest.mark.django_db
class TestSwitchIdentity:
    def actor(self, started: StartedSession) -> Actor:
        return queries.actor_of_session(Session.objects.get(public_id=started.session_id))

    def test_issues_permissions_anew_and_changes_the_cookie(
        self, permission_source: FakePermissionSource
    ) -> None:
        permission_source.answer = frozenset({"own:thing:do"})
        started = start_session(make_account())
        with ports.identity_source.replaced(source := FakeIdentities()):
            switch_identity(key="company", actor=self.actor(started), now=NOW)
            acting = self.actor(started)
            assert acting.identity == source.company
            assert acting.account_id == started.account_id

            resumed = resume_session(
                cookie_value=started.cookie_value, address="", may_rotate=True, now=NOW
            )
            assert resumed is not None
            assert resumed.new_cookie_value is not None
            switch_identity(key=SELF_KEY, actor=acting, now=NOW)
        assert self.actor(started).identity.permissions == {"own:thing:do"}
        assert AuditRecord.objects.filter(event=AccountEvent.IDENTITY_SWITCHED).count() == 2

    def test_refuses_what_the_account_is_not(self) -> None:
        started = start_session(make_account())

        with (
            ports.identity_source.replaced(FakeIdentities()),
            pytest.raises(errors.IdentityNotFound),
        ):
            switch_identity(key="another", actor=self.actor(started), now=NOW)
        assert self.actor(started).identity.kind is ActingKind.SELF

    def test_falls_back_to_oneself_when_the_capacity_is_taken_away(self) -> None:
        started = start_session(make_account())
        with ports.identity_source.replaced(source := FakeIdentities()):
            switch_identity(key="company", actor=self.actor(started), now=NOW)
            operations.refresh_session_permissions(account_id=started.account_id, now=NOW)
            assert self.actor(started).identity == source.company

            source.is_bound = False
            operations.refresh_session_permissions(account_id=started.account_id, now=NOW)

        assert self.actor(started).identity.kind is ActingKind.SELF


@pytest.mark.django_db(transaction=True)
class TestRaces:
    """A sign-in under way, and what is decided about its account in this very moment."""

    def run(self, sign_in: Callable[[], object], decide: Callable[[], object]) -> None:
        def closing(act: Callable[[], object]) -> object:
            try:
                return act()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(max_workers=2) as pool:
            for done in [pool.submit(closing, sign_in), pool.submit(closing, decide)]:
                done.result(timeout=30)

    def test_leave_no_session_with_a_level_that_was_just_revoked(
        self, level_source: FakeLevelSource
    ) -> None:
        make_agreement()
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)
        level_source.answer = (Level.INTERMEDIATE, None)
        computed, lowered = threading.Event(), threading.Event()

        def sign_in() -> None:
            with transaction.atomic():
                operations.complete_sign_in(
                    account=account, methods=["pwd"], visit=make_visit(), replaces=None, now=NOW
                )
                computed.set()
                # Without the lock the other side is through by now, and finds no session.
                lowered.wait(timeout=0.2)

        def revoke() -> None:
            computed.wait(timeout=30)
            level_source.answer = (Level.REGISTERED, None)
            with transaction.atomic():
                operations.refresh_session_levels(
                    person_id=person_of(account), actor=SYSTEM, now=NOW
                )
            lowered.set()

        self.run(sign_in, revoke)

        assert Session.objects.get().level == Level.REGISTERED

    @pytest.mark.parametrize("comes_by", ["sign_in", "switch"])
    def test_leave_no_session_with_a_capacity_that_was_just_taken_away(self, comes_by: str) -> None:
        make_agreement()
        account = make_account()
        started = start_session(account)
        source = FakeIdentities()
        read, taken = threading.Event(), threading.Event()

        class Slow(FakeIdentities):
            @override
            def find_identity(
                self,
                *,
                key: str,
                account_id: AccountId,
                person_id: PersonId | None,
                now: dt.datetime,
            ) -> ActingIdentity | None:
                found = source.find_identity(
                    key=key, account_id=account_id, person_id=person_id, now=now
                )
                if key == "company" and not read.is_set():
                    read.set()
                    # Unless the rows are held, the other side is through by now.
                    taken.wait(timeout=0.2)
                return found

        def enter() -> None:
            if comes_by == "switch":
                session = Session.objects.get(public_id=started.session_id)
                actor = queries.actor_of_session(session)
                switch_identity(key="company", actor=actor, now=NOW)
                return
            with transaction.atomic():
                operations.complete_sign_in(
                    account=account,
                    methods=["pwd"],
                    visit=make_visit(),
                    replaces=started.session_id,
                    identity_key="company",
                    now=NOW,
                )

        def take_away() -> None:
            read.wait(timeout=30)
            source.is_bound = False
            with transaction.atomic():
                operations.refresh_session_permissions(account_id=AccountId(account.pk), now=NOW)
            taken.set()

        with ports.identity_source.replaced(Slow()):
            self.run(enter, take_away)

        session = Session.objects.get(ended_at__isnull=True)
        assert queries.actor_of_session(session).identity == ActingIdentity()

    def test_leave_no_session_of_an_account_that_was_just_frozen(self) -> None:
        make_agreement()
        account = make_account()
        begun, frozen = threading.Event(), threading.Event()

        def sign_in() -> None:
            with transaction.atomic():
                operations.complete_sign_in(
                    account=account, methods=["pwd"], visit=make_visit(), replaces=None, now=NOW
                )
                begun.set()
                frozen.wait(timeout=0.2)

        def freeze() -> None:
            begun.wait(timeout=30)
            freeze_account(
                account_id=AccountId(account.pk), reason="异常登录", officer=SYSTEM, now=NOW
            )
            frozen.set()

        self.run(sign_in, freeze)

        assert Session.objects.get().end_reason == SessionEnd.ACCOUNT_STOPPED
        assert not OutboxMessage.objects.exists()
