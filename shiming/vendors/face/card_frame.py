"""Where on a picture an identity card lies: by its outline, or by its portrait or emblem alone."""

import dataclasses
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from shiming.vendors.face.networks import Face

Pixels = npt.NDArray[np.uint8]
Corners = npt.NDArray[np.float32]

WIDTH: Final = 640
HEIGHT: Final = 404
"""The size of a straightened card, in the proportions of ISO/IEC 7810 ID-1."""

_SEARCH_WIDTH: Final = 640
_MIN_AREA: Final = 0.12
_PROPORTIONS: Final = (1.3, 1.9)
_MIN_FILL: Final = 0.85
# Where the face of the portrait and the middle of the emblem lie, in shares of width and height.
_FACE_AT: Final = np.array([0.76, 0.42], np.float32)
_EMBLEM_AT: Final = np.array([0.16, 0.24], np.float32)
# The card's width over that of the face (GA 461: 15 mm of 85.6) and of the emblem.
_CARD_OVER_FACE: Final = 5.9
_CARD_OVER_EMBLEM: Final = 5.5
# Neither a head nor an emblem is a ruler: an estimate is drawn in before it may accuse.
_DOUBT: Final = 0.86
_MIN_RED_SHARE: Final = 0.003
_RED_BELOW, _RED_ABOVE, _VIVID, _LIT = 10, 170, 110, 90
"""Hue (0-180), saturation and value of the emblem, also in poor light."""
_AT_THE_EDGE: Final = 0.01


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CardFrame:
    """The four corners of a card that stands upright: top left, top right, bottom right, left."""

    corners: Corners
    inside: float
    """The share of the card that lies on the picture."""

    @property
    def width(self) -> float:
        """The card's width in pixels."""
        return float(np.linalg.norm(self.corners[1] - self.corners[0]))

    def straighten(self, picture: Pixels) -> Pixels:
        """Return the card alone, straight, `WIDTH` by `HEIGHT`."""
        straight = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)
        matrix = cv2.getPerspectiveTransform(self.corners, straight)
        return np.asarray(cv2.warpPerspective(picture, matrix, (WIDTH, HEIGHT)), np.uint8)


def frame_by_face(picture: Pixels, face: Face) -> CardFrame:
    """Return where the card lies whose portrait shows `face`."""
    middle = np.array([face.x + face.width / 2, face.y + face.height / 2], np.float32)
    outline = _find_outline(picture, around=middle)
    if outline is not None:
        return CardFrame(corners=_upright(outline, middle, _FACE_AT), inside=1.0)
    return _estimate(picture, middle, _FACE_AT, width=face.width * _CARD_OVER_FACE)


def frame_by_emblem(picture: Pixels) -> CardFrame | None:
    """Return where the card lies whose emblem is the largest red thing; None without one."""
    red = _largest_red(picture)
    if red is None:
        return None
    middle, size, is_cut = red
    outline = None if is_cut else _find_outline(picture, around=middle)
    if outline is not None:
        return CardFrame(corners=_upright(outline, middle, _EMBLEM_AT), inside=1.0)
    # The emblem does not say which way is up: the estimate that lies better on the picture counts.
    ways = [
        _estimate(picture, middle, at, width=size * _CARD_OVER_EMBLEM)
        for at in (_EMBLEM_AT, 1 - _EMBLEM_AT)
    ]
    best = max(ways, key=lambda frame: frame.inside)
    return dataclasses.replace(best, inside=0.0) if is_cut else best


def _find_outline(picture: Pixels, *, around: Corners) -> Corners | None:
    scale = _SEARCH_WIDTH / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    smooth = cv2.bilateralFilter(small, 7, 50, 7)
    edges = np.zeros(small.shape[:2], np.uint8)
    for channel in cv2.split(smooth):
        edges |= np.asarray(cv2.Canny(channel, 30, 90), np.uint8)
    edges = np.asarray(cv2.dilate(edges, np.ones((3, 3), np.uint8)), np.uint8)
    contours, _ = cv2.findContours(edges, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    area = edges.size
    best: tuple[float, Corners] | None = None
    for contour in contours:
        hull = np.asarray(cv2.convexHull(contour), np.int32)
        size = cv2.contourArea(hull)
        if size < _MIN_AREA * area or (best and size <= best[0]):
            continue
        corners = _four_corners(hull)
        if corners is None or not _is_card_like(corners, size):
            continue
        if _is_at_the_edge(corners, edges.shape):
            continue
        place = (float(around[0] * scale), float(around[1] * scale))
        if cv2.pointPolygonTest(corners, place, measureDist=False) >= 0:
            best = (size, corners)
    return None if best is None else np.asarray(best[1] / scale, np.float32)


def _four_corners(hull: npt.NDArray[np.int32]) -> Corners | None:
    around = cv2.arcLength(hull, closed=True)
    for slack in (0.02, 0.035, 0.05, 0.07):
        polygon = cv2.approxPolyDP(hull, slack * around, closed=True)
        if len(polygon) == 4:  # noqa: PLR2004 - a card has four corners
            return np.asarray(polygon.reshape(4, 2), np.float32)
    return None


def _is_card_like(corners: Corners, area: float) -> bool:
    sides = [float(np.linalg.norm(corners[n] - corners[(n + 1) % 4])) for n in range(4)]
    first, second = sides[0] + sides[2], sides[1] + sides[3]
    proportion = max(first, second) / max(min(first, second), 1.0)
    is_filled = cv2.contourArea(corners) >= _MIN_FILL * area
    return _PROPORTIONS[0] <= proportion <= _PROPORTIONS[1] and is_filled


def _is_at_the_edge(corners: Corners, shape: tuple[int, ...]) -> bool:
    """Tell whether the picture's edge makes a side of the outline: then the card may go on."""
    height, width = shape[:2]
    slack = _AT_THE_EDGE * width
    low, high = corners <= slack, corners >= np.array([width, height]) - 1 - slack
    return bool((low.sum(axis=0) > 1).any() or (high.sum(axis=0) > 1).any())


def _upright(outline: Corners, anchor: Corners, expected: Corners) -> Corners:
    """Return the corners from that one on from which `anchor` lies where it is expected."""
    # OpenCV's "clockwise" thinks of y as pointing up; on a picture it points down.
    hull = cv2.convexHull(outline, clockwise=False).reshape(-1, 2)
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    point = anchor.reshape(1, 1, 2).astype(np.float32)
    ways: list[tuple[float, Corners]] = []
    for first in range(4):
        corners = np.roll(hull, -first, axis=0).astype(np.float32)
        across = np.linalg.norm(corners[1] - corners[0])
        if across < np.linalg.norm(corners[3] - corners[0]):
            continue
        matrix = cv2.getPerspectiveTransform(corners, unit)
        seen = cv2.perspectiveTransform(point, matrix).reshape(2)
        ways.append((float(np.linalg.norm(seen - expected)), corners))
    return min(ways, key=lambda way: way[0])[1]


def _estimate(picture: Pixels, anchor: Corners, at: Corners, *, width: float) -> CardFrame:
    size = np.array([width, width * HEIGHT / WIDTH], np.float32)
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    corners = (anchor + (unit - at) * size).astype(np.float32)
    doubtful = (anchor + (unit - at) * size * _DOUBT).astype(np.float32)
    return CardFrame(corners=corners, inside=_inside(doubtful, picture))


def _inside(corners: Corners, picture: Pixels) -> float:
    height, width = picture.shape[:2]
    whole = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    shared, _ = cv2.intersectConvexConvex(corners, whole)
    return float(shared / max(cv2.contourArea(corners), 1.0))


def _largest_red(picture: Pixels) -> tuple[Corners, float, bool] | None:
    """Return middle and size of the largest red thing, and whether the picture's edge cuts it."""
    scale = _SEARCH_WIDTH / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    hue, saturation, value = cv2.split(cv2.cvtColor(small, cv2.COLOR_BGR2HSV))
    is_red = ((hue < _RED_BELOW) | (hue > _RED_ABOVE)) & (saturation > _VIVID) & (value > _LIT)
    filled = cv2.morphologyEx(is_red.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    _, _, stats, middles = cv2.connectedComponentsWithStats(filled)
    if len(stats) < 2:  # noqa: PLR2004 - the first component is the ground
        return None
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    if stats[largest, cv2.CC_STAT_AREA] < _MIN_RED_SHARE * filled.size:
        return None
    left, top, width, height, _ = stats[largest]
    is_cut = (
        min(left, top) == 0 or left + width == filled.shape[1] or top + height == filled.shape[0]
    )
    middle = np.asarray(middles[largest] / scale, np.float32)
    return middle, float(max(width, height) / scale), bool(is_cut)
