"""What every picture inspector must do; runs on the fake, and on OpenCV with drawn cards."""

import dataclasses
import pathlib
from collections.abc import Mapping

import pytest
from PIL import Image

from demo import faces
from demo.cards.drawing import FONT, draw_back, draw_front
from demo.cards.people import make_holder
from demo.cards.photographs import Distortion, photograph, random_distortion, to_jpeg
from shiming.kernel import pictures
from shiming.proofing.ports import (
    EngineUnavailable,
    PictureInspector,
    PictureKind,
    PicturePlace,
    PictureProblem,
    PictureReport,
)
from shiming.vendors.face import weights
from shiming.vendors.face.fake import FakePictureInspector
from shiming.vendors.face.picture_inspector import OpenCvPictureInspector
from shiming.vendors.face.scenes import Scene, picture_of

needs_engine = pytest.mark.skipif(
    weights.DETECTOR.name in weights.list_missing()
    or len(faces.list_faces()) < 2
    or not FONT.is_file(),
    reason="no weights, faces or font: run `python -m tools.install_weights`",
)
BAD_LIGHT: Mapping[str, Distortion] = {
    "good": Distortion(),
    "blurred": Distortion(blur=5),
    "dark": Distortion(light=0.2),
    "glare": Distortion(glare=1.0, glare_at=(0.6, 0.86)),
    "cut": Distortion(shift=(-0.3, 0.0), rotation=3),
}
SCENES = {
    "good": Scene.GOOD,
    "blurred": Scene.BLURRED,
    "dark": Scene.DARK,
    "glare": Scene.GLARE,
    "cut": Scene.CUT,
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """An inspector, and pictures of cards by what is wrong with them."""

    inspector: PictureInspector
    is_fake: bool

    def inspect(self, name: str) -> PictureReport:
        picture = picture_of(SCENES[name]) if self.is_fake else _card(BAD_LIGHT[name])
        return self.look_at(picture, PictureKind.CARD_FRONT)

    def look_at(self, picture: bytes, kind: PictureKind) -> PictureReport:
        report = self.inspector.inspect(picture=picture, kind=kind)
        assert isinstance(report, PictureReport)
        return report


def _card(distortion: Distortion) -> bytes:
    card = draw_front(make_holder(3), portrait=faces.ASTRONAUT)
    return to_jpeg(photograph(card, distortion, seed=1))


@pytest.fixture(params=["fake", pytest.param("opencv", marks=[pytest.mark.engines, needs_engine])])
def table(request: pytest.FixtureRequest) -> Table:
    if request.param == "fake":
        return Table(inspector=FakePictureInspector(), is_fake=True)
    return Table(inspector=OpenCvPictureInspector(), is_fake=False)


class TestPictureInspector:
    def test_finds_nothing_wrong_with_a_good_picture(self, table: Table) -> None:
        assert table.inspect("good").findings == ()

    @pytest.mark.parametrize(
        ("name", "problem"),
        [
            ("blurred", PictureProblem.BLURRED),
            ("dark", PictureProblem.TOO_DARK),
            ("cut", PictureProblem.CARD_NOT_WHOLE),
        ],
    )
    def test_says_what_is_wrong(self, table: Table, name: str, problem: PictureProblem) -> None:
        assert problem in table.inspect(name).problems

    def test_says_where_the_glare_is(self, table: Table) -> None:
        glare = [f for f in table.inspect("glare").findings if f.problem is PictureProblem.GLARE]

        assert [finding.place for finding in glare] == [PicturePlace.NUMBER]

    def test_says_what_was_measured_and_what_would_do(self, table: Table) -> None:
        finding = table.inspect("glare").findings[0]

        assert finding.measured > finding.limit

    def test_refuses_what_is_no_picture(self, table: Table) -> None:
        with pytest.raises(pictures.PictureTypeUnknown):
            table.inspector.inspect(picture=b"PK\x03\x04", kind=PictureKind.FACE)


@pytest.mark.engines
@needs_engine
class TestOpenCvPictureInspector:
    @pytest.mark.parametrize("seed", range(4))
    @pytest.mark.parametrize("turned", [0, 180])
    def test_lets_a_hasty_photograph_pass(self, seed: int, turned: int) -> None:
        table = Table(inspector=OpenCvPictureInspector(), is_fake=False)

        report = table.look_at(
            _card(random_distortion(seed, turned=turned)), PictureKind.CARD_FRONT
        )

        assert report.findings == ()

    def test_finds_nothing_wrong_with_a_good_back(self) -> None:
        table = Table(inspector=OpenCvPictureInspector(), is_fake=False)

        report = table.look_at(
            to_jpeg(photograph(draw_back(make_holder(3)))), PictureKind.CARD_BACK
        )

        assert report.findings == ()

    def test_wants_a_face(self) -> None:
        table = Table(inspector=OpenCvPictureInspector(), is_fake=False)
        empty = to_jpeg(Image.new("RGB", (640, 480), "grey"))

        assert PictureProblem.NO_FACE in table.look_at(empty, PictureKind.FACE).problems
        assert PictureProblem.NO_FACE in table.look_at(empty, PictureKind.CARD_FRONT).problems

    def test_wants_one_face_only(self) -> None:
        table = Table(inspector=OpenCvPictureInspector(), is_fake=False)
        both = Image.new("RGB", (1024, 512))
        for place, path in enumerate((faces.ASTRONAUT, faces.ASTRONAUT)):
            both.paste(pictures.decode_picture(path.read_bytes()), (512 * place, 0))

        report = table.look_at(to_jpeg(both), PictureKind.FACE)

        assert PictureProblem.TWO_FACES in report.problems

    def test_is_unavailable_without_the_detector(self, tmp_path: pathlib.Path) -> None:
        inspector = OpenCvPictureInspector(folder=tmp_path)

        answer = inspector.inspect(picture=picture_of(Scene.GOOD), kind=PictureKind.FACE)

        assert isinstance(answer, EngineUnavailable)
        assert not inspector.status().is_ready
