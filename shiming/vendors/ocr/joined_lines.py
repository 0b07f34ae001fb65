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
Floats = npt.NDArray[np.float32]

_MIN_CONTRAST: Final = 14.0
_CONTRAST_SHARE: Final = 0.35
_MIN_STROKE: Final = 4
_MIN_INK: Final = 0.3
_EDGE: Final = 2
# On its place it is 0, a quarter of a line off the place it is 0.4 and more.
_CUT_THROUGH: Final = 0.15
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


def is_cut_through(line: Pixels) -> bool:
    """Tell whether print reaches the upper or lower edge: then this is not where the line is."""
    depth = _depth(line)
    deepest = depth.max(axis=0)
    is_dark = _is_dark(deepest)
    if is_dark.sum() < _MIN_INK * line.shape[0]:
        return False
    edges = np.maximum(depth[:_EDGE].max(axis=0), depth[-_EDGE:].max(axis=0))
    return bool((edges > deepest / 2)[is_dark].mean() > _CUT_THROUGH)


def _find_ink(line: Pixels) -> tuple[int, int] | None:
    """Return where the print of a line begins and ends."""
    strokes = cv2.morphologyEx(
        _is_dark(_depth(line).max(axis=0)).astype(np.uint8)[None],
        cv2.MORPH_OPEN,
        np.ones((1, _MIN_STROKE), np.uint8),
    )
    dark = np.flatnonzero(strokes)
    if not len(dark) or dark[-1] - dark[0] < _MIN_INK * line.shape[0]:
        return None
    return int(dark[0]), int(dark[-1]) + 1


def _depth(line: Pixels) -> Floats:
    """Return how much darker than the ground each pixel is."""
    grey = line.astype(np.float32).mean(axis=2)
    ground = np.percentile(grey, 85, axis=0)[None].astype(np.float32)
    return np.asarray(cv2.GaussianBlur(ground, (0, 0), 25) - grey, np.float32)


def _is_dark(deepest: Floats) -> npt.NDArray[np.bool_]:
    """Tell for each column whether it holds print."""
    least = max(_MIN_CONTRAST, _CONTRAST_SHARE * float(np.percentile(deepest, 95)))
    return np.asarray(deepest > least, np.bool_)
