import dataclasses
from collections.abc import Sequence

import pytest

from shiming.proofing.policies import liveness
from shiming.proofing.policies.liveness import TimedFrame
from shiming.proofing.ports import FrameReading
from shiming.proofing.types import LiveAction, LivenessPolicy, LiveProblem, LiveVerdict, PassiveBand
from tests.proofing.fakes import ACTING, CALM, STEP_MS, moments, perform

POLICY = LivenessPolicy()
PLAN = liveness.plan_of(
    actions=[LiveAction.BLINK, LiveAction.TURN_LEFT, LiveAction.OPEN_MOUTH], policy=POLICY
)
NOBODY = FrameReading(faces=0)


def timed(readings: Sequence[FrameReading]) -> list[TimedFrame]:
    return [
        TimedFrame(at_ms=at_ms, digest=f"picture {at_ms}", reading=reading)
        for at_ms, reading in zip(moments(PLAN), readings, strict=True)
    ]


def judge(frames: Sequence[TimedFrame]) -> LiveVerdict:
    return liveness.judge(frames=frames, plan=PLAN, policy=POLICY)


def everywhere(**changes: object) -> list[FrameReading]:
    return [dataclasses.replace(reading, **changes) for reading in perform(PLAN)]  # type: ignore[arg-type]  # the test knows the field


class TestPlanOf:
    def test_gives_each_action_its_own_window_after_a_moment_of_calm(self) -> None:
        windows = [(one.action, one.start_ms, one.end_ms) for one in PLAN]

        assert windows == [
            (LiveAction.BLINK, 1500, 4500),
            (LiveAction.TURN_LEFT, 4500, 7500),
            (LiveAction.OPEN_MOUTH, 7500, 10500),
        ]


class TestThinOut:
    def test_keeps_all_of_few_frames(self) -> None:
        assert liveness.thin_out(count=3, most=60) == (0, 1, 2)

    def test_spreads_what_it_keeps_of_many_from_first_to_last(self) -> None:
        kept = liveness.thin_out(count=101, most=6)

        assert kept == (0, 20, 40, 60, 80, 100)


class TestJudge:
    def test_is_convinced_by_somebody_who_does_what_is_asked(self) -> None:
        verdict = judge(timed(perform(PLAN)))

        assert verdict.is_convincing
        assert (verdict.passive, verdict.passive_score) == (PassiveBand.LIVE, 0.97)
        assert verdict.best_frame is not None

    @pytest.mark.parametrize("action", list(LiveAction))
    def test_knows_every_action(self, action: LiveAction) -> None:
        plan = liveness.plan_of(actions=[LiveAction.BLINK, action], policy=POLICY)
        plan = plan if action is not LiveAction.BLINK else plan[:1]
        readings = perform(plan, step_ms=120)
        frames = [
            TimedFrame(at_ms=at_ms, digest=str(at_ms), reading=reading)
            for at_ms, reading in zip(moments(plan, step_ms=120), readings, strict=True)
        ]
        policy = dataclasses.replace(POLICY, min_frames=10)

        assert liveness.judge(frames=frames, plan=plan, policy=policy).is_convincing

        still = [dataclasses.replace(frame, reading=CALM) for frame in frames]
        verdict = liveness.judge(frames=still, plan=plan, policy=policy)
        assert verdict.problem is LiveProblem.ACTION_MISSING

    def test_takes_the_sharpest_calm_frame_as_the_best(self) -> None:
        readings = perform(PLAN)
        readings[3] = dataclasses.replace(CALM, sharpness=99.0)
        readings[10] = dataclasses.replace(ACTING[LiveAction.TURN_LEFT], sharpness=200.0)

        assert judge(timed(readings)).best_frame == 3

    def test_wants_enough_frames(self) -> None:
        assert judge(timed(perform(PLAN))[:20]).problem is LiveProblem.TOO_FEW_FRAMES

    def test_wants_no_gaps(self) -> None:
        frames = timed(perform(PLAN))

        with_gap = frames[:10] + frames[18:]
        assert judge(with_gap).problem is LiveProblem.FRAMES_MISSING
        assert judge(frames[:-8]).problem is LiveProblem.FRAMES_MISSING
        assert judge(frames[8:]).problem is LiveProblem.FRAMES_MISSING

    def test_wants_time_to_run_forwards(self) -> None:
        frames = timed(perform(PLAN))
        frames[5] = dataclasses.replace(frames[5], at_ms=frames[4].at_ms)

        assert judge(frames).problem is LiveProblem.FRAMES_MISSING

    def test_takes_one_picture_sent_again_and_again_for_frozen(self) -> None:
        frames = [dataclasses.replace(frame, digest="the same") for frame in timed(perform(PLAN))]

        assert judge(frames).problem is LiveProblem.FROZEN

    def test_bears_a_frame_that_a_slow_camera_gives_twice(self) -> None:
        frames = timed(perform(PLAN))
        frames[1] = dataclasses.replace(frames[1], digest=frames[0].digest)

        assert judge(frames).is_convincing

    @pytest.mark.parametrize(
        ("reading", "problem"),
        [
            (NOBODY, LiveProblem.NO_FACE),
            (dataclasses.replace(CALM, faces=2), LiveProblem.TWO_FACES),
            (dataclasses.replace(CALM, brightness=20.0), LiveProblem.TOO_DARK),
            (dataclasses.replace(CALM, face_share=0.1), LiveProblem.TOO_FAR),
            (dataclasses.replace(CALM, face_share=0.9), LiveProblem.TOO_CLOSE),
        ],
    )
    def test_says_what_is_wrong_before_the_camera(
        self, reading: FrameReading, problem: LiveProblem
    ) -> None:
        assert judge(timed([reading] * len(moments(PLAN)))).problem is problem

    def test_bears_a_face_that_is_lost_for_a_moment(self) -> None:
        readings = perform(PLAN)
        readings[0] = readings[1] = NOBODY

        assert judge(timed(readings)).is_convincing

    def test_sees_that_somebody_else_took_over(self) -> None:
        readings = perform(PLAN)
        readings[30:] = [dataclasses.replace(one, similarity=0.1) for one in readings[30:]]

        assert judge(timed(readings)).problem is LiveProblem.OTHER_FACE

    def test_expects_less_likeness_of_a_turned_head(self) -> None:
        readings = perform(PLAN)

        assert any(reading.similarity == 0.3 for reading in readings)
        assert judge(timed(readings)).is_convincing

    def test_names_the_action_that_is_missing(self) -> None:
        readings = [
            CALM if reading is ACTING[LiveAction.TURN_LEFT] else reading
            for reading in perform(PLAN)
        ]

        verdict = judge(timed(readings))

        assert verdict.problem is LiveProblem.ACTION_MISSING
        assert verdict.failed_action is LiveAction.TURN_LEFT

    def test_does_not_take_an_action_at_another_time_for_the_right_one(self) -> None:
        other_order = liveness.plan_of(
            actions=[LiveAction.TURN_LEFT, LiveAction.OPEN_MOUTH, LiveAction.BLINK], policy=POLICY
        )

        assert judge(timed(perform(other_order))).problem is LiveProblem.ACTION_MISSING

    def test_does_not_take_a_wink_for_a_blink(self) -> None:
        readings = [dataclasses.replace(reading, blink_right=0.1) for reading in perform(PLAN)]

        assert judge(timed(readings)).failed_action is LiveAction.BLINK

    def test_does_not_take_eyes_that_are_always_shut_for_a_blink(self) -> None:
        verdict = judge(timed(everywhere(blink_left=0.8, blink_right=0.8)))

        assert verdict.failed_action is LiveAction.BLINK

    def test_does_not_take_a_mouth_that_is_always_open_for_opening_it(self) -> None:
        verdict = judge(timed(everywhere(jaw_open=0.6, mouth_ratio=0.6)))

        assert verdict.failed_action is LiveAction.OPEN_MOUTH

    def test_does_not_take_a_head_that_is_always_turned_for_turning(self) -> None:
        plan = liveness.plan_of(actions=[LiveAction.TURN_LEFT], policy=POLICY)
        turned = [ACTING[LiveAction.TURN_LEFT]] * len(moments(plan))
        frames = [
            TimedFrame(at_ms=at_ms, digest=str(at_ms), reading=reading)
            for at_ms, reading in zip(moments(plan), turned, strict=True)
        ]

        verdict = liveness.judge(
            frames=frames, plan=plan, policy=dataclasses.replace(POLICY, min_frames=10)
        )

        assert verdict.failed_action is LiveAction.TURN_LEFT

    @pytest.mark.parametrize(
        "foreign", [LiveAction.TURN_LEFT, LiveAction.TURN_RIGHT, LiveAction.OPEN_MOUTH]
    )
    def test_catches_a_recording_that_does_everything_all_the_time(
        self, foreign: LiveAction
    ) -> None:
        readings = perform(PLAN)
        place = next(i for i, at_ms in enumerate(moments(PLAN)) if at_ms > 4000)
        readings[place] = ACTING[foreign]

        verdict = judge(timed(readings))

        assert verdict.problem is LiveProblem.ACTION_FOREIGN
        assert verdict.failed_action is LiveAction.BLINK

    def test_lets_an_action_run_on_for_a_moment(self) -> None:
        readings = perform(PLAN)
        place = next(i for i, at_ms in enumerate(moments(PLAN)) if at_ms > 7600)
        readings[place] = ACTING[LiveAction.TURN_LEFT]

        assert judge(timed(readings)).is_convincing

    def test_says_that_nothing_was_measured_where_a_weight_is_missing(self) -> None:
        for missing in ({"yaw": None}, {"blink_left": None}, {"similarity": None}):
            verdict = judge(timed(everywhere(**missing)))

            assert verdict.problem is None
            assert not verdict.is_measured
            assert not verdict.is_convincing

    def test_has_no_nod_without_a_pitch(self) -> None:
        plan = liveness.plan_of(actions=[LiveAction.NOD], policy=POLICY)
        frames = [
            TimedFrame(
                at_ms=at_ms, digest=str(at_ms), reading=dataclasses.replace(CALM, pitch=None)
            )
            for at_ms in moments(plan)
        ]

        verdict = liveness.judge(
            frames=frames, plan=plan, policy=dataclasses.replace(POLICY, min_frames=10)
        )

        assert verdict.failed_action is LiveAction.NOD

    def test_works_at_the_frame_rate_that_is_left_after_thinning(self) -> None:
        assert PLAN[-1].end_ms / POLICY.judged_frames <= STEP_MS


class TestPassiveBand:
    @pytest.mark.parametrize(
        ("score", "band"),
        [
            (None, PassiveBand.MISSING),
            (0.95, PassiveBand.LIVE),
            (0.9, PassiveBand.GREY),
            (0.3, PassiveBand.GREY),
            (0.29, PassiveBand.ATTACK),
        ],
    )
    def test_is_one_of_four(self, score: float | None, band: PassiveBand) -> None:
        assert liveness.passive_band(score=score, policy=POLICY) is band

    def test_is_missing_where_no_frame_has_a_score(self) -> None:
        assert judge(timed(everywhere(passive_live=None))).passive is PassiveBand.MISSING
