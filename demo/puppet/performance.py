"""What the puppet does in front of a camera: one action after the other, with rests between."""

import enum
import math
from collections.abc import Iterator, Sequence

import cv2

from demo.puppet.puppet import Pose, Puppet

FRAMES_PER_SECOND = 10
_SWAY = 1.5
_TURN = 40.0
_NOD = 22.0
_QUALITY = 90
_STEP_MS = 1000 // FRAMES_PER_SECOND
_REST_AFTER = 3 * FRAMES_PER_SECOND


class Action(enum.StrEnum):
    """What a live check can ask for."""

    BLINK = "blink"
    OPEN_MOUTH = "open_mouth"
    TURN_LEFT = "turn_left"
    """To the person's own left."""
    TURN_RIGHT = "turn_right"
    NOD = "nod"


# How far each action has gone, frame by frame.
_BLINK_COURSE = (0.5, 1.0, 1.0, 1.0, 1.0, 0.5)
_MOUTH_COURSE = (0.3, 0.7, 1.0, 1.0, 1.0, 0.7, 0.3)
_TURN_COURSE = (0.25, 0.5, 0.75, 1.0, 1.0, 1.0, 1.0, 0.75, 0.5, 0.25)
_NOD_COURSE = (0.4, 0.8, 1.0, 1.0, 0.6, 0.2, -0.1)


def poses_of(action: Action) -> tuple[Pose, ...]:
    """Return the poses of one action, ten to the second."""
    match action:
        case Action.BLINK:
            return tuple(Pose(blink=share) for share in _BLINK_COURSE)
        case Action.OPEN_MOUTH:
            return tuple(Pose(mouth=share) for share in _MOUTH_COURSE)
        case Action.TURN_LEFT:
            return tuple(Pose(yaw=_TURN * share) for share in _TURN_COURSE)
        case Action.TURN_RIGHT:
            return tuple(Pose(yaw=-_TURN * share) for share in _TURN_COURSE)
        case Action.NOD:
            return tuple(Pose(pitch=-_NOD * share) for share in _NOD_COURSE)


def perform(puppet: Puppet, actions: Sequence[Action], *, rest: int = 6) -> Iterator[bytes]:
    """Yield JPEG frames, ten to the second: a rest before, between and after the actions."""
    poses = [Pose()] * rest
    for action in actions:
        poses += [*poses_of(action), *[Pose()] * rest]
    for number, pose in enumerate(poses):
        yield draw_frame(puppet, pose, number)


def follow_plan(
    puppet: Puppet, windows: Sequence[tuple[Action, int, int]], *, lead_ms: int = 0
) -> Iterator[bytes]:
    """
    Yield JPEG frames, ten to the second, with each action in its window and rests between.

    A window says which action begins and ends when, in milliseconds from the beginning of the
    recording; the frames begin `lead_ms` before that, and end a rest after the last window.
    """
    end = max(stop for _, _, stop in windows) + lead_ms
    poses = [Pose()] * (end // _STEP_MS + _REST_AFTER)
    for action, start, stop in windows:
        course = poses_of(action)
        # In the middle of the window: a browser's clock and a camera's are never quite together.
        first = (lead_ms + (start + stop) // 2) // _STEP_MS - len(course) // 2
        poses[first : first + len(course)] = course
    for number, pose in enumerate(poses):
        yield draw_frame(puppet, pose, number)


def draw_frame(puppet: Puppet, pose: Pose, number: int) -> bytes:
    """Return frame `number` as JPEG: the pose, and a sway, for nobody holds still."""
    sway = (_SWAY * math.sin(number / 3), _SWAY * math.sin(number / 5))
    frame = puppet.draw(
        Pose(blink=pose.blink, mouth=pose.mouth, yaw=pose.yaw, pitch=pose.pitch, shift=sway)
    )
    return cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()
