import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiming.kernel import refusals
from shiming.kernel.errors import DomainError, ErrorKind
from shiming.kernel.identifiers.check_digits import mod_11_2
from shiming.kernel.identifiers.gb11643 import Sex
from shiming.kernel.identifiers.identifier import Caution, Change
from shiming.kernel.identifiers.resident_number import ResidentNumber
from tests.kernel.parsing import outcome
from tests.kernel.vectors import VECTORS

EXAMPLE = "11010519491231002X"


@st.composite
def numbers(draw: st.DrawFn) -> str:
    region = draw(st.integers(min_value=110000, max_value=659999))
    born = draw(st.dates(min_value=dt.date(1850, 1, 1), max_value=dt.date(2025, 1, 1)))
    first_17 = f"{region}{born:%Y%m%d}{draw(st.integers(min_value=0, max_value=999)):03}"
    return first_17 + mod_11_2(first_17)


class TestParse:
    @pytest.mark.parametrize("text", VECTORS["ric18_valid"])
    def test_accepts_published_examples(self, text: str) -> None:
        number = ResidentNumber.parse(text)

        assert (number.value, number.typed, number.changes) == (text, text, ())

    @pytest.mark.parametrize(("old", "new"), VECTORS["ric15_to_18"].items())
    def test_lengthens_old_numbers(self, old: str, new: str) -> None:
        number = ResidentNumber.parse(old)

        assert (number.value, number.typed) == (new, old)
        assert number.changes == (Change.LENGTHENED,)

    @pytest.mark.parametrize(
        ("text", "refusal"),
        [
            ("110105194912310021", refusals.ResidentNumberCheckDigit),
            ("110105194913310020", refusals.ResidentNumberDate),
            ("110105190002290021", refusals.ResidentNumberDate),
            ("110105203012310021", refusals.ResidentNumberCheckDigit),
            ("11010519491231002", refusals.ResidentNumberLength),
            ("1101051949123100222", refusals.ResidentNumberLength),
            ("O10105194912310025", refusals.ResidentNumberAlphabet),
            ("1101051949123100X2", refusals.ResidentNumberAlphabet),
            ("11010549123100X", refusals.ResidentNumberAlphabet),
            ("110105491331002", refusals.ResidentNumberDate),
            ("11010519491231002Y", refusals.ResidentNumberAlphabet),
            ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", refusals.ResidentNumberAlphabet),
            ("", refusals.ResidentNumberLength),
            ("   ", refusals.ResidentNumberLength),
            ("810000199408230021", refusals.ResidentNumberOfOtherDocument),
            ("931586198001010028", refusals.ResidentNumberOfOtherDocument),
        ],
    )
    def test_says_what_is_wrong(self, text: str, refusal: type[DomainError]) -> None:
        with pytest.raises(refusal) as caught:
            ResidentNumber.parse(text)

        assert caught.value.kind is ErrorKind.INVALID

    @pytest.mark.parametrize("text", VECTORS["ric18_invalid"])
    def test_refuses_published_mistakes(self, text: str) -> None:
        with pytest.raises(DomainError):
            ResidentNumber.parse(text)

    def test_names_the_place_of_a_wrong_character(self) -> None:
        with pytest.raises(refusals.ResidentNumberAlphabet) as caught:
            ResidentNumber.parse("O10105194912310025")

        assert caught.value.context == {"position": 1}

    def test_refuses_a_birth_to_come_only_when_told_the_date(self) -> None:
        first_17 = "11010520301231002"
        text = first_17 + mod_11_2(first_17)

        assert ResidentNumber.parse(text).birth_date == dt.date(2030, 12, 31)
        with pytest.raises(refusals.ResidentNumberDate):
            ResidentNumber.parse(text, today=dt.date(2030, 12, 30))
        assert ResidentNumber.parse(text, today=dt.date(2030, 12, 31)).value == text

    @pytest.mark.parametrize(
        ("typed", "change"),
        [
            ("11010519491231002x", Change.UPPER_CASED),
            ("11010519491231002Ⅹ", Change.LOOK_ALIKE_X),
            ("11010519491231002Х", Change.LOOK_ALIKE_X),
            ("11010519491231002х", Change.LOOK_ALIKE_X),
            ("１１０１０５１９４９１２３１００２Ｘ", Change.NARROWED),
            ("\u3000 11010519491231002X\n", Change.TRIMMED),
            ("110105 19491231 002X", Change.SEPARATORS_REMOVED),
            ("110105-19491231-002X", Change.SEPARATORS_REMOVED),
            ("\u200b11010519491231002X\ufeff", Change.TRIMMED),
        ],
    )
    def test_understands_sloppy_typing_and_says_so(self, typed: str, change: Change) -> None:
        number = ResidentNumber.parse(typed)

        assert (number.value, number.typed) == (EXAMPLE, typed)
        assert change in number.changes
        assert number.was_normalised
        with pytest.raises(refusals.NotAsOnDocument):
            number.as_on_document()

    @pytest.mark.requirement("S34-4")
    def test_in_the_strict_profile_wants_a_capital_x(self) -> None:
        assert ResidentNumber.parse(EXAMPLE).as_on_document().value == EXAMPLE
        with pytest.raises(refusals.NotAsOnDocument):
            ResidentNumber.parse("11010519491231002x").as_on_document()

    def test_warns_of_unknown_regions_and_takes_them(self) -> None:
        first_17 = "60010119900307001"
        number = ResidentNumber.parse(first_17 + mod_11_2(first_17))

        assert number.warnings == (Caution.REGION_UNKNOWN,)
        assert number.is_sample

    def test_takes_abolished_regions_without_a_word(self) -> None:
        assert ResidentNumber.parse("440524188001010014").warnings == ()

    def test_takes_births_before_1900(self) -> None:
        assert ResidentNumber.parse("440524188001010014").birth_date == dt.date(1880, 1, 1)

    @given(numbers())
    def test_accepts_every_number_with_its_own_check_character(self, text: str) -> None:
        assert ResidentNumber.parse(text).value == text

    @given(numbers(), st.data())
    def test_detects_every_single_wrong_digit(self, text: str, data: st.DataObject) -> None:
        place = data.draw(st.integers(min_value=0, max_value=16))
        wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != text[place]]))

        with pytest.raises(DomainError):
            ResidentNumber.parse(text[:place] + wrong + text[place + 1 :])

    @given(numbers(), st.integers(min_value=0, max_value=15))
    def test_detects_every_swap_of_neighbours(self, text: str, place: int) -> None:
        left, right = text[place], text[place + 1]
        swapped = text[:place] + right + left + text[place + 2 :]

        if left == right:
            assert swapped == text
        else:
            with pytest.raises(DomainError):
                ResidentNumber.parse(swapped)

    @given(st.text(max_size=40))
    def test_answers_any_text_with_a_value_or_a_refusal(self, text: str) -> None:
        number = outcome(ResidentNumber.parse, text)

        if isinstance(number, DomainError):
            assert number.code.startswith("kernel.resident_number.")
        else:
            assert number.typed == text


class TestResidentNumber:
    @given(numbers())
    def test_never_shows_itself(self, text: str) -> None:
        number = ResidentNumber.parse(text)

        for shown in (repr(number), str(number), f"{number}", f"{number!r}", repr([number])):
            assert text not in shown
            assert text[2:-2] not in shown

    def test_shows_its_ends_only(self) -> None:
        assert repr(ResidentNumber.parse(EXAMPLE)) == "ResidentNumber('11**************2X')"

    def test_is_equal_however_typed(self) -> None:
        typed, other = ResidentNumber.parse("110105491231002"), ResidentNumber.parse(EXAMPLE)

        assert typed == other
        assert len({typed, other}) == 1

    @pytest.mark.parametrize(
        ("text", "sex"), [(EXAMPLE, Sex.FEMALE), ("110101199003070011", Sex.MALE)]
    )
    def test_tells_sex(self, text: str, sex: Sex) -> None:
        assert ResidentNumber.parse(text).sex is sex

    def test_tells_region(self) -> None:
        assert ResidentNumber.parse(EXAMPLE).region == "110105"

    @pytest.mark.parametrize(
        ("day", "age"),
        [(dt.date(2008, 3, 6), 17), (dt.date(2008, 3, 7), 18), (dt.date(2008, 12, 31), 18)],
    )
    def test_counts_full_years(self, day: dt.date, age: int) -> None:
        assert ResidentNumber.parse("110101199003070011").age_on(day) == age
