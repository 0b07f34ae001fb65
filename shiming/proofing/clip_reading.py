"""
From the frames of a page to what the engine saw in them.

It stands beside the use cases that share it (the live check of a case and that of a sign-in):
the engines work outside of any transaction.
"""

import dataclasses
from collections.abc import Sequence

from shiming.kernel import pictures
from shiming.proofing import ports
from shiming.proofing.policies import clips, liveness
from shiming.proofing.policies.clips import Frame
from shiming.proofing.policies.liveness import TimedFrame
from shiming.proofing.ports import EngineUnavailable
from shiming.proofing.types import LiveAction, LiveVerdict, PlannedAction


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReadClip:
    """The frames that were looked at, and what they amount to (None: no engine could say)."""

    frames: tuple[Frame, ...]
    verdict: LiveVerdict | None
    engine: str


def read_clip(*, clip: bytes, plan: Sequence[dict[str, str | int]]) -> ReadClip:
    """
    Have the engine read the frames, and judge them by the plan that was drawn.

    :raises DomainError: if the clip cannot be unpacked, or holds what is no picture
    """
    frames = _clean_frames(clip=clip)
    status = ports.face_engine().status()
    engine = f"{status.engine} {status.version}".strip()
    readings = (
        ports.face_engine().read_frames(frames=[frame.content for frame in frames])
        if frames
        else ()
    )
    if isinstance(readings, EngineUnavailable):
        return ReadClip(frames=frames, verdict=None, engine=engine)
    verdict = liveness.judge(
        frames=[
            TimedFrame(at_ms=frame.at_ms, digest=frame.digest, reading=reading)
            for frame, reading in zip(frames, readings, strict=True)
        ],
        plan=[
            PlannedAction(
                action=LiveAction(str(one["action"])),
                start_ms=int(one["start_ms"]),
                end_ms=int(one["end_ms"]),
            )
            for one in plan
        ],
        policy=ports.policy().liveness,
    )
    return ReadClip(frames=frames, verdict=verdict, engine=engine)


def _clean_frames(*, clip: bytes) -> tuple[Frame, ...]:
    """Return as many frames as are judged, each made anew by the gate for pictures."""
    policy = ports.policy().liveness
    frames = clips.unpack(clip=clip, max_frames=policy.max_frames)
    places = liveness.thin_out(count=len(frames), most=policy.judged_frames)
    return tuple(
        Frame(
            at_ms=frames[place].at_ms,
            content=pictures.clean_picture(frames[place].content, max_side=1280).content,
        )
        for place in places
    )
