"""Judges a live check from the readings of its frames (B4): the server decides, not the page."""

import dataclasses
import itertools
import statistics
from collections import Counter
from collections.abc import Callable, Sequence

from shiming.proofing.ports import FrameReading
from shiming.proofing.types import (
    LiveAction,
    LivenessPolicy,
    LiveProblem,
    LiveVerdict,
    PassiveBand,
    PlannedAction,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TimedFrame:
    """One frame: when it was taken, which bytes it was, and what the engine measured on it."""

    at_ms: int
    digest: str
    reading: FrameReading


def plan_of(*, actions: Sequence[LiveAction], policy: LivenessPolicy) -> tuple[PlannedAction, ...]:
    """Return the windows for `actions`, one after the other, after a moment of looking straight."""
    return tuple(
        PlannedAction(
            action=action,
            start_ms=policy.lead_ms + place * policy.window_ms,
            end_ms=policy.lead_ms + (place + 1) * policy.window_ms,
        )
        for place, action in enumerate(actions)
    )


def thin_out(*, count: int, most: int) -> tuple[int, ...]:
    """Return the places of at most `most` of `count` frames, evenly spread, first and last kept."""
    if count <= most:
        return tuple(range(count))
    return tuple(round(place * (count - 1) / (most - 1)) for place in range(most))


def judge(
    *,
    frames: Sequence[TimedFrame],
    plan: Sequence[PlannedAction],
    policy: LivenessPolicy,
) -> LiveVerdict:
    """
    Return whether a live person, the same throughout, did what was asked, in time and in order.

    The first thing that is wrong is named, the plainest first. Where the engine lacks the weights
    for it, the verdict says that nothing was measured.
    """
    for check in (_problem_of_clip, _problem_of_scene):
        if problem := check(frames, plan, policy):
            return LiveVerdict(problem=problem)
    shown = [frame for frame in frames if frame.reading.faces == 1]
    if not _is_measured(shown):
        return LiveVerdict(problem=None, is_measured=False, best_frame=_best_frame(frames, policy))
    if _is_other_face(shown, policy):
        return LiveVerdict(problem=LiveProblem.OTHER_FACE)
    for planned in plan:
        if not _DONE[planned.action](_within(shown, planned), shown, policy):
            return LiveVerdict(problem=LiveProblem.ACTION_MISSING, failed_action=planned.action)
    for planned in plan:
        if _does_other_action(_after_reaction(shown, planned, policy), planned, policy):
            return LiveVerdict(problem=LiveProblem.ACTION_FOREIGN, failed_action=planned.action)
    score = _passive_score(shown, policy)
    return LiveVerdict(
        problem=None,
        passive=passive_band(score=score, policy=policy),
        passive_score=score,
        best_frame=_best_frame(frames, policy),
    )


def passive_band(*, score: float | None, policy: LivenessPolicy) -> PassiveBand:
    """Return what the passive signal says: it informs a person, it is never a verdict."""
    if score is None:
        return PassiveBand.MISSING
    if score > policy.passive_live:
        return PassiveBand.LIVE
    return PassiveBand.ATTACK if score < policy.passive_attack else PassiveBand.GREY


def _problem_of_clip(
    frames: Sequence[TimedFrame], plan: Sequence[PlannedAction], policy: LivenessPolicy
) -> LiveProblem | None:
    """Return what is wrong with the frames as such: too few, gaps, or the same picture again."""
    if len(frames) < policy.min_frames:
        return LiveProblem.TOO_FEW_FRAMES
    times = [0, *(frame.at_ms for frame in frames), plan[-1].end_ms]
    steps = [later - earlier for earlier, later in itertools.pairwise(times)]
    # Frames may run on past the last window, but never backwards.
    if min(steps[1:-1]) <= 0 or max(steps) > policy.max_gap_ms:
        return LiveProblem.FRAMES_MISSING
    most_shown = max(Counter(frame.digest for frame in frames).values())
    if most_shown > 1 and most_shown / len(frames) > policy.max_same_share:
        return LiveProblem.FROZEN
    return None


def _problem_of_scene(
    frames: Sequence[TimedFrame], _plan: Sequence[PlannedAction], policy: LivenessPolicy
) -> LiveProblem | None:
    """Return what is wrong before the camera: nobody, two people, dark, too far or too close."""
    readings = [frame.reading for frame in frames]
    shown = [reading for reading in readings if reading.faces]
    if len(shown) < (1 - policy.max_faceless_share) * len(readings):
        return LiveProblem.NO_FACE
    if sum(reading.faces > 1 for reading in readings) > policy.max_two_faces_share * len(readings):
        return LiveProblem.TWO_FACES
    if statistics.median(reading.brightness for reading in shown) < policy.min_brightness:
        return LiveProblem.TOO_DARK
    share = statistics.median(reading.face_share for reading in shown)
    if share < policy.min_face_share:
        return LiveProblem.TOO_FAR
    return LiveProblem.TOO_CLOSE if share > policy.max_face_share else None


def _is_measured(shown: Sequence[TimedFrame]) -> bool:
    """Tell whether the engine had the weights that actions and likeness are judged by."""
    return any(
        frame.reading.yaw is not None and frame.reading.blink_left is not None for frame in shown
    ) and any(frame.reading.similarity is not None for frame in shown)


def _is_other_face(shown: Sequence[TimedFrame], policy: LivenessPolicy) -> bool:
    """Tell whether the frames show more than one person; a turned head looks less like itself."""
    odd = sum(
        frame.reading.similarity is None
        or frame.reading.similarity
        < (policy.same_face_straight if _is_straight(frame, policy) else policy.same_face_turned)
        for frame in shown
    )
    return odd > policy.max_odd_face_share * len(shown)


def _is_straight(frame: TimedFrame, policy: LivenessPolicy) -> bool:
    return abs(frame.reading.yaw or 0.0) < policy.yaw_straight


def _within(shown: Sequence[TimedFrame], planned: PlannedAction) -> list[TimedFrame]:
    return [frame for frame in shown if planned.start_ms <= frame.at_ms < planned.end_ms]


def _after_reaction(
    shown: Sequence[TimedFrame], planned: PlannedAction, policy: LivenessPolicy
) -> list[TimedFrame]:
    """Return the frames of a window in which the action before it must be over."""
    start = planned.start_ms + policy.reaction_ms
    return [frame for frame in shown if start <= frame.at_ms < planned.end_ms]


def _closed(reading: FrameReading) -> float:
    """Return how far both eyes are closed: a wink closes only one."""
    return min(reading.blink_left or 0.0, reading.blink_right or 0.0)


def _has_blinked(
    window: Sequence[TimedFrame], shown: Sequence[TimedFrame], policy: LivenessPolicy
) -> bool:
    is_mostly_open = (
        statistics.median(_closed(frame.reading) for frame in shown) < policy.blink_open
    )
    return is_mostly_open and any(_closed(frame.reading) > policy.blink_closed for frame in window)


def _is_mouth_open(reading: FrameReading, policy: LivenessPolicy) -> bool:
    return (reading.jaw_open or 0.0) > policy.jaw_open and (
        reading.mouth_ratio or 0.0
    ) > policy.mouth_ratio


def _has_opened_mouth(
    window: Sequence[TimedFrame], shown: Sequence[TimedFrame], policy: LivenessPolicy
) -> bool:
    is_mostly_shut = 2 * sum(_is_mouth_open(frame.reading, policy) for frame in shown) < len(shown)
    return is_mostly_shut and any(_is_mouth_open(frame.reading, policy) for frame in window)


def _has_turned(
    window: Sequence[TimedFrame], shown: Sequence[TimedFrame], policy: LivenessPolicy, sign: int
) -> bool:
    """Tell whether the head turned within the window, starting from looking straight."""
    turned_at = next(
        (frame.at_ms for frame in window if sign * (frame.reading.yaw or 0.0) > policy.yaw_turned),
        None,
    )
    return turned_at is not None and any(
        _is_straight(frame, policy) for frame in shown if frame.at_ms < turned_at
    )


def _has_turned_left(
    window: Sequence[TimedFrame], shown: Sequence[TimedFrame], policy: LivenessPolicy
) -> bool:
    return _has_turned(window, shown, policy, 1)


def _has_turned_right(
    window: Sequence[TimedFrame], shown: Sequence[TimedFrame], policy: LivenessPolicy
) -> bool:
    return _has_turned(window, shown, policy, -1)


def _has_nodded(
    window: Sequence[TimedFrame], _shown: Sequence[TimedFrame], policy: LivenessPolicy
) -> bool:
    pitches = [frame.reading.pitch for frame in window if frame.reading.pitch is not None]
    return bool(pitches) and max(pitches) - min(pitches) > policy.pitch_nod


_DONE: dict[
    LiveAction, Callable[[Sequence[TimedFrame], Sequence[TimedFrame], LivenessPolicy], bool]
] = {
    LiveAction.BLINK: _has_blinked,
    LiveAction.OPEN_MOUTH: _has_opened_mouth,
    LiveAction.TURN_LEFT: _has_turned_left,
    LiveAction.TURN_RIGHT: _has_turned_right,
    LiveAction.NOD: _has_nodded,
}


def _does_other_action(
    window: Sequence[TimedFrame], planned: PlannedAction, policy: LivenessPolicy
) -> bool:
    """
    Tell whether another action than the asked one is done in its window.

    A recording that runs through all actions all the time is caught by this. Blinking is left out,
    for everybody does it, and so is the mouth of a turned head, which is measured badly.
    """
    if planned.action is not LiveAction.OPEN_MOUTH and any(
        _is_mouth_open(frame.reading, policy) for frame in window if _is_straight(frame, policy)
    ):
        return True
    turns = [frame.reading.yaw or 0.0 for frame in window]
    is_left = any(yaw > policy.yaw_turned for yaw in turns)
    is_right = any(yaw < -policy.yaw_turned for yaw in turns)
    return (is_left and planned.action is not LiveAction.TURN_LEFT) or (
        is_right and planned.action is not LiveAction.TURN_RIGHT
    )


def _passive_score(shown: Sequence[TimedFrame], policy: LivenessPolicy) -> float | None:
    scores = [
        frame.reading.passive_live
        for frame in shown
        if frame.reading.passive_live is not None and _is_straight(frame, policy)
    ]
    return statistics.median(scores) if scores else None


def _best_frame(frames: Sequence[TimedFrame], policy: LivenessPolicy) -> int | None:
    """Return the place of the sharpest frame that looks straight with open eyes and shut mouth."""

    def fitness(place: int) -> tuple[bool, float]:
        frame = frames[place]
        is_calm = (
            _is_straight(frame, policy)
            and _closed(frame.reading) < policy.blink_open
            and not _is_mouth_open(frame.reading, policy)
        )
        return is_calm, frame.reading.sharpness

    places = [place for place, frame in enumerate(frames) if frame.reading.faces == 1]
    return max(places, key=fitness, default=None)
