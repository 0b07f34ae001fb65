import dataclasses
import datetime as dt

import pytest

from shiming.accounts import operations, queries
from shiming.accounts.actions.resume_session import resume_session
from shiming.accounts.models import Account, Session
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountKind,
    AccountState,
    PersonId,
    ResumedSession,
    SessionEnd,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import ActingIdentity, Actor, system_actor
from shiming.kernel.levels import Level
from tests.accounts.conftest import FakeLevelSource, FakePermissionSource
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import (
    NOW,
    attach,
    make_account,
    make_account_of,
    make_visit,
    person_of,
    start_session,
)

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
SYSTEM = system_actor(device="tests")

pytestmark = pytest.mark.django_db


def resume(
    cookie_value: str, now: dt.datetime = NOW, *, may_rotate: bool = True
) -> ResumedSession | None:
    return resume_session(
        cookie_value=cookie_value, address="192.0.2.99", may_rotate=may_rotate, now=now
    )


def acting(cookie_value: str, now: dt.datetime = NOW) -> Actor:
    resumed = resume(cookie_value, now)
    assert resumed is not None
    return resumed.actor


class TestStartSession:
    def test_keeps_the_hash_of_the_cookie_only(self) -> None:
        started = start_session(make_account())

        session = Session.objects.get()
        assert session.pk == queries.session_key(started.cookie_value)
        assert len(session.pk) == 43
        assert started.cookie_value not in str(vars(session))

    def test_takes_the_level_from_whoever_computes_it(self, level_source: FakeLevelSource) -> None:
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)
        level_source.answer = (Level.INTERMEDIATE, NOW + HOUR)

        started = start_session(account)

        session = Session.objects.get()
        assert started.level is Level.INTERMEDIATE
        assert session.level_until == NOW + HOUR

    def test_gives_a_person_without_evidence_the_level_of_an_account(
        self, level_source: FakeLevelSource
    ) -> None:
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)
        level_source.answer = (Level.ANONYMOUS, None)

        assert start_session(account).level is Level.REGISTERED

    def test_carries_the_permissions_of_the_account(
        self, permission_source: FakePermissionSource
    ) -> None:
        permission_source.answer = frozenset({"proofing:case:review"})

        started = start_session(make_account(kind=AccountKind.STAFF))

        assert acting(started.cookie_value).may("proofing:case:review")


class TestResumeSession:
    def test_returns_who_acts(self) -> None:
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)
        started = start_session(account)

        actor = acting(started.cookie_value)

        assert actor.account_id == account.pk
        assert actor.person_id == account.person_id
        assert actor.session_id == started.session_id
        assert actor.methods == ("pwd",)
        assert actor.factors == {"pwd": NOW}
        assert actor.address == "192.0.2.99"

    @pytest.mark.parametrize("value", ["", "x", "\x00", "x" * 200])
    def test_returns_nothing_for_an_invented_cookie(self, value: str) -> None:
        assert resume(value) is None

    @pytest.mark.requirement("S21-4")
    def test_ends_after_a_quarter_of_an_hour_of_rest(self) -> None:
        value = start_session(make_account()).cookie_value

        assert resume(value, NOW + 14 * MINUTE) is not None
        assert resume(value, NOW + 28 * MINUTE) is not None
        assert resume(value, NOW + 43 * MINUTE) is None

    def test_lets_staff_rest_for_half_an_hour(self) -> None:
        value = start_session(make_account(kind=AccountKind.STAFF)).cookie_value

        assert resume(value, NOW + 29 * MINUTE) is not None
        assert resume(value, NOW + 58 * MINUTE) is not None
        assert resume(value, NOW + 88 * MINUTE) is None

    def test_ends_after_twelve_hours_whatever_happens(self) -> None:
        value = start_session(make_account()).cookie_value
        now = NOW
        while now < NOW + 12 * HOUR - 10 * MINUTE:
            now += 10 * MINUTE
            assert resume(value, now) is not None

        assert resume(value, NOW + 12 * HOUR) is None

    def test_reads_once_and_writes_at_most_once_a_minute(
        self, django_assert_num_queries: pytest.FixtureRequest
    ) -> None:
        value = start_session(make_account()).cookie_value

        with django_assert_num_queries(1):  # type: ignore[operator]  # a function of pytest-django
            resume(value, NOW + dt.timedelta(seconds=59))
        resume(value, NOW + MINUTE)

        assert Session.objects.get().last_seen_at == NOW + MINUTE

    def test_computes_a_level_anew_that_has_run_out(self, level_source: FakeLevelSource) -> None:
        level_source.answer = (Level.INTERMEDIATE, NOW + 5 * MINUTE)
        value = start_session(make_account_of(PROOFED_CITIZEN, is_attached=True)).cookie_value
        level_source.answer = (Level.PRIMARY, None)

        before = acting(value, NOW + 4 * MINUTE)
        after = acting(value, NOW + 5 * MINUTE)

        assert (before.level, after.level) == (Level.INTERMEDIATE, Level.PRIMARY)


class TestRefreshSessionLevels:
    @pytest.fixture(autouse=True)
    def _source(self, level_source: FakeLevelSource) -> None:
        self.source = level_source

    def raise_level(self, person_id: PersonId, level: Level = Level.INTERMEDIATE) -> None:
        self.source.answer = (level, NOW + HOUR)
        operations.refresh_session_levels(person_id=person_id, actor=SYSTEM, now=NOW)

    def test_raises_every_live_session_of_an_account(self) -> None:
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)
        for _ in range(2):
            start_session(account)

        self.raise_level(person_of(account))

        assert set(Session.objects.values_list("level", flat=True)) == {Level.INTERMEDIATE}

    def test_lifts_no_second_account_without_a_proof_of_its_own(self) -> None:
        """Who can open one account has not shown to be the person of the other."""
        first, second = make_account_of(PROOFED_CITIZEN), make_account()
        person_id = attach(first, PROOFED_CITIZEN)
        attach(second, PROOFED_CITIZEN)
        for account in (first, second):
            account.refresh_from_db()
            start_session(account)
        self.source.answers[AccountId(second.pk)] = (Level.REGISTERED, None)

        self.raise_level(person_id)

        levels = dict(Session.objects.values_list("account_id", "level"))
        assert levels == {first.pk: Level.INTERMEDIATE, second.pk: Level.REGISTERED}

    def test_gives_the_cookie_a_new_value_and_keeps_the_public_id(self) -> None:
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)
        started = start_session(account)
        self.raise_level(person_of(account))

        resumed = resume(started.cookie_value)

        assert resumed is not None
        assert resumed.new_cookie_value not in {None, started.cookie_value}
        assert resumed.actor.session_id == started.session_id
        assert resume(started.cookie_value) is None
        again = resume(resumed.new_cookie_value or "")
        assert again is not None
        assert again.new_cookie_value is None
        assert again.actor.session_id == started.session_id

    def test_rotates_only_where_the_answer_surely_arrives(self) -> None:
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)
        started = start_session(account)
        self.raise_level(person_of(account))

        resumed = resume(started.cookie_value, may_rotate=False)

        assert resumed is not None
        assert resumed.new_cookie_value is None
        assert resume(started.cookie_value) is not None

    def test_does_not_rotate_for_an_equal_level(self) -> None:
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)
        started = start_session(account)

        self.raise_level(person_of(account), Level.PRIMARY)

        assert not Session.objects.get(public_id=started.session_id).rotation_due

    @pytest.mark.requirement("S13-2")
    def test_activates_an_account_that_waited_for_the_face(self) -> None:
        account = make_account(state=AccountState.PENDING)
        start_session(account)
        person_id = attach(account, PROOFED_CITIZEN)

        self.raise_level(person_id, Level.PRIMARY)
        assert Session.objects.get().level == Level.ANONYMOUS
        self.raise_level(person_id)

        account.refresh_from_db()
        assert account.state == AccountState.ACTIVE
        assert Session.objects.get().level == Level.INTERMEDIATE
        assert AuditRecord.objects.filter(event=AccountEvent.ACTIVATED).count() == 1


class TestLevelThatRunsOut:
    def test_takes_the_capacity_along_that_it_carried(self, level_source: FakeLevelSource) -> None:
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)
        level_source.answer = (Level.INTERMEDIATE, NOW + HOUR)
        started = start_session(account)
        Session.objects.update(
            acting={"kind": "office", "key": "office:1", "permissions": ["a:b:c"]}
        )
        level_source.answer = (Level.PRIMARY, None)

        before = acting(started.cookie_value, NOW + 5 * MINUTE)
        Session.objects.update(idle_until=NOW + 2 * HOUR)
        after = acting(started.cookie_value, NOW + HOUR)

        assert (before.level, before.may("a:b:c")) == (Level.INTERMEDIATE, True)
        assert (after.level, after.identity) == (Level.PRIMARY, ActingIdentity())

    def test_ends_a_unit_that_came_alone(self, level_source: FakeLevelSource) -> None:
        level_source.answer = (Level.INTERMEDIATE, NOW + MINUTE)
        started = start_session(make_account_of(PROOFED_CITIZEN, is_attached=True))
        Session.objects.update(acting={"kind": "unit", "key": "unit:1", "permissions": []})
        level_source.answer = (Level.PRIMARY, None)

        assert resume(started.cookie_value, NOW + MINUTE) is None
        assert Session.objects.get().end_reason == SessionEnd.ACCOUNT_STOPPED


class TestRecordFactor:
    def test_notes_when_it_was_proven_and_rotates(self) -> None:
        started = start_session(make_account())

        operations.record_factor(session_id=started.session_id, method="face", now=NOW + MINUTE)

        actor = acting(started.cookie_value, NOW + MINUTE)
        assert actor.methods == ("face", "pwd")
        assert actor.factors == {"pwd": NOW, "face": NOW + MINUTE}
        assert resume(started.cookie_value, NOW + MINUTE) is None


class TestRefreshSessionPermissions:
    def test_changes_live_sessions(self, permission_source: FakePermissionSource) -> None:
        account = make_account()
        started = start_session(account)
        permission_source.answer = frozenset({"a:b:c"})

        operations.refresh_session_permissions(account_id=AccountId(account.pk), now=NOW)

        assert acting(started.cookie_value).may("a:b:c")

    def test_keeps_holding_a_session_whose_contacts_are_missing(
        self, permission_source: FakePermissionSource
    ) -> None:
        account = make_account()
        start_session(account)
        Session.objects.update(acting={"kind": "self", "permissions": [], "must_complete": True})
        permission_source.answer = frozenset({"proofing:case:review"})

        operations.refresh_session_permissions(account_id=AccountId(account.pk), now=NOW)

        kept = Session.objects.get().acting
        assert (kept["permissions"], kept["must_complete"]) == (["proofing:case:review"], True)


class TestEndSessions:
    def test_ends_a_session_once(self) -> None:
        started = start_session(make_account())

        ended = [
            operations.end_session(
                session_id=started.session_id,
                reason=SessionEnd.SIGNED_OUT,
                actor=SYSTEM,
                now=NOW,
            )
            for _ in range(2)
        ]

        assert ended == [True, False]
        assert resume(started.cookie_value) is None
        assert AuditRecord.objects.filter(event=AccountEvent.SESSION_ENDED).count() == 1

    def test_ends_all_sessions_of_an_account_but_those_to_keep(self) -> None:
        account = make_account()
        kept, other = start_session(account), start_session(account)
        somebody_elses = start_session(make_account())

        count = operations.end_sessions_of_account(
            account_id=AccountId(account.pk),
            reason=SessionEnd.ACCOUNT_STOPPED,
            actor=SYSTEM,
            now=NOW,
            keep=[kept.session_id],
        )

        assert count == 1
        assert resume(kept.cookie_value) is not None
        assert resume(other.cookie_value) is None
        assert resume(somebody_elses.cookie_value) is not None


class TestListSessions:
    def test_lists_live_sessions_of_the_account_with_the_latest_first(self) -> None:
        account = make_account()
        old = start_session(account, visit=make_visit(address="192.0.2.1"), now=NOW - 13 * HOUR)
        first = start_session(account, visit=make_visit(address="192.0.2.2"), now=NOW)
        second = start_session(account, visit=make_visit(address="192.0.2.3"), now=NOW + MINUTE)
        start_session(make_account())

        listed = queries.list_sessions(AccountId(account.pk), now=NOW + MINUTE)

        assert [session.id for session in listed] == [second.session_id, first.session_id]
        assert old.session_id not in {session.id for session in listed}
        assert dataclasses.asdict(listed[0])["address"] == "192.0.2.3"

    def test_survives_the_deletion_of_nothing_else(self) -> None:
        account = make_account()
        Account.objects.filter(pk=account.pk).update(state=AccountState.CLOSED)

        assert queries.list_sessions(AccountId(account.pk), now=NOW) == []
