"""What every face engine must do; runs on the fake, and on OpenCV with the puppet's frames."""

import dataclasses
import pathlib
from collections.abc import Callable, Sequence

import pytest
from PIL import Image

from demo import faces
from demo.cards.drawing import FONT, draw_front
from demo.cards.people import make_holder
from demo.cards.photographs import photograph, random_distortion, to_jpeg
from demo.puppet.performance import Action, perform
from demo.puppet.puppet import Puppet
from shiming.kernel import pictures
from shiming.proofing.ports import (
    EngineUnavailable,
    FaceComparison,
    FaceEngine,
    FrameReading,
)
from shiming.vendors.face import weights
from shiming.vendors.face.fake import FakeFaceEngine
from shiming.vendors.face.opencv_engine import OpenCvFaceEngine
from shiming.vendors.face.scenes import Scene, picture_of

PASS, FAIL = 0.45, 0.36
"""The bands of LIBRARIES.md: alike from the one on, different below the other."""

needs_engine = pytest.mark.skipif(
    bool(weights.list_missing()) or len(faces.list_faces()) < 2 or not FONT.is_file(),
    reason="no weights, faces or font: run `python -m tools.install_weights`",
)
SCENES = {
    Action.BLINK: Scene.BLINK,
    Action.OPEN_MOUTH: Scene.MOUTH,
    Action.TURN_LEFT: Scene.TURN_LEFT,
    Action.TURN_RIGHT: Scene.TURN_RIGHT,
    Action.NOD: Scene.NOD,
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Booth:
    """An engine, and the pictures that show it what a test speaks of."""

    engine: FaceEngine
    holder: Callable[[], bytes]
    card: Callable[[], bytes]
    somebody_else: Callable[[], bytes]
    nobody: Callable[[], bytes]
    act: Callable[[Action], Sequence[bytes]]

    def compare(self, probe: bytes, reference: bytes) -> FaceComparison:
        answer = self.engine.compare(probe=probe, reference=reference)
        assert isinstance(answer, FaceComparison)
        return answer

    def read(self, frames: Sequence[bytes], *, anchor: bytes | None = None) -> list[FrameReading]:
        readings = self.engine.read_frames(frames=frames, anchor=anchor)
        assert not isinstance(readings, EngineUnavailable)
        return list(readings)


@pytest.fixture(scope="module")
def opencv_engine() -> OpenCvFaceEngine:
    return OpenCvFaceEngine()


@pytest.fixture(scope="module")
def puppet() -> Puppet:
    return Puppet(faces.ASTRONAUT)


@pytest.fixture(params=["fake", pytest.param("opencv", marks=[pytest.mark.engines, needs_engine])])
def booth(request: pytest.FixtureRequest) -> Booth:
    if request.param == "fake":
        return Booth(
            engine=FakeFaceEngine(),
            holder=lambda: picture_of(Scene.GOOD),
            card=lambda: picture_of(Scene.GOOD),
            somebody_else=lambda: picture_of(Scene.OTHER_PERSON),
            nobody=lambda: picture_of(Scene.NO_FACE),
            act=lambda action: [picture_of(Scene.GOOD), picture_of(SCENES[action])],
        )
    puppet = request.getfixturevalue("puppet")
    card = draw_front(make_holder(3), portrait=faces.ASTRONAUT)
    return Booth(
        engine=request.getfixturevalue("opencv_engine"),
        holder=lambda: next(perform(puppet, ())),
        card=lambda: to_jpeg(photograph(card, random_distortion(3), seed=3)),
        somebody_else=faces.GRACE_HOPPER.read_bytes,
        nobody=lambda: to_jpeg(Image.new("RGB", (640, 480), "grey")),
        act=lambda action: list(perform(puppet, [action], rest=2)),
    )


class TestFaceEngine:
    def test_finds_the_holder_like_the_card(self, booth: Booth) -> None:
        comparison = booth.compare(booth.holder(), booth.card())

        assert comparison.score is not None
        assert comparison.score >= PASS

    def test_finds_somebody_else_unlike_the_card(self, booth: Booth) -> None:
        comparison = booth.compare(booth.somebody_else(), booth.card())

        assert comparison.score is not None
        assert comparison.score < FAIL

    def test_has_no_score_where_nobody_is_seen(self, booth: Booth) -> None:
        comparison = booth.compare(booth.nobody(), booth.card())

        assert (comparison.score, comparison.probe_faces, comparison.reference_faces) == (
            None,
            0,
            1,
        )

    def test_refuses_what_is_no_picture(self, booth: Booth) -> None:
        with pytest.raises(pictures.PictureTypeUnknown):
            booth.engine.compare(probe=b"GIF89a", reference=booth.card())

    def test_tells_a_frame_without_a_face(self, booth: Booth) -> None:
        readings = booth.read([booth.holder(), booth.nobody()])

        assert [reading.faces for reading in readings] == [1, 0]
        assert readings[1].similarity is None

    def test_sees_eyes_shut(self, booth: Booth) -> None:
        readings = booth.read(booth.act(Action.BLINK))

        shut = [_blink(reading) for reading in readings]
        assert (min(shut) < 0.3, max(shut) > 0.5) == (True, True)

    def test_sees_the_mouth_open(self, booth: Booth) -> None:
        readings = booth.read(booth.act(Action.OPEN_MOUTH))

        assert max(reading.jaw_open or 0 for reading in readings) > 0.25
        assert max(reading.mouth_ratio or 0 for reading in readings) > 0.3

    @pytest.mark.parametrize(("action", "sign"), [(Action.TURN_LEFT, 1), (Action.TURN_RIGHT, -1)])
    def test_sees_the_head_turn_to_its_own_side(
        self, booth: Booth, action: Action, sign: int
    ) -> None:
        yaws = [(reading.yaw or 0) * sign for reading in booth.read(booth.act(action))]

        assert (abs(yaws[0]) < 15, max(yaws) > 22, min(yaws) > -15) == (True, True, True)

    def test_sees_a_nod(self, booth: Booth) -> None:
        pitches = [reading.pitch or 0 for reading in booth.read(booth.act(Action.NOD))]

        assert pitches[0] - min(pitches) > 10

    @pytest.mark.parametrize("action", list(Action))
    def test_knows_one_person_throughout_an_action(self, booth: Booth, action: Action) -> None:
        readings = booth.read(booth.act(action), anchor=booth.holder())

        assert min(reading.similarity or 0 for reading in readings) >= PASS

    def test_notices_when_somebody_else_steps_in(self, booth: Booth) -> None:
        readings = booth.read([booth.somebody_else()], anchor=booth.holder())

        assert (readings[0].similarity or 0) < FAIL

    def test_is_ready(self, booth: Booth) -> None:
        assert booth.engine.status().is_ready


@pytest.mark.engines
@needs_engine
class TestOpenCvFaceEngine:
    @pytest.mark.parametrize("turned", [90, 180, 270])
    def test_finds_the_face_on_a_card_that_lies_or_stands_on_its_head(
        self, opencv_engine: OpenCvFaceEngine, puppet: Puppet, turned: int
    ) -> None:
        card = draw_front(make_holder(3), portrait=faces.ASTRONAUT)
        picture = to_jpeg(photograph(card, random_distortion(5, turned=turned), seed=5))

        answer = opencv_engine.compare(probe=next(perform(puppet, ())), reference=picture)

        assert isinstance(answer, FaceComparison)
        assert answer.score is not None
        assert answer.score >= PASS

    def test_takes_a_card_before_the_camera_for_an_attack(
        self, opencv_engine: OpenCvFaceEngine
    ) -> None:
        card = draw_front(make_holder(3), portrait=faces.ASTRONAUT)

        readings = opencv_engine.read_frames(frames=[to_jpeg(photograph(card))])

        assert not isinstance(readings, EngineUnavailable)
        assert readings[0].passive_live is not None
        assert readings[0].passive_live < 0.3


class TestOpenCvFaceEngineWithoutWeights:
    def test_is_unavailable_and_says_what_is_missing(self, tmp_path: pathlib.Path) -> None:
        engine = OpenCvFaceEngine(folder=tmp_path)

        answer = engine.compare(probe=picture_of(Scene.GOOD), reference=picture_of(Scene.GOOD))

        assert isinstance(answer, EngineUnavailable)
        assert weights.RECOGNISER.name in answer.reason
        assert not engine.status().is_ready
        assert isinstance(engine.read_frames(frames=[]), EngineUnavailable)

    def test_takes_a_forged_weight_for_missing(self, tmp_path: pathlib.Path) -> None:
        (tmp_path / weights.DETECTOR.name).write_bytes(b"not the network that was measured")

        assert weights.read_weight(weights.DETECTOR, folder=tmp_path) is None

    @pytest.mark.engines
    @needs_engine
    def test_measures_what_the_weights_it_has_allow(self, tmp_path: pathlib.Path) -> None:
        for weight in (weights.DETECTOR, weights.RECOGNISER):
            (tmp_path / weight.name).symlink_to(weights.FOLDER / weight.name)

        readings = OpenCvFaceEngine(folder=tmp_path).read_frames(
            frames=[faces.ASTRONAUT.read_bytes()]
        )

        assert not isinstance(readings, EngineUnavailable)
        assert readings[0].similarity == pytest.approx(1.0, abs=1e-3)
        assert (readings[0].blink_left, readings[0].yaw, readings[0].passive_live) == (
            None,
            None,
            None,
        )


def _blink(reading: FrameReading) -> float:
    return ((reading.blink_left or 0) + (reading.blink_right or 0)) / 2
