"""
RapidOCR's models behind the port.

A card whose outline is seen is laid straight and read at the places that its print has
(straight_card.py). Detection reads the rest: a card without an outline, wherever its print stands,
and on a straight one what was not at its place.

Only the models that come in the wheel are used: any other setting would download. The engine
runs on one thread and is shared by the threads of a process behind a lock, since reading keeps
one core busy anyway and a second engine would only cost memory.
"""

import dataclasses
import functools
import importlib.metadata
import importlib.util
import logging
import threading
import time
from collections.abc import Sequence
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from shiming.kernel import pictures
from shiming.proofing.ports import (
    DocumentReading,
    DocumentSide,
    EngineStatus,
    EngineUnavailable,
)
from shiming.vendors.ocr.card_parsing import (
    FIELDS_OF,
    Fields,
    is_complete,
    merge_fields,
    parse_side,
    side_of,
)
from shiming.vendors.ocr.recogniser import Recogniser, find_model
from shiming.vendors.ocr.straight_card import lay_straight, read_card
from shiming.vendors.ocr.text_lines import TextPiece, level

Pixels = npt.NDArray[np.uint8]
Quads = npt.NDArray[np.float32]

_log = logging.getLogger(__name__)
_ENGINE: Final = "rapidocr"
_NEEDS: Final = ("rapidocr", "onnxruntime", "cv2")
# Larger pictures are made smaller first: a card line is then still 30 pixels high.
_MAX_SIDE: Final = 1600
# Where a field is missing after the first look, a second one sees pieces that it passed over.
_LOOKS: Final = (736, 960)
# A card has at most 16 pieces; a page of a book must not cost minutes.
_MAX_PIECES: Final = 30
_VOTERS: Final = 6
_MIN_CONFIDENCE: Final = 0.4
_MIN_SECOND_CONFIDENCE: Final = 0.9
_STANDING: Final = 1.3
"""A piece this much higher than wide runs down the page."""


class RapidOcrDocumentReader:
    """Reads identity cards with the models that RapidOCR carries."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def status(self) -> EngineStatus:
        """Say whether the libraries are installed, without loading them."""
        missing = tuple(name for name in _NEEDS if importlib.util.find_spec(name) is None)
        if not missing and find_model() is None:
            missing = ("the recognition model of rapidocr's wheel",)
        return EngineStatus(
            engine=_ENGINE, version=_version(), is_ready=not missing, missing=missing
        )

    def read(self, *, picture: bytes, side: DocumentSide) -> DocumentReading | EngineUnavailable:
        """
        Read the fields of one side of a card, whichever way up the picture is.

        :raises pictures.PictureBroken: and its neighbours, if the picture cannot be decoded
        """
        status = self.status()
        if not status.is_ready:
            return EngineUnavailable(reason=f"not installed: {', '.join(status.missing)}")
        page = np.asarray(pictures.decode_picture(picture, max_side=_MAX_SIDE))[:, :, ::-1]
        began = time.perf_counter()
        try:
            with self._lock:
                look = _read_page(np.ascontiguousarray(page), side)
        except Exception:  # noqa: BLE001 - whatever a foreign engine does, the step goes to a human
            _log.exception("The document reader failed.")
            return EngineUnavailable(reason="the engine failed")
        return DocumentReading(
            side_seen=look.side,
            fields=look.fields,
            rotation=look.rotation,
            engine=_ENGINE,
            version=status.version,
            seconds=time.perf_counter() - began,
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What one pass over the page found."""

    side: DocumentSide | None
    fields: Fields
    rotation: int


@functools.cache
def _version() -> str:
    try:
        return importlib.metadata.version(_ENGINE)
    except importlib.metadata.PackageNotFoundError:
        return ""


@functools.cache
def _engine() -> Any:  # noqa: ANN401 - RapidOCR carries no usable types
    from rapidocr import RapidOCR  # noqa: PLC0415 - loading it takes seconds and 200 MB

    cv2.setNumThreads(1)
    engine = RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_preprocess_img": False,
            "Global.text_score": 0.0,
            "Det.limit_type": "max",
            "Det.limit_side_len": max(_LOOKS),
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    # It loads its model with the first picture: rather now than in front of somebody.
    engine(np.zeros((64, 64, 3), np.uint8), use_det=True, use_cls=False, use_rec=False)
    return engine


@functools.cache
def _recogniser() -> Recogniser:
    _engine()
    return Recogniser()


def _read_page(page: Pixels, side: DocumentSide) -> _Look:
    card = lay_straight(page, _recogniser())
    if card is None:
        return _read_anywhere(page, side)
    if card.side is not side:
        return _Look(side=card.side, fields={}, rotation=card.rotation)
    reading = read_card(card, _recogniser())
    fields = reading.fields
    if FIELDS_OF[side] - fields.keys() - reading.blotted:
        # What does not stand at its place may still be found by looking for it.
        look = _look(card.pixels, side, detection_side=_LOOKS[0])
        found = {
            field: found
            for field, found in look.fields.items()
            if field not in reading.blotted and found.confidence >= _MIN_SECOND_CONFIDENCE
        }
        fields = merge_fields(fields, found)
    return _Look(side=side, fields=fields, rotation=card.rotation)


def _read_anywhere(page: Pixels, side: DocumentSide) -> _Look:
    """Read a card whose outline is not to be seen, wherever on the page its print stands."""
    first = _look(page, side, detection_side=_LOOKS[0])
    if first.side is not side or is_complete(side, first.fields):
        return first
    second = _look(page, side, detection_side=_LOOKS[1])
    if second.side is not side:
        return first
    return dataclasses.replace(first, fields=merge_fields(first.fields, second.fields))


def _look(page: Pixels, side: DocumentSide, *, detection_side: int) -> _Look:
    quads = _detect(page, detection_side)
    rotation = 0
    if _runs_down(quads):
        quads = _turned_quads(quads, width=page.shape[1])
        page = np.ascontiguousarray(np.rot90(page))
        rotation = 90
    crops = [_crop(page, quad) for quad in quads]
    is_upside_down = _is_upside_down(crops)
    pieces = _recognise(page, quads, crops, upside_down=is_upside_down)
    if side_of(pieces) is None:
        # The vote was wrong, or this is no card; only then a second reading is paid for.
        turned = _recognise(page, quads, crops, upside_down=not is_upside_down)
        if side_of(turned) is not None:
            pieces, is_upside_down = turned, not is_upside_down
    seen = side_of(pieces)
    return _Look(
        side=seen,
        fields=parse_side(side, pieces) if seen is side else {},
        rotation=(rotation + 180 * is_upside_down) % 360,
    )


def _detect(page: Pixels, side: int) -> Quads:
    scale = min(1.0, side / max(page.shape[:2]))
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = _engine()(small, use_det=True, use_cls=False, use_rec=False)
    if found.boxes is None:
        return np.empty((0, 4, 2), np.float32)
    quads = np.asarray(found.boxes, np.float32) / scale
    largest = np.argsort([-cv2.contourArea(quad) for quad in quads])[:_MAX_PIECES]
    return np.asarray(quads[np.sort(largest)], np.float32)


def _recognise(
    page: Pixels, quads: Quads, crops: Sequence[Pixels], *, upside_down: bool
) -> list[TextPiece]:
    height, width = page.shape[:2]
    pieces = []
    for quad, crop in zip(quads, crops, strict=True):
        upright = cv2.rotate(crop, cv2.ROTATE_180) if upside_down else crop
        line = _recogniser().read(np.asarray(upright, np.uint8))
        if line.confidence < _MIN_CONFIDENCE:
            continue
        x, y = quad.mean(axis=0)
        pieces.append(
            TextPiece(
                text=line.text,
                confidence=line.confidence,
                x=float(width - x if upside_down else x),
                y=float(height - y if upside_down else y),
                width=float(crop.shape[1]),
                height=float(crop.shape[0]),
            )
        )
    return level(pieces, angle=_tilt(quads))


def _is_upside_down(crops: Sequence[Pixels]) -> bool:
    """Let the longest pieces vote with the bundled classifier; one alone is often wrong."""
    longest = sorted(crops, key=lambda crop: -crop.shape[1] / crop.shape[0])[:_VOTERS]
    vote = 0.0
    for crop in longest:
        label, score = _engine()(crop, use_det=False, use_cls=True, use_rec=False).cls_res[0]
        vote += score if label == "180" else -score
    return vote > 0


def _crop(page: Pixels, quad: Quads) -> Pixels:
    sides = np.linalg.norm(quad - np.roll(quad, -1, axis=0), axis=1)
    width, height = int(max(sides[0], sides[2], 1)), int(max(sides[1], sides[3], 1))
    straight = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad, straight)
    crop = cv2.warpPerspective(
        page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(crop, np.uint8)


def _runs_down(quads: Quads) -> bool:
    widths = np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1)
    heights = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)
    standing = heights > _STANDING * widths
    return bool(heights[standing].sum() > widths[~standing].sum())


def _turned_quads(quads: Quads, *, width: int) -> Quads:
    """Follow a turn of the page by 90 degrees counter-clockwise; corners begin top left again."""
    turned = np.stack([quads[:, :, 1], width - quads[:, :, 0]], axis=2)
    return np.roll(turned, -1, axis=1)


def _tilt(quads: Quads) -> float:
    """Return by how many degrees the lines run askew: the median, long lines counting more."""
    if not len(quads):
        return 0.0
    along = quads[:, 1] - quads[:, 0]
    widths = np.linalg.norm(along, axis=1)
    angles = np.degrees(np.arctan2(along[:, 1], along[:, 0]))
    order = np.argsort(angles)
    middle = np.searchsorted(np.cumsum(widths[order]), widths.sum() / 2)
    return float(angles[order][middle])
