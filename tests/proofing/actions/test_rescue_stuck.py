import datetime as dt

import pytest

from shiming.proofing import queries
from shiming.proofing.actions.hand_in_live_check import hand_in_live_check
from shiming.proofing.actions.keep_picture import keep_picture
from shiming.proofing.actions.rescue_stuck import rescue_stuck
from shiming.proofing.policies import clips
from shiming.proofing.types import CaseState, PictureRole, PictureState, PictureWay, StepKey
from tests.proofing.fakes import clip_of, jpeg
from tests.proofing.walk import NOW, Walk, run_jobs

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(minutes=16)


class TestRescueStuck:
    @pytest.mark.parametrize("is_broken", [False, True])
    def test_sends_a_check_that_no_engine_finished_to_a_person(
        self, walk: Walk, *, is_broken: bool
    ) -> None:
        started = walk.to_live().start_live()
        clip = clips.MAGIC if is_broken else clip_of(started.plan)
        hand_in_live_check(
            actor=walk.actor,
            session_id=started.session_id,
            nonce=started.nonce,
            clip=clip,
            now=NOW,
        )

        assert rescue_stuck(now=NOW + dt.timedelta(minutes=1)) == 0
        assert rescue_stuck(now=LATER) == 1
        assert rescue_stuck(now=LATER) == 0

        case = walk.case
        assert (case.state, case.causes) == (
            CaseState.MANUAL_REVIEW,
            ["face_engine_unavailable"],
        )
        assert (PictureRole.LIVE_FACE in queries.pictures_of(case=case)) is not is_broken
        # The job that comes back to life finds nothing to do.
        run_jobs(now=LATER)
        assert walk.case.state == CaseState.MANUAL_REVIEW

    def test_leaves_a_picture_that_no_engine_read_to_a_person(self, walk: Walk) -> None:
        walk.start()
        keep_picture(
            actor=walk.actor,
            step=StepKey.FRONT,
            content=jpeg(),
            way=PictureWay.CAMERA,
            now=NOW,
        )

        assert rescue_stuck(now=LATER) == 1

        front = queries.pictures_of(case=walk.case)[PictureRole.FRONT]
        assert front.state == PictureState.MANUAL
