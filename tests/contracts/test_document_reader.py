"""What every document reader must do; runs on the fake, and on RapidOCR with drawn cards."""

import dataclasses
import datetime as dt
import importlib.util
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from demo.cards.drawing import FONT, draw_back, draw_front
from demo.cards.people import CardHolder
from demo.cards.photographs import Distortion, photograph, random_distortion, to_jpeg
from shiming.kernel import pictures
from shiming.proofing.ports import (
    LONG_TERM,
    DocumentField,
    DocumentReader,
    DocumentReading,
    DocumentSide,
    EngineUnavailable,
)
from shiming.vendors.face.scenes import Scene, picture_of
from shiming.vendors.ocr.card_parsing import FIELDS_OF
from shiming.vendors.ocr.fake import SAMPLE_CARD, FakeDocumentReader
from shiming.vendors.ocr.rapidocr_reader import RapidOcrDocumentReader

HOLDER = CardHolder(
    name=SAMPLE_CARD[DocumentField.NAME],
    sex=SAMPLE_CARD[DocumentField.SEX],
    ethnicity=SAMPLE_CARD[DocumentField.ETHNICITY],
    birth=dt.date.fromisoformat(SAMPLE_CARD[DocumentField.BIRTH]),
    address=SAMPLE_CARD[DocumentField.ADDRESS],
    number=SAMPLE_CARD[DocumentField.NUMBER],
    issuer=SAMPLE_CARD[DocumentField.ISSUER],
    valid_from=dt.date.fromisoformat(SAMPLE_CARD[DocumentField.VALID_FROM]),
    valid_until=dt.date.fromisoformat(SAMPLE_CARD[DocumentField.VALID_UNTIL]),
)

needs_engine = pytest.mark.skipif(
    importlib.util.find_spec("rapidocr") is None or not FONT.is_file(),
    reason="no OCR engine or no card font: run `python -m tools.install_weights`",
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A reader, and the pictures that show it what a test speaks of."""

    reader: DocumentReader
    front: Callable[[], bytes]
    back: Callable[[], bytes]
    no_card: Callable[[], bytes]
    wrong_side: Callable[[], bytes]

    def read(self, picture: bytes, side: DocumentSide) -> DocumentReading:
        reading = self.reader.read(picture=picture, side=side)
        assert isinstance(reading, DocumentReading)
        return reading


@pytest.fixture(scope="module")
def rapidocr_reader() -> RapidOcrDocumentReader:
    return RapidOcrDocumentReader()


@pytest.fixture(
    params=["fake", pytest.param("rapidocr", marks=[pytest.mark.engines, needs_engine])]
)
def desk(request: pytest.FixtureRequest) -> Desk:
    if request.param == "fake":
        return Desk(
            reader=FakeDocumentReader(),
            front=lambda: picture_of(Scene.GOOD),
            back=lambda: picture_of(Scene.GOOD),
            no_card=lambda: picture_of(Scene.UNREADABLE),
            wrong_side=lambda: picture_of(Scene.OTHER_SIDE),
        )
    return Desk(
        reader=request.getfixturevalue("rapidocr_reader"),
        front=lambda: to_jpeg(photograph(draw_front(HOLDER))),
        back=lambda: to_jpeg(photograph(draw_back(HOLDER))),
        no_card=lambda: to_jpeg(Image.new("RGB", (800, 600), "grey")),
        wrong_side=lambda: to_jpeg(photograph(draw_back(HOLDER))),
    )


class TestDocumentReader:
    def test_reads_every_field_of_the_front(self, desk: Desk) -> None:
        reading = desk.read(desk.front(), DocumentSide.FRONT)

        front = {field: SAMPLE_CARD[field] for field in reading.fields}
        assert {field: reading.text(field) for field in reading.fields} == front
        assert len(front) == 6
        assert reading.side_seen is DocumentSide.FRONT

    def test_reads_every_field_of_the_back(self, desk: Desk) -> None:
        reading = desk.read(desk.back(), DocumentSide.BACK)

        assert {field: reading.text(field) for field in reading.fields} == {
            DocumentField.ISSUER: HOLDER.issuer,
            DocumentField.VALID_FROM: "2020-05-01",
            DocumentField.VALID_UNTIL: "2040-05-01",
        }

    def test_says_that_the_check_digit_vouches_for_number_birth_and_sex(self, desk: Desk) -> None:
        reading = desk.read(desk.front(), DocumentSide.FRONT)

        vouched = {field for field, value in reading.fields.items() if value.is_checked}
        assert vouched == {DocumentField.NUMBER, DocumentField.BIRTH, DocumentField.SEX}

    def test_reads_nothing_where_there_is_no_card(self, desk: Desk) -> None:
        reading = desk.read(desk.no_card(), DocumentSide.FRONT)

        assert (reading.side_seen, reading.fields) == (None, {})

    def test_says_when_it_is_shown_the_other_side(self, desk: Desk) -> None:
        reading = desk.read(desk.wrong_side(), DocumentSide.FRONT)

        assert (reading.side_seen, reading.fields) == (DocumentSide.BACK, {})

    def test_refuses_what_is_no_picture(self, desk: Desk) -> None:
        with pytest.raises(pictures.PictureTypeUnknown):
            desk.reader.read(picture=b"%PDF-1.7", side=DocumentSide.FRONT)

    def test_keeps_what_it_read_out_of_its_repr(self, desk: Desk) -> None:
        reading = desk.read(desk.front(), DocumentSide.FRONT)

        assert not any(text in repr(reading) for text in (HOLDER.name, HOLDER.number))

    def test_is_ready(self, desk: Desk) -> None:
        assert desk.reader.status().is_ready


@pytest.mark.engines
@needs_engine
class TestRapidOcrDocumentReader:
    @pytest.mark.parametrize("turned", [0, 90, 180, 270])
    def test_reads_a_bad_photograph_whichever_way_up(
        self, rapidocr_reader: RapidOcrDocumentReader, turned: int
    ) -> None:
        distortion = random_distortion(7, turned=turned)
        picture = to_jpeg(photograph(draw_front(HOLDER), distortion, seed=7))

        reading = rapidocr_reader.read(picture=picture, side=DocumentSide.FRONT)

        assert isinstance(reading, DocumentReading)
        assert (reading.text(DocumentField.NUMBER), reading.text(DocumentField.NAME)) == (
            HOLDER.number,
            HOLDER.name,
        )
        # `turned` is counter-clockwise: so much is left of a full turn to stand upright.
        assert reading.rotation == (360 - turned) % 360

    def test_reads_a_card_without_a_last_day(self, rapidocr_reader: RapidOcrDocumentReader) -> None:
        card = draw_back(dataclasses.replace(HOLDER, valid_until=None))

        reading = rapidocr_reader.read(picture=to_jpeg(photograph(card)), side=DocumentSide.BACK)

        assert isinstance(reading, DocumentReading)
        assert reading.text(DocumentField.VALID_UNTIL) == LONG_TERM

    def test_reads_a_card_whose_outline_is_not_on_the_picture(
        self, rapidocr_reader: RapidOcrDocumentReader
    ) -> None:
        whole = draw_front(HOLDER).convert("RGB")
        inside = whole.crop((30, 30, whole.width - 30, whole.height - 30))

        reading = rapidocr_reader.read(picture=to_jpeg(inside), side=DocumentSide.FRONT)

        assert isinstance(reading, DocumentReading)
        assert {field: reading.text(field) for field in reading.fields} == {
            field: SAMPLE_CARD[field] for field in FIELDS_OF[DocumentSide.FRONT]
        }

    @pytest.mark.parametrize("lower", [-22, 22])
    def test_reads_print_that_stands_two_millimetres_off(
        self, rapidocr_reader: RapidOcrDocumentReader, lower: int
    ) -> None:
        card = draw_front(HOLDER)
        pixels = np.array(card)
        pixels[:, :, :3] = np.roll(pixels[:, :, :3], lower, axis=0)

        reading = rapidocr_reader.read(
            picture=to_jpeg(photograph(Image.fromarray(pixels))), side=DocumentSide.FRONT
        )

        assert isinstance(reading, DocumentReading)
        assert {field: reading.text(field) for field in reading.fields} == {
            field: SAMPLE_CARD[field] for field in FIELDS_OF[DocumentSide.FRONT]
        }

    @pytest.mark.parametrize(
        ("field", "place"),
        [(DocumentField.ADDRESS, (0.35, 0.52)), (DocumentField.NAME, (0.22, 0.14))],
    )
    def test_leaves_blank_what_a_reflection_took(
        self,
        rapidocr_reader: RapidOcrDocumentReader,
        field: DocumentField,
        place: tuple[float, float],
    ) -> None:
        lamp = Distortion(glare=1.0, glare_at=place)
        picture = to_jpeg(photograph(draw_front(HOLDER), lamp, seed=5))

        reading = rapidocr_reader.read(picture=picture, side=DocumentSide.FRONT)

        assert isinstance(reading, DocumentReading)
        assert reading.fields.keys() == FIELDS_OF[DocumentSide.FRONT] - {field}


class TestFakeDocumentReader:
    def test_can_be_told_not_to_answer(self) -> None:
        answer = FakeDocumentReader().read(
            picture=picture_of(Scene.UNAVAILABLE), side=DocumentSide.FRONT
        )

        assert isinstance(answer, EngineUnavailable)

    def test_reads_a_number_that_nothing_vouches_for(self) -> None:
        reading = FakeDocumentReader().read(
            picture=picture_of(Scene.WRONG_NUMBER), side=DocumentSide.FRONT
        )

        assert isinstance(reading, DocumentReading)
        assert not reading.fields[DocumentField.NUMBER].is_checked
        assert reading.text(DocumentField.NUMBER) != HOLDER.number
