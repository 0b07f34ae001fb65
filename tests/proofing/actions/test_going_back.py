"""Undoing, giving up, and trying again."""

import datetime as dt

import pytest

from shiming.audit.models import AuditRecord
from shiming.proofing import errors, queries
from shiming.proofing.actions.resume_case import resume_case
from shiming.proofing.actions.undo_step import undo_step
from shiming.proofing.actions.withdraw_case import withdraw_case
from shiming.proofing.journeys import online
from shiming.proofing.models import ProofingCase
from shiming.proofing.types import CaseState, PictureRole, StepKey
from shiming.registers.types import Outcome
from shiming.vault.models import VaultFile
from tests.proofing.walk import NOW, Walk

pytestmark = pytest.mark.django_db


def furthest(walk: Walk) -> StepKey:
    return online.furthest_step(queries.journey_state(case=walk.case)).key


class TestUndoStep:
    @pytest.mark.parametrize(
        ("step", "left", "then"),
        [
            (StepKey.DOCUMENT, set(), StepKey.DOCUMENT),
            (StepKey.FRONT, {PictureRole.BACK}, StepKey.FRONT),
            (StepKey.BACK, {PictureRole.FRONT}, StepKey.BACK),
            (StepKey.FORM, {PictureRole.FRONT, PictureRole.BACK}, StepKey.FORM),
        ],
    )
    def test_drops_what_the_step_gathered_and_opens_it_again(
        self, walk: Walk, step: StepKey, left: set[PictureRole], then: StepKey
    ) -> None:
        walk.to_form().confirm()

        undo_step(actor=walk.actor, step=step, now=NOW)

        assert set(queries.pictures_of(case=walk.case)) == left
        assert furthest(walk) is then
        shredded = VaultFile.objects.filter(shredded_at__isnull=False).count()
        assert shredded == 2 - len(left)

    def test_can_be_walked_to_the_end_afterwards(self, walk: Walk) -> None:
        walk.to_form().confirm()
        undo_step(actor=walk.actor, step=StepKey.FRONT, now=NOW)

        walk.photograph(StepKey.FRONT, shade=9).confirm().submit().show_face()

        assert walk.case.state == CaseState.PASSED

    @pytest.mark.parametrize("step", [StepKey.FORM, StepKey.REGISTER, StepKey.LIVE])
    def test_refuses_what_has_left_the_house(self, walk: Walk, step: StepKey) -> None:
        walk.to_live()

        with pytest.raises(errors.StepCannotBeUndone):
            undo_step(actor=walk.actor, step=step, now=NOW)
        assert walk.case.state == CaseState.LIVE


class TestWithdrawCase:
    @pytest.mark.parametrize("is_live", [False, True])
    def test_closes_the_case_so_that_a_new_one_can_begin(
        self, walk: Walk, *, is_live: bool
    ) -> None:
        walk.to_live() if is_live else walk.start()
        first = walk.case

        withdraw_case(actor=walk.actor, now=NOW)
        walk.start()

        first.refresh_from_db()
        assert first.state == CaseState.WITHDRAWN
        assert walk.case.pk != first.pk

    def test_refuses_what_is_decided(self, walk: Walk) -> None:
        walk.to_live().show_face()

        with pytest.raises(errors.CaseMovedOn):
            withdraw_case(actor=walk.actor, now=NOW)
        assert walk.case.state == CaseState.PASSED

    def test_refuses_where_there_is_nothing(self, walk: Walk) -> None:
        with pytest.raises(errors.CaseNotFound):
            withdraw_case(actor=walk.actor, now=NOW)


class TestResumeCase:
    def test_goes_back_to_the_form_after_a_mismatch(self, walk: Walk) -> None:
        walk.register.outcome = Outcome.MISMATCH
        walk.to_form().confirm().submit()

        assert resume_case(actor=walk.actor, now=NOW) is CaseState.DRAFT
        assert furthest(walk) is StepKey.FORM
        assert walk.case.entered["number"] == walk.member.number

        walk.register.outcome = Outcome.MATCH
        walk.confirm().submit().show_face()
        assert walk.case.state == CaseState.PASSED

    def test_goes_back_to_the_live_check_after_another_face(self, walk: Walk) -> None:
        walk.face.scores = [0.1]
        walk.to_live().show_face()

        assert resume_case(actor=walk.actor, now=NOW) is CaseState.LIVE

        walk.face.scores = [0.7]
        walk.show_face(seed=3)
        case = walk.case
        assert (case.state, case.refusal_code, case.refused_step) == (CaseState.PASSED, "", "")

    def test_refuses_what_is_not_refused(self, walk: Walk) -> None:
        walk.to_live()

        with pytest.raises(errors.CaseMovedOn):
            resume_case(actor=walk.actor, now=NOW)
        assert not AuditRecord.objects.filter(event="proofing.case.resumed").exists()

    def test_refuses_where_only_the_window_helps(self, walk: Walk) -> None:
        walk.register.outcome = Outcome.MISMATCH
        walk.to_form().confirm().submit()
        ProofingCase.objects.update(refusal_code=errors.UnderAge.code)

        with pytest.raises(errors.CaseMovedOn):
            resume_case(actor=walk.actor, now=NOW + dt.timedelta(days=1))
        assert walk.case.state == CaseState.REFUSED
