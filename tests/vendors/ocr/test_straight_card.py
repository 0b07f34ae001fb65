import importlib.util

import numpy as np
import pytest
from PIL import Image

from demo.cards import drawing, people, photographs
from demo.cards.photographs import Distortion
from shiming.proofing.ports import DocumentField, DocumentSide
from shiming.vendors.ocr.card_parsing import FIELDS_OF
from shiming.vendors.ocr.recogniser import Recogniser
from shiming.vendors.ocr.straight_card import Pixels, lay_straight, read_card

pytestmark = [
    pytest.mark.engines,
    pytest.mark.skipif(
        importlib.util.find_spec("rapidocr") is None or not drawing.FONT.is_file(),
        reason="no OCR engine or no card font: run `python -m tools.install_weights`",
    ),
]
HOLDER = people.make_holder(2)


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser()


def _photograph(card: Image.Image, distortion: Distortion | None = None) -> Pixels:
    picture = np.asarray(photographs.photograph(card, distortion or Distortion(), seed=4))
    return np.ascontiguousarray(picture[:, :, ::-1])


class TestLayStraight:
    @pytest.mark.parametrize("turned", [0, 90, 180, 270])
    def test_says_which_side_it_is_and_how_the_page_must_be_turned(
        self, recogniser: Recogniser, turned: int
    ) -> None:
        page = _photograph(drawing.draw_back(HOLDER), Distortion(rotation=turned, scale=0.6))

        card = lay_straight(page, recogniser)

        assert card is not None
        assert (card.side, card.rotation) == (DocumentSide.BACK, (360 - turned) % 360)

    def test_returns_none_for_something_card_shaped(self, recogniser: Recogniser) -> None:
        blank = drawing.draw_back(HOLDER)
        blank.paste((228, 238, 240), (0, 0, *blank.size), blank.getchannel("A"))

        assert lay_straight(_photograph(blank), recogniser) is None


class TestReadCard:
    @pytest.mark.parametrize("lower", [-18, 0, 18])
    def test_reads_every_field_a_little_higher_or_lower_too(
        self, recogniser: Recogniser, lower: int
    ) -> None:
        pixels = np.array(drawing.draw_front(HOLDER))
        pixels[:, :, :3] = np.roll(pixels[:, :, :3], lower, axis=0)
        card = lay_straight(_photograph(Image.fromarray(pixels)), recogniser)
        assert card is not None

        reading = read_card(card, recogniser)

        assert reading.fields.keys() == FIELDS_OF[DocumentSide.FRONT]
        assert reading.fields[DocumentField.ADDRESS].text == HOLDER.address
        assert reading.fields[DocumentField.NAME].text == HOLDER.name

    def test_says_where_a_reflection_lies_on_the_print(self, recogniser: Recogniser) -> None:
        lamp = Distortion(glare=1.0, glare_at=(0.55, 0.72))
        card = lay_straight(_photograph(drawing.draw_back(HOLDER), lamp), recogniser)
        assert card is not None

        reading = read_card(card, recogniser)

        assert DocumentField.ISSUER in reading.blotted
        assert DocumentField.ISSUER not in reading.fields
