"""
YuNet, SFace, MediaPipe's landmarks and the passive signal behind the port.

Every thread has networks of its own, each running on one core. Vectors live only as long as a
call: no template is kept or handed out. Where a weight or a library is missing, what hangs on
it is None; without detector and recogniser the engine is unavailable and the step is manual.
"""

import importlib.util
import logging
import pathlib
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Final

import cv2
import numpy as np

from shiming.kernel import pictures
from shiming.proofing.ports import (
    EngineStatus,
    EngineUnavailable,
    FaceComparison,
    FrameReading,
)
from shiming.vendors.face import measures, weights
from shiming.vendors.face.head import read_head
from shiming.vendors.face.networks import Face, Floats, NetworkSet, Pixels

_log = logging.getLogger(__name__)
_ENGINE: Final = "opencv"
_MODEL: Final = "sface-2021dec-int8bq"
_MAX_SIDE: Final = 1280


class OpenCvFaceEngine:
    """Compares faces and reads the frames of a live check, on the machine itself."""

    def __init__(self, *, folder: pathlib.Path = weights.FOLDER) -> None:
        self._folder = folder
        self._of_thread = threading.local()

    def status(self) -> EngineStatus:
        """Say which weights and libraries are missing, without loading any."""
        modules = ("cv2", "onnxruntime", "ai_edge_litert")
        missing = (
            *(name for name in modules if importlib.util.find_spec(name) is None),
            *weights.list_missing(folder=self._folder),
        )
        needed = {"cv2", weights.DETECTOR.name, weights.RECOGNISER.name}
        return EngineStatus(
            engine=_ENGINE,
            version=f"opencv-{cv2.__version__} {_MODEL}",
            is_ready=needed.isdisjoint(missing),
            missing=missing,
        )

    def compare(self, *, probe: bytes, reference: bytes) -> FaceComparison | EngineUnavailable:
        """
        Compare the largest faces of two pictures; a card may stand whichever way up.

        :raises pictures.PictureBroken: and its neighbours, if a picture cannot be decoded
        """
        networks = self._networks()
        if isinstance(networks, EngineUnavailable):
            return networks
        images = [_decode(picture) for picture in (probe, reference)]
        began = time.perf_counter()
        try:
            (probe_faces, probe_vector), (reference_faces, reference_vector) = (
                _embed_largest(networks, image) for image in images
            )
        except Exception as error:  # noqa: BLE001 - whatever the engine does, a human goes on
            return _failed(error)
        score = (
            None
            if probe_vector is None or reference_vector is None
            else float(probe_vector @ reference_vector)
        )
        return FaceComparison(
            score=score,
            probe_faces=probe_faces,
            reference_faces=reference_faces,
            model=_MODEL,
            seconds=time.perf_counter() - began,
        )

    def read_frames(
        self, *, frames: Sequence[bytes], anchor: bytes | None = None
    ) -> tuple[FrameReading, ...] | EngineUnavailable:
        """
        Measure each frame, in order, against `anchor` or the first frame with a face.

        :raises pictures.PictureBroken: and its neighbours, if a frame cannot be decoded
        """
        networks = self._networks()
        if isinstance(networks, EngineUnavailable):
            return networks
        images = [_decode(frame) for frame in frames]
        anchor_image = None if anchor is None else _decode(anchor)
        try:
            vector = None if anchor_image is None else _embed_largest(networks, anchor_image)[1]
            return tuple(_read_frames(networks, images, vector))
        except Exception as error:  # noqa: BLE001 - whatever the engine does, a human goes on
            return _failed(error)

    def _networks(self) -> NetworkSet | EngineUnavailable:
        networks = getattr(self._of_thread, "networks", None)
        if networks is None:
            networks = NetworkSet(self._folder)
            self._of_thread.networks = networks
        lacking = [
            weight.name
            for weight in (weights.DETECTOR, weights.RECOGNISER)
            if not networks.has(weight)
        ]
        if lacking:
            return EngineUnavailable(reason=f"not installed: {', '.join(lacking)}")
        return networks


def _decode(picture: bytes) -> Pixels:
    image = pictures.decode_picture(picture, max_side=_MAX_SIDE)
    return np.ascontiguousarray(np.asarray(image)[:, :, ::-1])


def _failed(error: Exception) -> EngineUnavailable:
    _log.error("The face engine failed.", exc_info=error)
    return EngineUnavailable(reason="the engine failed")


def _embed_largest(networks: NetworkSet, image: Pixels) -> tuple[int, Floats | None]:
    """Return how many faces there are, and the largest as a vector; pictures may lie or stand."""
    faces, turned, _ = networks.detect_any_way_up(image)
    return len(faces), networks.embed(turned, faces[0]) if faces else None


def _read_frames(
    networks: NetworkSet, images: Sequence[Pixels], anchor: Floats | None
) -> Iterator[FrameReading]:
    for image in images:
        light = measures.measure_light(image)
        faces = networks.detect(image)
        if not faces:
            yield FrameReading(faces=0, brightness=light.brightness, sharpness=light.sharpness)
            continue
        vector = networks.embed(image, faces[0])
        anchor = vector if anchor is None else anchor
        yield _read_frame(networks, image, faces, light, similarity=float(vector @ anchor))


def _read_frame(
    networks: NetworkSet,
    image: Pixels,
    faces: Sequence[Face],
    light: measures.Light,
    *,
    similarity: float,
) -> FrameReading:
    face = faces[0]
    expression = head = passive = None
    if networks.has(weights.LANDMARKS):
        landmarks = networks.find_landmarks(image, face)
        head = read_head(landmarks)
        if networks.has(weights.BLENDSHAPES):
            expression = networks.read_expression(landmarks)
    if networks.has(weights.PASSIVE):
        passive = networks.passive_live(image, face)
    return FrameReading(
        faces=len(faces),
        face_share=face.width / image.shape[1],
        brightness=light.brightness,
        sharpness=light.sharpness,
        blink_left=expression.blink_left if expression else None,
        blink_right=expression.blink_right if expression else None,
        jaw_open=expression.jaw_open if expression else None,
        mouth_ratio=head.mouth_ratio if head else None,
        yaw=head.yaw if head else None,
        pitch=head.pitch if head else None,
        roll=head.roll if head else None,
        similarity=similarity,
        passive_live=passive,
    )
