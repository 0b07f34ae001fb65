"""Engines and a register that do what a test tells them; and a person before a camera."""

import dataclasses
import datetime as dt
import io
from collections.abc import Sequence

from PIL import Image

from shiming.proofing.policies import clips
from shiming.proofing.policies.clips import Frame
from shiming.proofing.ports import (
    DocumentField,
    DocumentReading,
    DocumentSide,
    EngineStatus,
    EngineUnavailable,
    FaceComparison,
    FieldReading,
    FrameReading,
    PictureFinding,
    PictureKind,
    PictureReport,
)
from shiming.proofing.types import LiveAction, PlannedAction
from shiming.registers.types import Outcome, PhotoAnswer, PopulationRequest, RegisterAnswer
from tests.cast import Member

STEP_MS = 180
READY = EngineStatus(engine="fake", version="1", is_ready=True)
UNAVAILABLE = EngineUnavailable(reason="tests")


def jpeg(*, shade: int = 120, size: tuple[int, int] = (64, 48)) -> bytes:
    """Return a small picture; each shade is another one."""
    buffer = io.BytesIO()
    Image.new("RGB", size, (shade % 256, (shade * 7) % 256, 90)).save(buffer, "JPEG")
    return buffer.getvalue()


@dataclasses.dataclass(kw_only=True)
class FakeReader:
    """Reads off every card what the test wants."""

    member: Member
    valid_until: str = "2035-06-15"
    fields: dict[DocumentField, str] | None = None
    side_seen: DocumentSide | None = None
    is_blank: bool = False
    is_unavailable: bool = False

    def read(self, *, picture: bytes, side: DocumentSide) -> DocumentReading | EngineUnavailable:
        if self.is_unavailable:
            return UNAVAILABLE
        front = {
            DocumentField.NAME: self.member.name,
            DocumentField.NUMBER: self.member.number,
            DocumentField.ETHNICITY: "汉",
            DocumentField.ADDRESS: "某省某市某路 1 号",
        }
        back = {
            DocumentField.ISSUER: "样例市公安局",
            DocumentField.VALID_FROM: "2015-06-15",
            DocumentField.VALID_UNTIL: self.valid_until,
        }
        fields = front if side is DocumentSide.FRONT else back
        fields = self.fields if self.fields is not None else fields
        return DocumentReading(
            side_seen=None if self.is_blank else self.side_seen or side,
            fields={key: FieldReading(text=text, confidence=0.99) for key, text in fields.items()},
            rotation=0,
            engine="fake",
            version="1",
            seconds=0.0,
        )

    def status(self) -> EngineStatus:
        return READY


@dataclasses.dataclass(kw_only=True)
class FakeInspector:
    """Finds on every picture what the test wants."""

    findings: tuple[PictureFinding, ...] = ()
    is_unavailable: bool = False

    def inspect(self, *, picture: bytes, kind: PictureKind) -> PictureReport | EngineUnavailable:
        if self.is_unavailable:
            return UNAVAILABLE
        return PictureReport(
            width=64,
            height=48,
            faces=1,
            brightness=120.0,
            sharpness=30.0,
            findings=self.findings,
            seconds=0.0,
        )

    def status(self) -> EngineStatus:
        return READY


@dataclasses.dataclass(kw_only=True)
class FakeFaceEngine:
    """Measures in every clip what the test wants; scores are given out in turn."""

    readings: Sequence[FrameReading] = ()
    scores: list[float | None] = dataclasses.field(default_factory=lambda: [0.62])
    is_unavailable: bool = False
    cannot_compare: bool = False
    calls: int = 0

    def compare(self, *, probe: bytes, reference: bytes) -> FaceComparison | EngineUnavailable:
        if self.is_unavailable or self.cannot_compare:
            return UNAVAILABLE
        score = self.scores.pop(0) if len(self.scores) > 1 else self.scores[0]
        return FaceComparison(
            score=score, probe_faces=1, reference_faces=1, model="fake-1", seconds=0.0
        )

    def read_frames(
        self, *, frames: Sequence[bytes], anchor: bytes | None = None
    ) -> tuple[FrameReading, ...] | EngineUnavailable:
        self.calls += 1
        if self.is_unavailable:
            return UNAVAILABLE
        assert len(frames) == len(self.readings)
        return tuple(self.readings)

    def status(self) -> EngineStatus:
        return READY


@dataclasses.dataclass(kw_only=True)
class FakeRegister:
    """Answers what the test wants."""

    outcome: Outcome = Outcome.MATCH
    photo: bytes | None = None
    is_photo_away: bool = False
    refusal: Exception | None = None
    is_simulator: bool = True
    source: str = "tests"
    requests: list[PopulationRequest] = dataclasses.field(default_factory=list)

    def check_two_factors(self, request: PopulationRequest) -> RegisterAnswer:
        return self._answer(request)

    def check_four_factors(self, request: PopulationRequest) -> RegisterAnswer:
        return self._answer(request)

    def fetch_photo(self, request: PopulationRequest) -> PhotoAnswer:
        outcome = Outcome.MATCH if self.photo else Outcome.NO_RECORD
        if self.is_photo_away:
            outcome = Outcome.UNAVAILABLE
        return PhotoAnswer(
            outcome=outcome,
            source=self.source,
            at=dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC),
            photo=self.photo,
        )

    def _answer(self, request: PopulationRequest) -> RegisterAnswer:
        self.requests.append(request)
        if self.refusal is not None:
            raise self.refusal
        return RegisterAnswer(
            outcome=self.outcome,
            source=self.source,
            at=dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC),
            reference="ref-1",
        )


CALM = FrameReading(
    faces=1,
    face_share=0.4,
    brightness=120.0,
    sharpness=20.0,
    blink_left=0.1,
    blink_right=0.1,
    jaw_open=0.05,
    mouth_ratio=0.05,
    yaw=2.0,
    pitch=0.0,
    roll=0.0,
    similarity=0.9,
    passive_live=0.97,
)
ACTING = {
    LiveAction.BLINK: dataclasses.replace(CALM, blink_left=0.8, blink_right=0.75),
    LiveAction.OPEN_MOUTH: dataclasses.replace(CALM, jaw_open=0.5, mouth_ratio=0.6),
    LiveAction.TURN_LEFT: dataclasses.replace(CALM, yaw=32.0, similarity=0.3),
    LiveAction.TURN_RIGHT: dataclasses.replace(CALM, yaw=-32.0, similarity=0.3),
    LiveAction.NOD: dataclasses.replace(CALM, pitch=-16.0),
}


def moments(plan: Sequence[PlannedAction], *, step_ms: int = STEP_MS) -> list[int]:
    """Return when frames are taken."""
    return list(range(0, plan[-1].end_ms, step_ms))


def perform(
    plan: Sequence[PlannedAction], *, step_ms: int = STEP_MS, calm: FrameReading = CALM
) -> list[FrameReading]:
    """Return the readings of a person who does what the plan asks, a second after each prompt."""
    return [
        next(
            (
                ACTING[planned.action]
                for planned in plan
                if planned.start_ms + 1000 <= at_ms < planned.start_ms + 2000
            ),
            calm,
        )
        for at_ms in moments(plan, step_ms=step_ms)
    ]


def clip_of(plan: Sequence[PlannedAction], *, seed: int = 0) -> bytes:
    """Return a clip as the page sends it; another seed makes other pictures."""
    return clips.pack(
        frames=[
            Frame(at_ms=at_ms, content=jpeg(shade=place * 3 + seed, size=(64 + place, 48)))
            for place, at_ms in enumerate(moments(plan))
        ]
    )
