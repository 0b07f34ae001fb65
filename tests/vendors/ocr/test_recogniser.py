import importlib.util

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from demo.cards.drawing import FONT
from shiming.vendors.ocr.look_alikes import ETHNICITIES
from shiming.vendors.ocr.recogniser import NOTHING, Pixels, Recogniser, find_model

pytestmark = [
    pytest.mark.engines,
    pytest.mark.skipif(
        importlib.util.find_spec("rapidocr") is None or not FONT.is_file(),
        reason="no OCR engine or no card font: run `python -m tools.install_weights`",
    ),
]


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser()


def _line(text: str, *, ink: str = "#202024") -> Pixels:
    image = Image.new("RGB", (40 + 36 * len(text), 56), "#e4eef0")
    font = ImageFont.truetype(str(FONT), 34)
    ImageDraw.Draw(image).text((16, 2), text, fill=ink, font=font)
    return np.asarray(image)


class TestRecogniser:
    def test_uses_the_model_of_the_wheel(self) -> None:
        model = find_model()

        assert model is not None
        assert model.parent.parent.name == "rapidocr"

    def test_reads_a_line(self, recogniser: Recogniser) -> None:
        line = recogniser.read(_line("样本市公安局东湖分局"))

        assert (line.text, line.confidence > 0.9) == ("样本市公安局东湖分局", True)

    def test_reads_in_the_allowed_characters_alone(self, recogniser: Recogniser) -> None:
        line = recogniser.read(_line("8号301室"), allowed="0-9")

        assert line.text == "8301"

    def test_sees_a_hole(self, recogniser: Recogniser) -> None:
        whole = recogniser.read(_line("云海省样本市东湖区文昌路"))
        hole = recogniser.read(_line("云海省样本　　　区文昌路"))

        assert whole.widest_gap < 1 < hole.widest_gap

    @pytest.mark.parametrize("name", ["汉", "满", "维吾尔", "柯尔克孜"])
    def test_chooses_among_words(self, recogniser: Recogniser, name: str) -> None:
        assert recogniser.choose(_line(name), ETHNICITIES).text == name

    @pytest.mark.parametrize("text", ["　", "沈建国", "301"])
    def test_chooses_none_where_none_stands(self, recogniser: Recogniser, text: str) -> None:
        assert recogniser.choose(_line(text), ETHNICITIES) == NOTHING

    def test_reads_nothing_on_bare_ground(self, recogniser: Recogniser) -> None:
        assert recogniser.read(_line("　　")) == NOTHING
