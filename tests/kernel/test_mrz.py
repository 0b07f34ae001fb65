import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiming.kernel import refusals
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.check_digits import icao_731
from shiming.kernel.identifiers.gb11643 import Sex
from shiming.kernel.mrz import MrzFormat, parse_mrz
from tests.kernel.parsing import outcome
from tests.kernel.vectors import VECTORS

TODAY = dt.date(2025, 11, 21)
ICAO_TD3 = VECTORS["mrz_td3_icao"]
CHINESE_TD3 = VECTORS["mrz_td3_cn_synthetic"]
ICAO_TD1 = [
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
]
ICAO_TD1_LONG_NUMBER = [
    "I<UTOD23145890<7349<<<<<<<<<<<",
    "3407127M9507122UTO<<<<<<<<<<<2",
    "STEVENSON<<PETER<JOHN<<<<<<<<<",
]
ICAO_TD2 = [
    "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
    "D231458907UTO7408122F1204159<<<<<<<6",
]


class TestParseMrz:
    @pytest.mark.parametrize(
        ("lines", "size", "number"),
        [
            (ICAO_TD1, MrzFormat.TD1, "D23145890"),
            (ICAO_TD2, MrzFormat.TD2, "D23145890"),
            (ICAO_TD3, MrzFormat.TD3, "L898902C3"),
        ],
    )
    def test_reads_the_specimens_of_the_standard(
        self, lines: list[str], size: MrzFormat, number: str
    ) -> None:
        zone = parse_mrz("\n".join(lines))

        assert (zone.format, zone.number, zone.issuer) == (size, number, "UTO")
        assert (zone.surname, zone.given_names) == ("ERIKSSON", "ANNA MARIA")
        assert (zone.sex, zone.nationality) == (Sex.FEMALE, "UTO")
        assert zone.birth_date(TODAY) == dt.date(1974, 8, 12)
        assert zone.expiry_date(TODAY) == dt.date(2012, 4, 15)

    def test_reads_a_chinese_passport(self) -> None:
        zone = parse_mrz("\n".join(CHINESE_TD3))

        assert (zone.document_code, zone.issuer, zone.number) == ("PO", "CHN", "E12345678")
        assert (zone.surname, zone.given_names, zone.sex) == ("ZHANG", "SAN", Sex.MALE)
        assert zone.expiry_date(TODAY) == dt.date(2033, 6, 14)
        assert zone.optional == ""

    def test_reads_a_number_that_goes_on_in_the_optional_item(self) -> None:
        zone = parse_mrz("\n".join(ICAO_TD1_LONG_NUMBER))

        assert (zone.number, zone.optional) == ("D23145890734", "")
        assert zone.birth_date(TODAY) == dt.date(1934, 7, 12)

    def test_keeps_the_optional_item(self) -> None:
        assert parse_mrz("\n".join(ICAO_TD3)).optional == "ZE184226B"

    def test_takes_blanks_empty_lines_and_small_letters(self) -> None:
        text = f"\n {ICAO_TD3[0].lower()} \r\n\n{ICAO_TD3[1][:20]} {ICAO_TD3[1][20:]}\n"

        assert parse_mrz(text).number == "L898902C3"

    def test_takes_a_filler_for_the_check_digit_of_an_empty_item(self) -> None:
        line = CHINESE_TD3[1]

        assert parse_mrz("\n".join([CHINESE_TD3[0], line[:42] + "<" + line[43:]])).number

    def test_takes_a_birth_date_that_is_partly_unknown(self) -> None:
        # Check digits of «74<<<<» are those of 74 and fillers: 7*7+4*3 = 61.
        first = "I<UTOD231458907<<<<<<<<<<<<<<<"
        birth = "74<<<<1"
        from_icao = "F1204159UTO<<<<<<<<<<<"
        composite = first[5:30] + birth + "1204159" + "<" * 11
        zone = parse_mrz("\n".join([first, birth + from_icao + icao_731(composite), ICAO_TD1[2]]))

        assert zone.birth_date(TODAY) is None

    @pytest.mark.parametrize(
        ("text", "refusal"),
        [
            ("", refusals.MrzLength),
            (ICAO_TD3[0], refusals.MrzLength),
            (f"{ICAO_TD3[0]}\n{ICAO_TD3[1][:-1]}", refusals.MrzLength),
            ("\n".join([*ICAO_TD1, ICAO_TD1[2]]), refusals.MrzLength),
            (f"{ICAO_TD3[0]}\n{ICAO_TD3[1].replace('<', '-')}", refusals.MrzAlphabet),
        ],
    )
    def test_says_what_is_wrong_with_the_form(self, text: str, refusal: type[DomainError]) -> None:
        with pytest.raises(refusal):
            parse_mrz(text)

    @pytest.mark.parametrize(
        ("place", "field"),
        [
            (0, "number"),
            (9, "number"),
            (13, "birth"),
            (21, "expiry"),
            (28, "optional"),
            (43, "composite"),
        ],
    )
    def test_names_the_field_whose_check_digit_is_wrong(self, place: int, field: str) -> None:
        line = ICAO_TD3[1]
        wrong = "2" if line[place] != "2" else "3"

        with pytest.raises(refusals.MrzCheckDigit) as caught:
            parse_mrz(f"{ICAO_TD3[0]}\n{line[:place]}{wrong}{line[place + 1 :]}")

        assert caught.value.context == {"field": field}

    def test_refuses_a_date_that_does_not_exist(self) -> None:
        # 741312 keeps the check digit right: 7*7 4*3 1*1 3*7 1*3 2*1 = 88.
        line = ICAO_TD3[1].replace("7408122", "7413128")

        with pytest.raises(refusals.MrzDate):
            parse_mrz(f"{ICAO_TD3[0]}\n{line}")

    def test_dates_a_birth_before_today_and_an_expiry_near_it(self) -> None:
        zone = parse_mrz("\n".join(CHINESE_TD3))

        assert zone.birth_date(dt.date(1985, 6, 14)) is None
        assert zone.birth_date(dt.date(1985, 6, 15)) == dt.date(1985, 6, 15)

    def test_shows_nothing_of_the_holder(self) -> None:
        zone = parse_mrz("\n".join(ICAO_TD3))

        assert not any(part in repr(zone) for part in ("ERIKSSON", "ANNA", "L898902C3", "740812"))
        assert zone.masked_number == "L8*****C3"

    @given(st.lists(st.text(alphabet="AZ019<", min_size=30, max_size=30), min_size=3, max_size=3))
    def test_answers_any_lines_with_a_zone_or_a_refusal(self, lines: list[str]) -> None:
        zone = outcome(parse_mrz, "\n".join(lines))

        if isinstance(zone, DomainError):
            assert zone.code.startswith("kernel.mrz.")
        else:
            assert zone.format is MrzFormat.TD1
