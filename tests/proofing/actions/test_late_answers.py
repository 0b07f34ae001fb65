"""Answers that come late, from jobs that were taken for dead: none of them is taken for another."""

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest
from typing_extensions import override

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId
from shiming.audit.models import AuditRecord
from shiming.messages.models import OutboxMessage
from shiming.proofing import errors, operations, ports
from shiming.proofing.actions.ask_register import ask_register
from shiming.proofing.actions.hand_in_live_check import hand_in_live_check
from shiming.proofing.actions.judge_live_check import judge_live_check
from shiming.proofing.actions.rescue_stuck import rescue_stuck
from shiming.proofing.actions.submit_case import submit_case
from shiming.proofing.models import CasePicture, Evidence, LiveSession, PersonBinding, ProofingCase
from shiming.proofing.operations import bindings
from shiming.proofing.ports import EngineUnavailable, FaceComparison
from shiming.proofing.types import CaseId, CaseState, ConsentKind, LiveSessionId
from shiming.registers import ports as registers_ports
from shiming.registers.types import Outcome, PopulationRequest, RegisterAnswer
from tests.factories.accounts import make_account, make_actor
from tests.proofing.fakes import FakeFaceEngine, FakeRegister, clip_of
from tests.proofing.walk import NOW, Walk

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(minutes=20)


@dataclasses.dataclass(kw_only=True)
class SlowRegister(FakeRegister):
    """Something happens while it thinks."""

    meanwhile: Callable[[], object]

    @override
    def check_two_factors(self, request: PopulationRequest) -> RegisterAnswer:
        answer = self._answer(request)
        self.meanwhile()
        return answer


@dataclasses.dataclass(kw_only=True)
class SlowFaceEngine(FakeFaceEngine):
    """Something happens while it compares."""

    meanwhile: Callable[[], object]

    @override
    def compare(self, *, probe: bytes, reference: bytes) -> FaceComparison | EngineUnavailable:
        self.meanwhile()
        # `super()` does not know the class that a dataclass with slots would have made anew.
        return FakeFaceEngine.compare(self, probe=probe, reference=reference)


class TestRegister:
    @pytest.mark.parametrize("outcome", Outcome)
    def test_does_not_speak_for_what_was_handed_in_anew(self, walk: Walk, outcome: Outcome) -> None:
        walk.to_form().confirm()
        agreed = walk.texts(ConsentKind.DATA_PROCESSING, ConsentKind.FACE)
        submit_case(actor=walk.actor, agreed_to=agreed, now=NOW)
        case_id = CaseId(walk.case.pk)

        def hand_in_anew() -> None:
            # By then another job was refused, and the form was changed.
            ProofingCase.objects.filter(pk=case_id).update(
                submitted_at=LATER, entered={**walk.case.entered, "name": "王样例"}
            )

        slow = SlowRegister(outcome=outcome, meanwhile=hand_in_anew)
        with registers_ports.population_register.replaced(slow):
            if outcome is Outcome.MATCH:
                with pytest.raises(errors.CaseMovedOn):
                    ask_register(case_id=case_id, now=NOW)
            else:
                ask_register(case_id=case_id, now=NOW)

        case = walk.case
        assert (case.state, case.register_outcome) == (CaseState.SUBMITTED, "")
        assert not Evidence.objects.exists()
        assert accounts.get_account(walk.account_id).person_id is None
        assert not OutboxMessage.objects.exists()


class TestFace:
    @pytest.fixture
    def second(self, walk: Walk, change_policy: Callable[..., None]) -> Walk:
        """Return the journey of a second account of somebody whose first one showed its face."""
        change_policy(tries_per_day=9)
        walk.to_live().show_face()
        actor = make_actor(make_account(mobile="15401000091"), now=NOW)
        second = dataclasses.replace(walk, actor=actor)
        second.to_live()
        return second

    @staticmethod
    def hand_in(walk: Walk, *, seed: int) -> LiveSessionId:
        started = walk.start_live()
        hand_in_live_check(
            actor=walk.actor,
            session_id=started.session_id,
            nonce=started.nonce,
            clip=clip_of(started.plan, seed=seed),
            now=NOW,
        )
        return started.session_id

    def test_attaches_nobody_whose_case_went_to_a_person_meanwhile(self, second: Walk) -> None:
        session_id = self.hand_in(second, seed=7)
        slow = SlowFaceEngine(
            readings=second.face.readings, meanwhile=lambda: rescue_stuck(now=LATER)
        )

        with ports.face_engine.replaced(slow):
            judged = judge_live_check(session_id=session_id, now=LATER)

        assert judged is None
        assert second.case.state == CaseState.MANUAL_REVIEW
        assert accounts.get_account(AccountId(second.account_id)).person_id is None
        assert Evidence.objects.filter(kind="live_face").count() == 1
        assert CasePicture.objects.filter(case=second.case, role="live_face").count() == 1

    def test_is_not_attached_where_the_case_alone_has_moved_on(self, second: Walk) -> None:
        session_id = self.hand_in(second, seed=7)
        case_id = second.case.pk

        def move_on() -> None:
            ProofingCase.objects.filter(pk=case_id).update(state=CaseState.MANUAL_REVIEW)

        slow = SlowFaceEngine(readings=second.face.readings, meanwhile=move_on)
        with ports.face_engine.replaced(slow):
            assert judge_live_check(session_id=session_id, now=LATER) is None

        assert accounts.get_account(AccountId(second.account_id)).person_id is None
        assert not AuditRecord.objects.filter(
            event="accounts.person.attached", subject=f"account:{second.account_id}"
        ).exists()

    def test_does_not_speak_for_a_later_live_check(self, walk: Walk) -> None:
        walk.to_live()
        session_id = self.hand_in(walk, seed=3)

        def judged_elsewhere_and_begun_anew() -> None:
            # The case is being checked again, for other frames.
            LiveSession.objects.filter(pk=session_id).update(judged_at=NOW)

        slow = SlowFaceEngine(
            readings=walk.face.readings, meanwhile=judged_elsewhere_and_begun_anew
        )
        with ports.face_engine.replaced(slow):
            assert judge_live_check(session_id=session_id, now=NOW) is None

        assert walk.case.state == CaseState.CHECKING
        assert not Evidence.objects.filter(kind="live_face").exists()


class TestAttributes:
    def test_are_not_enough_once_a_face_was_shown_in_this_very_moment(
        self, walk: Walk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """On PostgreSQL two transactions may look at the same time, before either has written."""
        walk.to_live().show_face()
        assert PersonBinding.objects.get().faceless_account_id is None
        late = make_actor(make_account(mobile="15401000091"), now=NOW)
        assert late.account_id is not None
        # What the look had found a moment ago.
        monkeypatch.setattr(bindings, "_is_taken", lambda **_: False)

        with pytest.raises(errors.CaseMovedOn):
            operations.bind_by_attributes(
                account_id=late.account_id,
                number=walk.member.document_number,
                name=walk.member.person_name,
                actor=late,
                now=NOW,
            )

    def test_still_go_for_the_account_that_showed_it(self, walk: Walk) -> None:
        walk.to_live().show_face()

        _, is_attached = operations.bind_by_attributes(
            account_id=walk.account_id,
            number=walk.member.document_number,
            name=walk.member.person_name,
            actor=walk.actor,
            now=NOW,
        )

        assert is_attached
