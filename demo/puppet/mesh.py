"""Bend a picture: triangles between control points go where the points go."""

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float32]
Triangles = npt.NDArray[np.int32]

_FLAT = 1e-3
_STILL = 0.02


def triangulate(points: Points, size: tuple[int, int]) -> Triangles:
    """Return the Delaunay triangles over `points` on a picture of `size`, as numbers of points."""
    width, height = size
    inside = np.clip(points, 0, [width - 1, height - 1]).astype(np.float32)
    division = cv2.Subdiv2D((0, 0, width, height))
    numbers: dict[int, int] = {}
    for number, point in enumerate(inside):
        numbers.setdefault(int(division.insert((float(point[0]), float(point[1])))), number)
    corners = np.asarray(division.getTriangleList(), np.float32).reshape(-1, 3, 2)
    known = {_key(point): number for number, point in enumerate(inside)}
    triangles = [[known.get(_key(corner)) for corner in triangle] for triangle in corners]
    return np.array([t for t in triangles if None not in t], np.int32)


def bend(
    picture: Pixels,
    source: Points,
    target: Points,
    triangles: Triangles,
    *,
    depth: npt.NDArray[np.float32],
) -> Pixels:
    """Return `picture` with its points moved to `target`; near triangles hide far ones."""
    height, width = picture.shape[:2]
    columns, rows = np.meshgrid(
        np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    )
    has_moved = np.abs(target - source).max(axis=1) > _STILL
    moving = triangles[has_moved[triangles].any(axis=1)]
    order = np.argsort(-depth[moving].mean(axis=1))
    for triangle in moving[order]:
        corners = target[triangle]
        edges = corners[1:] - corners[0]
        if abs(float(edges[0, 0] * edges[1, 1] - edges[0, 1] * edges[1, 0])) < _FLAT:
            continue
        left, top = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0)
        right, bottom = np.minimum(np.ceil(corners.max(axis=0)).astype(int) + 1, [width, height])
        if right <= left or bottom <= top:
            continue
        mask = np.zeros((bottom - top, right - left), np.uint8)
        cv2.fillConvexPoly(mask, np.round(corners - [left, top]).astype(np.int32), 1)
        back = cv2.getAffineTransform(corners, source[triangle])
        y, x = np.nonzero(mask)
        places = np.stack([x + left, y + top, np.ones_like(x)]).astype(np.float64)
        origin = (back @ places).astype(np.float32)
        columns[y + top, x + left] = origin[0]
        rows[y + top, x + left] = origin[1]
    bent = cv2.remap(picture, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(bent, np.uint8)


def _key(point: npt.NDArray[np.float32]) -> tuple[float, float]:
    return round(float(point[0]), 2), round(float(point[1]), 2)
