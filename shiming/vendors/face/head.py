"""Which way a head is turned and how far its mouth is open, from landmarks: plain geometry."""

import dataclasses
from typing import Final

import numpy as np
import numpy.typing as npt

Landmarks = npt.NDArray[np.float32]

# Numbers of MediaPipe's face mesh.
_RIGHT_CHEEK, _LEFT_CHEEK = 234, 454
_FOREHEAD, _CHIN = 10, 152
_RIGHT_EYE, _LEFT_EYE = 33, 263
_UPPER_LIP, _LOWER_LIP = 13, 14
_RIGHT_LIP, _LEFT_LIP = 78, 308
_NOTHING: Final = 1e-6


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Angles in degrees from the person's point of view, and the opening of the lips."""

    yaw: float
    """Positive to the person's own left."""
    pitch: float
    """Positive upwards."""
    roll: float
    """Positive to the person's own left shoulder."""
    mouth_ratio: float


def read_head(landmarks: Landmarks) -> Head:
    """Return how the head is held; depth grows away from the camera."""
    across = landmarks[_LEFT_CHEEK] - landmarks[_RIGHT_CHEEK]
    down = landmarks[_CHIN] - landmarks[_FOREHEAD]
    eyes = landmarks[_LEFT_EYE] - landmarks[_RIGHT_EYE]
    opening = float(np.linalg.norm(landmarks[_LOWER_LIP] - landmarks[_UPPER_LIP]))
    mouth = float(np.linalg.norm(landmarks[_LEFT_LIP] - landmarks[_RIGHT_LIP]))
    return Head(
        yaw=_degrees(float(across[2]), float(np.hypot(across[0], across[1]))),
        pitch=_degrees(-float(down[2]), float(np.hypot(down[0], down[1]))),
        roll=_degrees(float(eyes[1]), float(eyes[0])),
        mouth_ratio=opening / max(mouth, _NOTHING),
    )


def _degrees(opposite: float, adjacent: float) -> float:
    return float(np.degrees(np.arctan2(opposite, adjacent)))
