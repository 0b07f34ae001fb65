import pytest

from shiming.proofing.ports import LONG_TERM, DocumentField, DocumentSide
from shiming.vendors.ocr.card_parsing import (
    Fields,
    is_complete,
    is_number,
    is_part_of_number,
    is_term,
    is_title,
    merge_fields,
    parse_parts,
    parse_side,
    side_of,
)
from shiming.vendors.ocr.card_places import Part
from shiming.vendors.ocr.text_lines import TextPiece

NUMBER = "600101199003070026"
FRONT = {
    "name": "姓名林样本",
    "middle": "性别女民族汉",
    "birth": "出生1990年3月7日",
    "address": "住址云海省样本市东湖区文",
    "address_end": "昌路8号301室",
    "number": f"公民身份号码{NUMBER}",
}


def _pieces(*lines: str) -> list[TextPiece]:
    return [
        TextPiece(text=line, confidence=0.9, x=300, y=40 * row, width=400, height=28)
        for row, line in enumerate(lines)
    ]


def _piece(text: str, confidence: float = 0.9) -> TextPiece:
    return TextPiece(text=text, confidence=confidence, x=0, y=0, width=400, height=48)


def _parts(**texts: str) -> dict[str, str]:
    fields = parse_parts({Part(part): _piece(text) for part, text in texts.items()})
    return {field.value: reading.text for field, reading in fields.items()}


def _front(**changed: str) -> Fields:
    return parse_side(DocumentSide.FRONT, _pieces(*{**FRONT, **changed}.values()))


def _back(*lines: str) -> Fields:
    return parse_side(DocumentSide.BACK, _pieces("中华人民共和国", "居民身份证", *lines))


class TestParseFront:
    def test_reads_all_six_fields(self) -> None:
        fields = _front()

        assert {field.value: reading.text for field, reading in fields.items()} == {
            "name": "林样本",
            "sex": "女",
            "ethnicity": "汉",
            "birth": "1990-03-07",
            "address": "云海省样本市东湖区文昌路8号301室",
            "number": NUMBER,
        }

    @pytest.mark.parametrize(
        "number",
        [
            "6OO1O1199OO3O7OO26",
            "60010I199003070026",
            "600101 19900307 0026",
            "６００１０１１９９００３０７００２６",
            "6001011990030700Z6",
        ],
    )
    def test_lets_the_check_digit_decide_about_look_alikes(self, number: str) -> None:
        reading = _front(number=f"公民身份号码{number}")[DocumentField.NUMBER]

        assert (reading.text, reading.is_checked) == (NUMBER, True)

    def test_takes_birth_and_sex_from_the_number(self) -> None:
        fields = _front(middle="性别男民族汉", birth="出生1996年8月7日")

        assert fields[DocumentField.BIRTH].text == "1990-03-07"
        assert fields[DocumentField.SEX].text == "女"

    def test_mends_a_number_with_the_printed_birth_date(self) -> None:
        reading = _front(number="公民身份号码600101199003010026")[DocumentField.NUMBER]

        assert (reading.text, reading.is_checked) == (NUMBER, True)

    def test_says_that_nothing_vouches_for_a_number_with_a_wrong_check_digit(self) -> None:
        fields = _front(number="公民身份号码600101199003070027")

        assert not fields[DocumentField.NUMBER].is_checked
        assert fields[DocumentField.BIRTH].text == "1990-03-07"
        assert not is_complete(DocumentSide.FRONT, fields)

    @pytest.mark.parametrize("middle", ["性别女民族漢", "性别女民族汉族", "女汉", "别女民族汉"])
    def test_finds_the_ethnicity(self, middle: str) -> None:
        assert _front(middle=middle)[DocumentField.ETHNICITY].text == "汉"

    def test_writes_names_in_the_simplified_script_of_the_card(self) -> None:
        assert _front(name="姓名陳漢生")[DocumentField.NAME].text == "陈汉生"

    @pytest.mark.parametrize("dot", [".", "•", "・", "．", "·"])
    def test_folds_the_dot_of_a_name(self, dot: str) -> None:
        assert _front(name=f"姓名买买提{dot}吐尔逊")[DocumentField.NAME].text == "买买提·吐尔逊"

    @pytest.mark.parametrize("line", ["1990年3月7日", "年月日", "住址云海省", "铁址云海省"])
    def test_takes_no_other_line_for_a_name_that_it_could_not_read(self, line: str) -> None:
        fields = parse_side(DocumentSide.FRONT, _pieces(line, NUMBER))

        assert DocumentField.NAME not in fields

    def test_leaves_out_what_was_seen_in_the_portrait(self) -> None:
        pieces = _pieces(*FRONT.values())
        pieces[-1] = TextPiece(
            text=NUMBER, confidence=0.9, x=620, y=pieces[-1].y, width=560, height=40
        )
        badge = TextPiece(text="AB12", confidence=0.9, x=800, y=120, width=60, height=28)

        fields = parse_side(DocumentSide.FRONT, [*pieces, badge])

        assert fields[DocumentField.ADDRESS].text == "云海省样本市东湖区文昌路8号301室"


class TestParseBack:
    def test_reads_issuer_and_validity(self) -> None:
        fields = _back("签发机关样本市公安局东湖分局", "有效期限2020.05.01-2040.05.01")

        assert {field.value: reading.text for field, reading in fields.items()} == {
            "issuer": "样本市公安局东湖分局",
            "valid_from": "2020-05-01",
            "valid_until": "2040-05-01",
        }

    @pytest.mark.parametrize("end", ["长期", "長期", "长朗"])
    def test_reads_a_card_without_a_last_day(self, end: str) -> None:
        fields = _back(f"有效期限2O2O.O5.O1-{end}")

        assert fields[DocumentField.VALID_FROM].text == "2020-05-01"
        assert fields[DocumentField.VALID_UNTIL].text == LONG_TERM

    @pytest.mark.parametrize(
        ("printed", "read"),
        [
            ("样本市公安局东湖力局", "样本市公安局东湖分局"),
            ("样本市公安易东湖分局", "样本市公安局东湖分局"),
            ("樣本市公安局", "样本市公安局"),
        ],
    )
    def test_mends_look_alikes_in_the_office(self, printed: str, read: str) -> None:
        assert _back(f"签发机关{printed}")[DocumentField.ISSUER].text == read

    @pytest.mark.parametrize("rest", ["样本市公安", "样本市公安局东湖"])
    def test_leaves_out_an_office_whose_end_is_missing(self, rest: str) -> None:
        assert DocumentField.ISSUER not in _back(f"签发机关{rest}")

    def test_reads_that_a_card_has_no_last_day_where_the_first_is_gone(self) -> None:
        fields = _back("有效期限20-长期")

        assert {field: reading.text for field, reading in fields.items()} == {
            DocumentField.VALID_UNTIL: LONG_TERM
        }

    def test_leaves_out_a_date_that_does_not_exist(self) -> None:
        assert _back("有效期限2020.13.01-2040.13.01") == {}


class TestParseParts:
    def test_reads_what_stands_at_the_places_of_the_front(self) -> None:
        assert _parts(
            name="林样本",
            sex="男",
            ethnicity="汉",
            birth="1996年8月7日",
            address="云海省样本市东湖區文昌路8号3O1室",
            number=NUMBER,
        ) == {
            "name": "林样本",
            "sex": "女",
            "ethnicity": "汉",
            "birth": "1990-03-07",
            "address": "云海省样本市东湖区文昌路8号301室",
            "number": NUMBER,
        }

    def test_reads_what_stands_at_the_places_of_the_back(self) -> None:
        assert _parts(issuer="样本市公安局东湖分局", term="2020.05.01-2040.05.01") == {
            "issuer": "样本市公安局东湖分局",
            "valid_from": "2020-05-01",
            "valid_until": "2040-05-01",
        }

    def test_takes_birth_and_sex_as_printed_without_a_valid_number(self) -> None:
        fields = _parts(sex="男", birth="1996年8月7日", number="600101")

        assert fields == {"sex": "男", "birth": "1996-08-07"}

    def test_leaves_out_a_name_of_one_character(self) -> None:
        assert _parts(name="林") == {}


class TestSideMarks:
    def test_knows_a_number_by_its_check_digit(self) -> None:
        assert is_number(_piece(NUMBER))
        assert not is_number(_piece("600101199003070027"))

    def test_knows_a_part_of_a_number_by_many_sure_digits(self) -> None:
        assert is_part_of_number(_piece("60010119900"))
        assert not is_part_of_number(_piece("60010119900", confidence=0.6))
        assert not is_part_of_number(_piece("600101"))

    @pytest.mark.parametrize("term", ["2020.05.01-2040.05.01", "2020.05.01-长期"])
    def test_knows_a_term(self, term: str) -> None:
        assert is_term(_piece(term))
        assert not is_term(_piece("长期"))

    def test_knows_the_print_of_the_back(self) -> None:
        assert is_title(_piece("居民身份證"))
        assert is_title(_piece("中华人民国"))
        assert not is_title(_piece("人民"))


class TestSideOf:
    def test_knows_the_sides_by_their_labels(self) -> None:
        assert side_of(_pieces("姓名林样本", "住址云海省")) is DocumentSide.FRONT
        assert side_of(_pieces("签发机关", "有效期限")) is DocumentSide.BACK

    def test_knows_the_sides_by_their_data_alone(self) -> None:
        assert side_of(_pieces("林样本", NUMBER)) is DocumentSide.FRONT
        assert side_of(_pieces("东湖分局", "2020.05.01-2040.05.01")) is DocumentSide.BACK

    def test_knows_what_is_no_card(self) -> None:
        assert side_of(_pieces("今日菜单", "红烧肉38元")) is None


class TestMergeFields:
    def test_mends_the_first_look_with_the_second(self) -> None:
        first = _front(name="", number="公民身份号码600101199003070027")
        second = _front(address="住址别处")

        merged = merge_fields(first, second)

        assert merged[DocumentField.NAME].text == "林样本"
        assert merged[DocumentField.NUMBER].text == NUMBER
        assert merged[DocumentField.ADDRESS].text == "云海省样本市东湖区文昌路8号301室"
