"""
Lines of print laid end to end, to be read as one.

An address breaks wherever the line is full; its last character often stands alone, and alone it
is read wrongly (室 as 童).
"""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]

_MIN_CONTRAST: Final = 14.0
_CONTRAST_SHARE: Final = 0.35
_MIN_STROKE: Final = 4
_MIN_INK: Final = 0.3
_ROOM: Final = 12
_ROOM_BETWEEN: Final = 3
_MAX_INDENT: Final = 0.4
_CHARACTER: Final = 0.8
"""The width of a character, in heights of a line with its room."""


def join_lines(lines: Sequence[Pixels]) -> Pixels | None:
    """Return the lines that hold print, one after the other; None where none does."""
    inks = [_find_ink(line) for line in lines]
    last = max((at for at, ink in enumerate(inks) if ink), default=-1)
    if last < 0:
        return None
    end = max(ink[1] for ink in inks if ink)
    height = lines[0].shape[0]
    parts = []
    for at, line in enumerate(lines[: last + 1]):
        begins, ends = inks[at] or (0, end)
        begins = min(begins, round(_MAX_INDENT * height))
        # A line that goes on below was full: what is missing at its end is light, not its end.
        ends = ends if at == last else max(ends, end - round(_CHARACTER * height))
        before = _ROOM_BETWEEN if at else _ROOM
        after = _ROOM if at == last else _ROOM_BETWEEN
        parts.append(line[:, max(0, begins - before) : ends + after])
    return np.hstack(parts)


def _find_ink(line: Pixels) -> tuple[int, int] | None:
    """Return where the print of a line begins and ends."""
    grey = line.astype(np.float32).mean(axis=2)
    ground = np.percentile(grey, 85, axis=0)[None]
    ground = cv2.GaussianBlur(ground.astype(np.float32), (0, 0), 25)[0]
    depth = ground - grey.min(axis=0)
    is_dark = depth > max(_MIN_CONTRAST, _CONTRAST_SHARE * float(np.percentile(depth, 95)))
    strokes = cv2.morphologyEx(
        is_dark.astype(np.uint8)[None], cv2.MORPH_OPEN, np.ones((1, _MIN_STROKE), np.uint8)
    )
    dark = np.flatnonzero(strokes)
    if not len(dark) or dark[-1] - dark[0] < _MIN_INK * line.shape[0]:
        return None
    return int(dark[0]), int(dark[-1]) + 1
