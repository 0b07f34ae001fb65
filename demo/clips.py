"""
Clips for a browser's fake camera: JPEG frames one after another in an `.mjpeg` file.

Chromium plays such a file at 30 frames a second, over and over, and takes the size of the first
frame. Overwriting the file between two `getUserMedia` calls switches the scene.
"""

import io
import os
import pathlib
from collections.abc import Iterable

from PIL import Image

from demo.cards.photographs import Distortion, photograph, to_jpeg
from demo.puppet.performance import FRAMES_PER_SECOND, Action, perform
from demo.puppet.puppet import Puppet

CAMERA_RATE = 30
_CARD_FRAME = (1280, 720)
_CARD_SHARE = 0.62


def write_clip(path: pathlib.Path, frames: Iterable[bytes], *, rate: int = CAMERA_RATE) -> None:
    """Write `frames` (JPEG, `rate` to the second) as a clip, in one go."""
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_bytes(b"".join(frame * (CAMERA_RATE // rate) for frame in frames))
    os.replace(unfinished, path)  # noqa: PTH105 - the same on every system, also over an open file


def write_card_clip(
    path: pathlib.Path, card: Image.Image, distortion: Distortion | None = None
) -> None:
    """Write a clip of a card held still before the camera (1280 x 720)."""
    scene = photograph(card, distortion or Distortion(scale=_CARD_SHARE), frame=_CARD_FRAME)
    write_clip(path, [to_jpeg(scene, quality=92)])


def write_face_clip(
    path: pathlib.Path, portrait: pathlib.Path, actions: Iterable[Action] = tuple(Action)
) -> None:
    """Write a clip (640 x 480) of the puppet of `portrait` doing `actions`, over and over."""
    frames = perform(Puppet(portrait), tuple(actions))
    write_clip(path, frames, rate=FRAMES_PER_SECOND)


def write_picture_clip(path: pathlib.Path, picture: bytes) -> None:
    """Write a clip of one still picture, such as a photograph held before the camera."""
    with Image.open(io.BytesIO(picture)) as image:
        write_clip(path, [to_jpeg(image, quality=92)])
