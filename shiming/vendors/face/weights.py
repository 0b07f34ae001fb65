"""
Which weights the face engine needs, by content; `tools/install_weights.py` puts them in place.

Nothing is fetched at run time. A weight that is missing or is not byte for byte the one that
was measured counts as missing, and the part of the engine that needs it says so.
"""

import dataclasses
import hashlib
import pathlib

FOLDER = pathlib.Path(__file__).parent / "weights"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """One file of weights."""

    name: str
    sha256: str
    origin: str
    licence: str


DETECTOR = Weight(
    name="face_detection_yunet_2023mar_int8bq.onnx",
    sha256="49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
    origin="YuNet, OpenCV Zoo",
    licence="MIT",
)
RECOGNISER = Weight(
    name="face_recognition_sface_2021dec_int8bq.onnx",
    sha256="fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
    origin="SFace, OpenCV Zoo",
    licence="Apache-2.0",
)
LANDMARKS = Weight(
    name="face_landmarks_detector.tflite",
    sha256="c7d54204ce0448474c7f3fa9af494787c0965cbdd6f20fc72867e43046bd43d5",
    origin="face_landmarker.task, MediaPipe",
    licence="Apache-2.0",
)
BLENDSHAPES = Weight(
    name="face_blendshapes.tflite",
    sha256="4f36dded049db18d76048567439b2a7f58f1daabc00d78bfe8f3ad396a2d2082",
    origin="face_landmarker.task, MediaPipe",
    licence="Apache-2.0",
)
PASSIVE = Weight(
    name="fr_liveness.onnx",
    sha256="afa783b7e902fdfcf323a7240cac2a1c580c25314ea4161129dc1b0d100dc32d",
    origin="faceplugin-face-recognition-js",
    licence="MIT",
)
ALL = (DETECTOR, RECOGNISER, LANDMARKS, BLENDSHAPES, PASSIVE)


def read_weight(weight: Weight, *, folder: pathlib.Path = FOLDER) -> bytes | None:
    """Return the content of `weight`, or None where it is missing or not the one measured."""
    try:
        content = (folder / weight.name).read_bytes()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == weight.sha256 else None


def list_missing(*, folder: pathlib.Path = FOLDER) -> tuple[str, ...]:
    """Return the names of the weights that have no file, without reading the others."""
    return tuple(weight.name for weight in ALL if not (folder / weight.name).is_file())
