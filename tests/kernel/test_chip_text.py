import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiming.kernel import refusals
from shiming.kernel.chip_text import ChipLayout, parse_chip_text
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.gb11643 import Sex
from shiming.kernel.identifiers.permanent_residence_card import PermanentResidenceCard2017
from shiming.kernel.names import PersonName
from tests.kernel.vectors import VECTORS

BLOCKS = {name: bytes.fromhex(content) for name, content in VECTORS["chip_text_blocks_hex"].items()}


def with_item(content: bytes, first: int, text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return content[:first] + encoded + content[first + len(encoded) :]


class TestParseChipText:
    def test_reads_a_resident_card(self) -> None:
        chip = parse_chip_text(BLOCKS["resident"])

        assert chip.layout is ChipLayout.RESIDENT
        assert (chip.name, chip.nation_code, chip.sex) == ("证件样本", "01", Sex.FEMALE)
        assert chip.number.value == "11010519491231002X"
        assert chip.birth_date == dt.date(1949, 12, 31)
        assert (chip.address, chip.issuer) == (
            "北京市朝阳区样本路1号",
            "北京市公安局朝阳分局",
        )
        assert (chip.valid_from, chip.valid_until) == (dt.date(2020, 1, 1), None)
        assert chip.number_agrees
        assert chip.earlier_number is None

    def test_reads_a_residence_permit(self) -> None:
        chip = parse_chip_text(BLOCKS["gat_J"])

        assert chip.layout is ChipLayout.RESIDENCE_PERMIT
        assert chip.number.value == "810000199408230021"
        assert (chip.permit_number, chip.issue_count) == ("H12345678", "01")
        assert (chip.valid_from, chip.valid_until) == (dt.date(2024, 1, 1), dt.date(2029, 1, 1))
        # The synthetic block says male, its number female.
        assert not chip.number_agrees

    def test_reads_a_permanent_residence_card_of_2017(self) -> None:
        chip = parse_chip_text(BLOCKS["fpr2017_I"])

        assert chip.layout is ChipLayout.PERMANENT_RESIDENCE_2017
        assert (chip.latin_name, chip.name) == ("ZHENGJIAN,YANGBEN", "证件样本")
        assert (chip.number.value, chip.nationality) == ("USA110175040119", "USA")
        assert chip.birth_date == dt.date(1975, 4, 1)
        assert chip.number_agrees

    def test_reads_a_permanent_residence_card_of_2023_and_links_it_to_the_earlier(self) -> None:
        old, chip = parse_chip_text(BLOCKS["fpr2017_I"]), parse_chip_text(BLOCKS["fpr2023_Y"])

        assert chip.layout is ChipLayout.PERMANENT_RESIDENCE_2023
        assert chip.latin_name == "ZHENGJIAN, YANGBEN"
        assert (chip.number.value, chip.relation) == ("911840197504010010", "011")
        assert chip.issue_count == "00"
        assert chip.earlier_number == old.number
        assert isinstance(chip.earlier_number, PermanentResidenceCard2017)
        assert PersonName.parse(chip.latin_name).matches(PersonName.parse(old.latin_name))

    def test_joins_a_latin_name_that_goes_on_in_its_second_place(self) -> None:
        content = with_item(BLOCKS["fpr2023_Y"], 52, "A" * 34 + " ")

        chip = parse_chip_text(with_item(content, 220, "BCD"))

        assert chip.latin_name == "A" * 34 + " BCD"

    def test_drops_half_a_character_at_the_end_of_a_full_name(self) -> None:
        name = "王" * 14 + "𠮷"
        cut = BLOCKS["resident"]
        cut = name.encode("utf-16-le")[:30] + cut[30:]

        chip = parse_chip_text(cut)

        assert chip.name == "王" * 14

    def test_sees_items_that_contradict_the_number(self) -> None:
        chip = parse_chip_text(with_item(BLOCKS["resident"], 36, "19491230"))

        assert not chip.number_agrees

    @pytest.mark.parametrize("length", [0, 255, 257])
    def test_refuses_other_lengths(self, length: int) -> None:
        with pytest.raises(refusals.ChipTextLength):
            parse_chip_text(b" " * length)

    @pytest.mark.parametrize(
        ("first", "text"),
        [(248, "Q"), (36, "19491331"), (188, "        "), (36, "１９４９１２３１")],
    )
    def test_refuses_unknown_flags_and_impossible_dates(self, first: int, text: str) -> None:
        with pytest.raises(refusals.ChipTextLayout) as caught:
            parse_chip_text(with_item(BLOCKS["resident"], first, text))

        assert caught.value.context == {"item": first}

    def test_refuses_a_wrong_number_as_its_own_rule_does(self) -> None:
        with pytest.raises(refusals.ResidentNumberCheckDigit):
            parse_chip_text(with_item(BLOCKS["resident"], 122, "110105194912310021"))

    @pytest.mark.parametrize("name", BLOCKS)
    def test_shows_nothing_of_the_holder(self, name: str) -> None:
        shown = repr(parse_chip_text(BLOCKS[name]))

        assert not any(
            part in shown
            for part in ("证件", "ZHENGJIAN", "样本", "1949, 12", "00219", "H1234", "USA1101")
        )

    @given(st.binary(min_size=256, max_size=256))
    def test_answers_any_bytes_with_a_chip_or_a_refusal(self, content: bytes) -> None:
        with pytest.raises(DomainError):
            parse_chip_text(content)
