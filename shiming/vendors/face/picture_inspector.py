"""Whether a picture is fit to be read or compared: light, sharpness, glare, faces, whole card."""

import importlib.util
import logging
import pathlib
import threading
import time
from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np

from shiming.kernel import pictures
from shiming.proofing.ports import (
    EngineStatus,
    EngineUnavailable,
    PictureFinding,
    PictureKind,
    PictureLimits,
    PicturePlace,
    PictureProblem,
    PictureReport,
)
from shiming.vendors.face import measures, weights
from shiming.vendors.face.card_frame import (
    HEIGHT,
    WIDTH,
    CardFrame,
    frame_by_emblem,
    frame_by_face,
)
from shiming.vendors.face.networks import Face, NetworkSet, Pixels

_log = logging.getLogger(__name__)
_ENGINE: Final = "opencv-inspector"
_MAX_SIDE: Final = 1600
_FACE_MARGIN: Final = 0.15
_BURNT_OUT_CARD: Final = 0.35

# Left, top, right and bottom of what must be legible, in shares of the card.
_PLACES: Final = {
    PictureKind.CARD_FRONT: {
        PicturePlace.NUMBER: (0.30, 0.79, 0.93, 0.94),
        PicturePlace.PORTRAIT: (0.61, 0.14, 0.92, 0.73),
        PicturePlace.TEXT: (0.05, 0.07, 0.60, 0.76),
    },
    PictureKind.CARD_BACK: {PicturePlace.TEXT: (0.20, 0.65, 0.95, 0.92)},
}


class OpenCvPictureInspector:
    """Measures pictures with OpenCV and the face detector."""

    def __init__(
        self, *, limits: PictureLimits | None = None, folder: pathlib.Path = weights.FOLDER
    ) -> None:
        self._limits = limits or PictureLimits()
        self._folder = folder
        self._of_thread = threading.local()

    def status(self) -> EngineStatus:
        """Say whether the face detector is there, without loading it."""
        has_library = importlib.util.find_spec("cv2") is not None
        missing = (
            *(() if has_library else ("cv2",)),
            *(
                name
                for name in weights.list_missing(folder=self._folder)
                if name == weights.DETECTOR.name
            ),
        )
        return EngineStatus(
            engine=_ENGINE, version=cv2.__version__, is_ready=not missing, missing=missing
        )

    def inspect(self, *, picture: bytes, kind: PictureKind) -> PictureReport | EngineUnavailable:
        """
        Measure a picture and say what is wrong with it.

        :raises pictures.PictureBroken: and its neighbours, if the picture cannot be decoded
        """
        networks = getattr(self._of_thread, "networks", None) or NetworkSet(self._folder)
        self._of_thread.networks = networks
        if not networks.has(weights.DETECTOR):
            return EngineUnavailable(reason=f"not installed: {weights.DETECTOR.name}")
        image = pictures.decode_picture(picture, max_side=_MAX_SIDE)
        pixels = np.ascontiguousarray(np.asarray(image)[:, :, ::-1])
        began = time.perf_counter()
        try:
            faces, subject, findings = self._inspect(networks, pixels, kind)
        except Exception:  # noqa: BLE001 - whatever the engine does, a human goes on
            _log.exception("The picture inspector failed.")
            return EngineUnavailable(reason="the engine failed")
        light = measures.measure_light(subject)
        return PictureReport(
            width=image.width,
            height=image.height,
            faces=faces,
            brightness=light.brightness,
            sharpness=light.sharpness,
            findings=(*self._of_size(pixels), *self._of_light(light, kind), *findings),
            seconds=time.perf_counter() - began,
        )

    def _inspect(
        self, networks: NetworkSet, pixels: Pixels, kind: PictureKind
    ) -> tuple[int | None, Pixels, list[PictureFinding]]:
        """Return the number of faces, the part of the picture that counts, and the findings."""
        if kind is PictureKind.CARD_BACK:
            frame = frame_by_emblem(pixels)
            if frame is None:
                return None, pixels, []
            card = frame.straighten(pixels)
            return None, card, list(self._of_card(frame, card, kind))
        if kind is PictureKind.CARD_FRONT:
            faces, upright, _ = networks.detect_any_way_up(pixels)
            if not faces:
                return 0, pixels, [_finding(PictureProblem.NO_FACE, 0, 1, PicturePlace.PORTRAIT)]
            frame = frame_by_face(upright, faces[0])
            card = frame.straighten(upright)
            return len(faces), card, list(self._of_card(frame, card, kind))
        faces = networks.detect(pixels)
        return len(faces), _around(pixels, faces), list(self._of_faces(pixels, faces))

    def _of_size(self, pixels: Pixels) -> Iterator[PictureFinding]:
        side, limit = min(pixels.shape[:2]), self._limits.min_short_side
        if side < limit:
            yield _finding(PictureProblem.TOO_SMALL, side, limit)

    def _of_light(self, light: measures.Light, kind: PictureKind) -> Iterator[PictureFinding]:
        limits = self._limits
        is_face = kind is PictureKind.FACE
        sharp_enough = limits.min_face_sharpness if is_face else limits.min_sharpness
        if light.brightness < limits.min_brightness:
            yield _finding(PictureProblem.TOO_DARK, light.brightness, limits.min_brightness)
        if light.brightness > limits.max_brightness:
            yield _finding(PictureProblem.TOO_BRIGHT, light.brightness, limits.max_brightness)
        if light.sharpness < sharp_enough:
            yield _finding(PictureProblem.BLURRED, light.sharpness, sharp_enough)

    def _of_card(
        self, frame: CardFrame, card: Pixels, kind: PictureKind
    ) -> Iterator[PictureFinding]:
        limits = self._limits
        if frame.inside < limits.min_card_inside:
            yield _finding(PictureProblem.CARD_NOT_WHOLE, frame.inside, limits.min_card_inside)
        if frame.width < limits.min_card_width:
            yield _finding(PictureProblem.TOO_SMALL, frame.width, limits.min_card_width)
        glare = {
            place: measures.measure_glare(
                card[
                    int(top * HEIGHT) : int(bottom * HEIGHT),
                    int(left * WIDTH) : int(right * WIDTH),
                ]
            )
            for place, (left, top, right, bottom) in _PLACES[kind].items()
        }
        burnt_out = measures.measure_glare(card)
        if burnt_out > _BURNT_OUT_CARD:
            # No reflection covers that much: the exposure was wrong.
            yield _finding(PictureProblem.TOO_BRIGHT, burnt_out, _BURNT_OUT_CARD)
            return
        for place, share in glare.items():
            if share > limits.max_glare:
                yield _finding(PictureProblem.GLARE, share, limits.max_glare, place)

    def _of_faces(self, pixels: Pixels, faces: list[Face]) -> Iterator[PictureFinding]:
        limits = self._limits
        if not faces:
            yield _finding(PictureProblem.NO_FACE, 0, 1)
            return
        if len(faces) > 1:
            yield _finding(PictureProblem.TWO_FACES, len(faces), 1)
        share = faces[0].width / pixels.shape[1]
        if share < limits.min_face_share:
            yield _finding(PictureProblem.FACE_TOO_SMALL, share, limits.min_face_share)
        if share > limits.max_face_share:
            yield _finding(PictureProblem.FACE_TOO_LARGE, share, limits.max_face_share)


def _finding(
    problem: PictureProblem,
    measured: float,
    limit: float,
    place: PicturePlace = PicturePlace.WHOLE,
) -> PictureFinding:
    return PictureFinding(
        problem=problem, measured=round(float(measured), 3), limit=limit, place=place
    )


def _around(pixels: Pixels, faces: list[Face]) -> Pixels:
    """Return the largest face with a little around it, or all where there is none."""
    if not faces:
        return pixels
    face = faces[0]
    margin = _FACE_MARGIN * face.width
    top, left = int(max(face.y - margin, 0)), int(max(face.x - margin, 0))
    return pixels[
        top : int(face.y + face.height + margin), left : int(face.x + face.width + margin)
    ]
