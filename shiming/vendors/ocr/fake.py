"""A fake document reader: it reads one card, whatever it is shown, unless the scene says else."""

from collections.abc import Mapping
from typing import Final

from shiming.proofing.ports import (
    DocumentField,
    DocumentReading,
    DocumentSide,
    EngineStatus,
    EngineUnavailable,
    FieldReading,
)
from shiming.vendors.face.scenes import Scene, scene_of
from shiming.vendors.ocr.card_parsing import FIELDS_OF

_ENGINE: Final = "fake"
_VERSION: Final = "1"
_CHECKED: Final = frozenset({DocumentField.NUMBER, DocumentField.SEX, DocumentField.BIRTH})

SAMPLE_CARD: Final[Mapping[DocumentField, str]] = {
    DocumentField.NAME: "林样本",
    DocumentField.SEX: "女",
    DocumentField.ETHNICITY: "汉",
    DocumentField.BIRTH: "1990-03-07",
    DocumentField.ADDRESS: "云海省样本市东湖区文昌路8号2栋1单元301室",
    DocumentField.NUMBER: "600101199003070026",
    DocumentField.ISSUER: "样本市公安局东湖分局",
    DocumentField.VALID_FROM: "2020-05-01",
    DocumentField.VALID_UNTIL: "2040-05-01",
}
"""What the fake reads unless it was made with another card; the province does not exist."""


class FakeDocumentReader:
    """Reads `card`; the magic pictures of `scenes.Scene` change the answer."""

    is_simulator: Final = True

    def __init__(self, card: Mapping[DocumentField, str] = SAMPLE_CARD) -> None:
        self._card = dict(card)

    def status(self) -> EngineStatus:
        """Say that the fake is ready."""
        return EngineStatus(engine=_ENGINE, version=_VERSION, is_ready=True)

    def read(self, *, picture: bytes, side: DocumentSide) -> DocumentReading | EngineUnavailable:
        """Answer by the scene of the picture."""
        scene = scene_of(picture)
        if scene is Scene.UNAVAILABLE:
            return EngineUnavailable(reason="the fake was told not to answer")
        seen: DocumentSide | None = side
        if scene in {Scene.UNREADABLE, Scene.BLURRED, Scene.DARK}:
            seen = None
        elif scene is Scene.OTHER_SIDE:
            seen = next(other for other in DocumentSide if other is not side)
        return DocumentReading(
            side_seen=seen,
            fields=self._fields(side, scene) if seen is side else {},
            rotation=0,
            engine=_ENGINE,
            version=_VERSION,
            seconds=0.0,
        )

    def _fields(self, side: DocumentSide, scene: Scene) -> dict[DocumentField, FieldReading]:
        texts = {field: text for field, text in self._card.items() if field in FIELDS_OF[side]}
        if side is DocumentSide.FRONT and scene is Scene.WRONG_NUMBER:
            number = texts[DocumentField.NUMBER]
            texts[DocumentField.NUMBER] = number[:-1] + ("0" if number[-1] != "0" else "1")
        if side is DocumentSide.FRONT and scene is Scene.GLARE:
            del texts[DocumentField.NUMBER]
        if side is DocumentSide.BACK and scene is Scene.EXPIRED:
            texts |= {
                DocumentField.VALID_FROM: "2004-05-01",
                DocumentField.VALID_UNTIL: "2014-05-01",
            }
        vouched = frozenset() if scene is Scene.WRONG_NUMBER else _CHECKED
        return {
            field: FieldReading(text=text, confidence=0.98, is_checked=field in vouched)
            for field, text in texts.items()
        }
