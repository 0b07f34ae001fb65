"""
The form in which the page sends the frames of a live check.

``SMC1``, then for each frame two unsigned 32-bit numbers, big-endian, and a JPEG: the milliseconds
since the start, the number of bytes, the bytes. One part of a form instead of a hundred files.
"""

import dataclasses
import hashlib
import struct
from collections.abc import Iterable

from shiming.proofing import errors

MAGIC = b"SMC1"
MEDIA_TYPE = "application/x-shiming-clip"
_HEAD = struct.Struct(">II")
_JPEG = b"\xff\xd8\xff"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame as it came from the page."""

    at_ms: int
    content: bytes = dataclasses.field(repr=False)

    @property
    def digest(self) -> str:
        """What tells equal pictures."""
        return hashlib.sha256(self.content).hexdigest()


def unpack(*, clip: bytes, max_frames: int) -> tuple[Frame, ...]:
    """
    Return the frames of a clip.

    :raises errors.ClipUnreadable: if it is cut off, holds anything but JPEGs, or too many of them
    """
    if not clip.startswith(MAGIC):
        raise errors.ClipUnreadable
    frames: list[Frame] = []
    place = len(MAGIC)
    while place < len(clip):
        if len(clip) < place + _HEAD.size or len(frames) == max_frames:
            raise errors.ClipUnreadable
        at_ms, length = _HEAD.unpack_from(clip, place)
        place += _HEAD.size
        content = clip[place : place + length]
        if len(content) != length or not content.startswith(_JPEG):
            raise errors.ClipUnreadable
        frames.append(Frame(at_ms=at_ms, content=content))
        place += length
    return tuple(frames)


def pack(*, frames: Iterable[Frame]) -> bytes:
    """Return the clip that holds `frames`."""
    parts = [MAGIC]
    for frame in frames:
        parts += [_HEAD.pack(frame.at_ms, len(frame.content)), frame.content]
    return b"".join(parts)


def digest_of(*, frames: Iterable[Frame]) -> str:
    """Return a digest of the pictures alone: new times do not make an old recording new."""
    return hashlib.sha256("".join(frame.digest for frame in frames).encode()).hexdigest()
