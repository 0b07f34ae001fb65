"""Light, sharpness and glare of a picture, measured the same way at every size."""

import dataclasses
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]

_WIDTH: Final = 640
_SHARPEST_SHARE: Final = 0.1
_BURNT_OUT: Final = 250


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """The mean grey (0-255), and how sharp the sharpest tenth of the picture is."""

    brightness: float
    sharpness: float


def measure_light(picture: Pixels) -> Light:
    """Measure brightness and sharpness of a picture (BGR)."""
    grey = cv2.cvtColor(at_width(picture), cv2.COLOR_BGR2GRAY)
    # Noise looks sharp; a light smoothing takes it away and leaves edges.
    edges = np.abs(cv2.Laplacian(cv2.GaussianBlur(grey, (3, 3), 0), cv2.CV_32F)).reshape(-1)
    count = max(1, int(edges.size * _SHARPEST_SHARE))
    sharpest = np.partition(edges, edges.size - count)[-count:]
    return Light(brightness=float(grey.mean()), sharpness=float(sharpest.mean()))


def measure_glare(picture: Pixels) -> float:
    """Return the share of pixels that are burnt out in every colour."""
    if not picture.size:
        return 0.0
    return float((picture.min(axis=2) >= _BURNT_OUT).mean())


def at_width(picture: Pixels, width: int = _WIDTH) -> Pixels:
    """Return the picture at a fixed width, so that measures compare."""
    scale = width / picture.shape[1]
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how), np.uint8)
