"""
What proofing asks of the engines that read documents and faces.

Engines measure; they never judge. What counts as enough (bands, limits, actions) is policy of
this area. A port returns `EngineUnavailable` where the library or a weight is missing or the
engine failed: the step then becomes a human's, and the citizen is not refused (DESIGN.md,
decisions 2 and 9). Every picture handed to a port has been through `kernel.pictures` before.
"""

import dataclasses
import enum
from collections.abc import Mapping, Sequence
from typing import Protocol

from shiming.kernel.slots import Slot
from shiming.proofing.types import ProofingPolicy

LONG_TERM = "长期"
"""What stands on a card in place of a last day when it never expires."""


class DocumentSide(enum.StrEnum):
    """Which side of an identity card a picture shows."""

    FRONT = "front"
    """人像面: portrait, name, number."""
    BACK = "back"
    """国徽面: emblem, issuer, validity."""


class DocumentField(enum.StrEnum):
    """What can be read off an identity card."""

    NAME = "name"
    SEX = "sex"
    ETHNICITY = "ethnicity"
    BIRTH = "birth"
    ADDRESS = "address"
    NUMBER = "number"
    ISSUER = "issuer"
    VALID_FROM = "valid_from"
    VALID_UNTIL = "valid_until"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EngineUnavailable:
    """The engine cannot answer now; `reason` names what is missing, never a person."""

    reason: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EngineStatus:
    """Which engine stands behind a port, and what it lacks; shown by `shiming doctor`."""

    engine: str
    version: str
    is_ready: bool
    missing: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FieldReading:
    """
    One field as read and normalised.

    Dates are ISO (`1985-06-15`), `valid_until` may be `LONG_TERM`, sex is 男 or 女, the number
    is upper case without spaces. `is_checked` says that a check digit, or the number that
    carries one, vouches for the text.
    """

    text: str = dataclasses.field(repr=False)
    confidence: float
    is_checked: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReading:
    """
    What a reader found on one side of a card; an absent field could not be read.

    `side_seen` is the side that the picture really shows, None where it shows no card.
    `rotation` is by how many degrees counter-clockwise the picture must be turned to stand
    upright (0, 90, 180 or 270).
    """

    side_seen: DocumentSide | None
    fields: Mapping[DocumentField, FieldReading]
    rotation: int
    engine: str
    version: str
    seconds: float

    def text(self, field: DocumentField) -> str:
        """Return the text of `field`, empty where it could not be read."""
        reading = self.fields.get(field)
        return reading.text if reading else ""


class DocumentReader(Protocol):
    """Reads identity cards (OCR)."""

    def read(self, *, picture: bytes, side: DocumentSide) -> DocumentReading | EngineUnavailable:
        """Read the fields of one side of a card, whichever way up the picture is."""
        ...

    def status(self) -> EngineStatus:
        """Say what engine this is and whether it can answer, without loading it."""
        ...


class PictureKind(enum.StrEnum):
    """What a picture is meant to show."""

    CARD_FRONT = "card_front"
    CARD_BACK = "card_back"
    FACE = "face"


class PictureProblem(enum.StrEnum):
    """What is wrong with a picture; pages say for each what to do."""

    TOO_SMALL = "too_small"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    BLURRED = "blurred"
    GLARE = "glare"
    CARD_NOT_WHOLE = "card_not_whole"
    NO_CARD = "no_card"
    NO_FACE = "no_face"
    TWO_FACES = "two_faces"
    FACE_TOO_SMALL = "face_too_small"
    FACE_TOO_LARGE = "face_too_large"


class PicturePlace(enum.StrEnum):
    """Where on the picture a problem sits."""

    WHOLE = "whole"
    PORTRAIT = "portrait"
    NUMBER = "number"
    TEXT = "text"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PictureFinding:
    """One problem, what was measured, and the limit that it passed."""

    problem: PictureProblem
    measured: float
    limit: float
    place: PicturePlace = PicturePlace.WHOLE


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PictureLimits:
    """
    From where on a measure is a problem; parameters of the deployment.

    Brightness is the mean grey (0-255) and sharpness the mean absolute Laplacian of the sharpest
    tenth, both of the card or the face at a fixed width; glare is the share of burnt-out pixels
    of a place; `min_card_inside` the share of the card that must lie on the picture.
    """

    min_short_side: int = 400
    min_card_width: int = 480
    min_brightness: float = 55.0
    max_brightness: float = 245.0
    min_sharpness: float = 10.0
    min_face_sharpness: float = 5.0
    max_glare: float = 0.06
    min_card_inside: float = 0.93
    min_face_share: float = 0.12
    max_face_share: float = 0.75


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PictureReport:
    """What an inspector measured on a picture; no findings means: good to go on."""

    width: int
    height: int
    faces: int | None
    brightness: float
    sharpness: float
    findings: tuple[PictureFinding, ...]
    seconds: float

    @property
    def problems(self) -> frozenset[PictureProblem]:
        """The problems found, without where and how much."""
        return frozenset(finding.problem for finding in self.findings)


class PictureInspector(Protocol):
    """Checks whether a picture is fit to be read or compared."""

    def inspect(self, *, picture: bytes, kind: PictureKind) -> PictureReport | EngineUnavailable:
        """Measure light, sharpness, glare, faces and whether the card is whole."""
        ...

    def status(self) -> EngineStatus:
        """Say what engine this is and whether it can answer, without loading it."""
        ...


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FaceComparison:
    """
    How alike the largest faces of two pictures are.

    `score` is a cosine similarity (-1 to 1) of `model`; None where one of them shows no face.
    No template leaves the engine.
    """

    score: float | None
    probe_faces: int
    reference_faces: int
    model: str
    seconds: float


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FrameReading:
    """
    What one frame of a live check shows; all measures are those of its largest face.

    Angles are degrees: `yaw` is positive when the person turns to their own left, `pitch` when
    they look up, `roll` when the head leans to their own left shoulder. `face_share` is the face's
    width over the frame's, `mouth_ratio` the opening of the lips over the width of the mouth.
    `similarity` compares the face with the anchor (or the first frame that shows one). A value
    is None where there is no face or the weight that yields it is not installed.
    """

    faces: int
    face_share: float = 0.0
    brightness: float = 0.0
    sharpness: float = 0.0
    blink_left: float | None = None
    blink_right: float | None = None
    jaw_open: float | None = None
    mouth_ratio: float | None = None
    yaw: float | None = None
    pitch: float | None = None
    roll: float | None = None
    similarity: float | None = None
    passive_live: float | None = None


class FaceEngine(Protocol):
    """Compares faces and measures the frames of a live check."""

    def compare(self, *, probe: bytes, reference: bytes) -> FaceComparison | EngineUnavailable:
        """Compare the largest faces of two pictures; a card may stand whichever way up."""
        ...

    def read_frames(
        self, *, frames: Sequence[bytes], anchor: bytes | None = None
    ) -> tuple[FrameReading, ...] | EngineUnavailable:
        """
        Measure each frame, in order.

        `anchor` is a picture of whom the frames must show throughout, so that a check may be
        read in several batches; without it the first frame with a face is the anchor.
        """
        ...

    def status(self) -> EngineStatus:
        """Say what engine this is and whether it can answer, without loading it."""
        ...


document_reader: Slot[DocumentReader] = Slot("proofing.document_reader")
picture_inspector: Slot[PictureInspector] = Slot("proofing.picture_inspector")
face_engine: Slot[FaceEngine] = Slot("proofing.face_engine")


class NoEngine:
    """Stands where nothing is installed: each answer sends the step to a person."""

    _UNAVAILABLE = EngineUnavailable(reason="not_installed")
    _STATUS = EngineStatus(engine="none", version="", is_ready=False, missing=("engine",))

    def read(self, *, picture: bytes, side: DocumentSide) -> EngineUnavailable:
        """Answer that documents are read by people here."""
        del picture, side
        return self._UNAVAILABLE

    def inspect(self, *, picture: bytes, kind: PictureKind) -> EngineUnavailable:
        """Answer that pictures are checked by people here."""
        del picture, kind
        return self._UNAVAILABLE

    def compare(self, *, probe: bytes, reference: bytes) -> EngineUnavailable:
        """Answer that faces are compared by people here."""
        del probe, reference
        return self._UNAVAILABLE

    def read_frames(
        self, *, frames: Sequence[bytes], anchor: bytes | None = None
    ) -> EngineUnavailable:
        """Answer that live checks are judged by people here."""
        del frames, anchor
        return self._UNAVAILABLE

    def status(self) -> EngineStatus:
        """Say that there is no engine."""
        return self._STATUS


document_reader.fill(NoEngine())
picture_inspector.fill(NoEngine())
face_engine.fill(NoEngine())

policy: Slot[ProofingPolicy] = Slot("proofing.policy")
policy.fill(ProofingPolicy())
