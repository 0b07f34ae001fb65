"""Where a card lies on a photograph, by its outline, and the card alone, laid straight."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Corners = npt.NDArray[np.float32]

WIDTH: Final = 1012
HEIGHT: Final = 638
"""The size of a straight card: ISO/IEC 7810 ID-1 at 300 dots to the inch."""

_SEARCH_SIDE: Final = 640
_MIN_AREA: Final = 0.1
_PROPORTIONS: Final = (1.25, 2.0)
_MIN_FILL: Final = 0.9
_CANNY: Final = ((30, 90), (12, 40))
_SLACKS: Final = (0.02, 0.035, 0.05, 0.07)
# The corners are round: the sides between them say where they would meet.
_STRAIGHT_PART: Final = (0.12, 0.88)
_SAMPLES: Final = 48
_REACH: Final = 7
_MAX_MOVE: Final = 14.0


def find_card(page: Pixels) -> Corners | None:
    """
    Return the corners of the largest card-like outline, None where there is none.

    They run clockwise, and the side from the first to the second is a long one; which of the two
    long sides is the upper one, the outline does not say.
    """
    scale = min(1.0, _SEARCH_SIDE / max(page.shape[:2]))
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    smooth = np.asarray(cv2.bilateralFilter(cv2.GaussianBlur(small, (0, 0), 1), 7, 50, 7), np.uint8)
    for low, high in _CANNY:
        rough = _largest_card(smooth, low, high)
        if rough is not None:
            return np.asarray(_sharpened(smooth, rough) / scale, np.float32)
    return None


def straighten(page: Pixels, corners: Corners) -> Pixels:
    """Return the card alone, `WIDTH` by `HEIGHT`, its first corner at the top left."""
    straight = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, straight)
    card = cv2.warpPerspective(
        page, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(card, np.uint8)


def _largest_card(smooth: Pixels, low: int, high: int) -> Corners | None:
    edges = np.zeros(smooth.shape[:2], np.uint8)
    for channel in cv2.split(smooth):
        edges |= np.asarray(cv2.Canny(channel, low, high), np.uint8)
    edges = np.asarray(cv2.dilate(edges, np.ones((3, 3), np.uint8)), np.uint8)
    contours, _ = cv2.findContours(edges, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    hulls = (np.asarray(cv2.convexHull(contour), np.int32) for contour in contours)
    large = [hull for hull in hulls if cv2.contourArea(hull) >= _MIN_AREA * edges.size]
    for hull in sorted(large, key=cv2.contourArea, reverse=True):
        corners = _four_corners(hull)
        if corners is not None and _is_card_like(corners, cv2.contourArea(hull)):
            return corners
    return None


def _four_corners(hull: npt.NDArray[np.int32]) -> Corners | None:
    around = cv2.arcLength(hull, closed=True)
    for slack in _SLACKS:
        polygon = cv2.approxPolyDP(hull, slack * around, closed=True)
        if len(polygon) == 4:  # noqa: PLR2004 - a card has four corners
            corners = polygon.reshape(4, 2).astype(np.float32)
            # A hull runs one way or the other, and begins anywhere.
            if cv2.contourArea(corners, oriented=True) < 0:
                corners = corners[::-1]
            across, down = (
                np.linalg.norm(corners[1] - corners[0]),
                np.linalg.norm(corners[2] - corners[1]),
            )
            return np.ascontiguousarray(corners if across > down else np.roll(corners, -1, axis=0))
    return None


def _is_card_like(corners: Corners, area: float) -> bool:
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    proportion = (sides[0] + sides[2]) / max(sides[1] + sides[3], 1.0)
    is_filled = cv2.contourArea(corners) >= _MIN_FILL * area
    return bool(_PROPORTIONS[0] <= proportion <= _PROPORTIONS[1] and is_filled)


def _sharpened(smooth: Pixels, corners: Corners) -> Corners:
    """Lay a line along the strongest edge at each side, and let the lines meet."""
    grey = smooth.astype(np.float32).mean(axis=2)
    lines = [_side_line(grey, corners[at], corners[(at + 1) % 4]) for at in range(4)]
    met = np.array([_meeting(lines[at - 1], lines[at]) for at in range(4)], np.float32)
    moved = np.linalg.norm(met - corners, axis=1)
    return met if np.isfinite(met).all() and moved.max() <= _MAX_MOVE else corners


def _side_line(grey: Floats, start: Corners, end: Corners) -> Floats:
    """Return a line `a, b, c` (a x + b y = c) through the edge that runs from `start` to `end`."""
    along = end - start
    normal = np.array([along[1], -along[0]], np.float32) / max(float(np.linalg.norm(along)), 1e-6)
    places = start + np.linspace(*_STRAIGHT_PART, _SAMPLES, dtype=np.float32)[:, None] * along
    offsets = np.arange(-_REACH - 1, _REACH + 2, dtype=np.float32)
    spots = places[:, None, :] + offsets[None, :, None] * normal
    seen = cv2.remap(
        grey, spots[..., 0], spots[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    steps = np.abs(seen[:, 2:] - seen[:, :-2])
    found = places + offsets[1:-1][steps.argmax(axis=1)][:, None] * normal
    vx, vy, x, y = cv2.fitLine(found.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    return np.array([vy, -vx, vy * x - vx * y], np.float32)


def _meeting(one: Floats, other: Floats) -> Floats:
    across = one[0] * other[1] - one[1] * other[0]
    if abs(across) < 1e-6:  # noqa: PLR2004 - parallel
        return np.array([np.nan, np.nan], np.float32)
    x = (one[2] * other[1] - one[1] * other[2]) / across
    y = (one[0] * other[2] - one[2] * other[0]) / across
    return np.array([x, y], np.float32)
