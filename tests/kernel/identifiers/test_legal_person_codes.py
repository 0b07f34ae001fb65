import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiming.kernel import refusals
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers import check_digits
from shiming.kernel.identifiers.identifier import Caution
from shiming.kernel.identifiers.legal_person_codes import (
    CreditCode,
    OrganisationCode,
    RegistrationNumber,
    TaxpayerNumber,
)
from tests.kernel.vectors import VECTORS

ALPHABET = check_digits.CREDIT_CODE_ALPHABET
PROVISIONAL = ["916201055811843000", "916201056903856000"]


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from(["91", "92", "93", "12", "52", "N2", "A1", "Y1"]))
    region = draw(st.integers(min_value=110000, max_value=659999))
    organisation = draw(st.text(alphabet=ALPHABET, min_size=8, max_size=8))
    first_17 = f"{head}{region}{organisation}{check_digits.organisation_code(organisation)}"
    return first_17 + check_digits.credit_code(first_17)


class TestCreditCode:
    @pytest.mark.parametrize(
        "text",
        [
            *VECTORS["uscc_public_valid"],
            *VECTORS["uscc_synthetic_valid"],
            "91350100M000100Y43",
        ],
    )
    def test_accepts_published_examples(self, text: str) -> None:
        code = CreditCode.parse(text)

        assert (code.value, code.warnings) == (text, ())

    @pytest.mark.parametrize("text", VECTORS["uscc_invalid"])
    def test_refuses_published_mistakes(self, text: str) -> None:
        with pytest.raises(DomainError):
            CreditCode.parse(text)

    @pytest.mark.parametrize(
        ("text", "refusal"),
        [
            ("11111111111111111", refusals.CreditCodeLength),
            ("91110000600037341I", refusals.CreditCodeAlphabet),
            ("9111A000600037341L", refusals.CreditCodeAlphabet),
            ("91110000600037341M", refusals.CreditCodeCheckDigit),
        ],
    )
    def test_says_what_is_wrong(self, text: str, refusal: type[DomainError]) -> None:
        with pytest.raises(refusal):
            CreditCode.parse(text)

    def test_checks_the_organisation_code_inside_too(self) -> None:
        first_17 = "911100006000373" + "4" + "2"
        text = first_17 + check_digits.credit_code(first_17)

        with pytest.raises(refusals.CreditCodeOrganisationCheckDigit):
            CreditCode.parse(text)

    def test_names_the_place_of_a_letter_in_the_region(self) -> None:
        with pytest.raises(refusals.CreditCodeAlphabet) as caught:
            CreditCode.parse("9111A000600037341L")

        assert caught.value.context == {"position": 5}

    @pytest.mark.parametrize("text", PROVISIONAL)
    def test_lets_provisional_codes_pass_only_where_a_register_will_be_asked(
        self, text: str
    ) -> None:
        with pytest.raises(refusals.CreditCodeCheckDigit):
            CreditCode.parse(text)

        code = CreditCode.parse(text, allow_provisional=True)

        assert code.is_provisional
        assert code.warnings == (Caution.PROVISIONAL,)

    def test_takes_no_wrong_alphabet_for_provisional(self) -> None:
        with pytest.raises(refusals.CreditCodeAlphabet):
            CreditCode.parse("91620105581184300I", allow_provisional=True)

    def test_warns_of_an_unknown_department(self) -> None:
        first_17 = "B1110000600037341"
        text = first_17 + check_digits.credit_code(first_17)

        assert CreditCode.parse(text).warnings == (Caution.DEPARTMENT_UNKNOWN,)

    def test_tells_its_parts(self) -> None:
        code = CreditCode.parse("91350100M000100Y43")

        assert (code.department, code.region, code.organisation_code) == (
            "9",
            "350100",
            "M000100Y4",
        )
        assert OrganisationCode.parse(code.organisation_code).value == "M000100Y4"

    @pytest.mark.requirement("S34-6")
    @pytest.mark.parametrize("typed", ["91350100m000100y43", "9135 0100 M000 100Y 43"])
    def test_in_the_strict_profile_wants_the_case_and_no_blanks(self, typed: str) -> None:
        code = CreditCode.parse(typed)

        assert code.value == "91350100M000100Y43"
        with pytest.raises(refusals.NotAsOnDocument):
            code.as_on_document()

    @given(credit_codes())
    def test_accepts_every_code_with_its_own_check_characters(self, text: str) -> None:
        code = CreditCode.parse(text)

        assert code.value == text
        assert text not in repr(code)

    @given(credit_codes(), st.data())
    def test_detects_every_single_wrong_character(self, text: str, data: st.DataObject) -> None:
        place = data.draw(st.integers(min_value=0, max_value=17))
        wrong = data.draw(st.sampled_from([c for c in ALPHABET if c != text[place]]))

        with pytest.raises(DomainError):
            CreditCode.parse(text[:place] + wrong + text[place + 1 :])


class TestOrganisationCode:
    def test_takes_the_hyphen_away(self) -> None:
        assert OrganisationCode.parse("M000100Y-4").value == "M000100Y4"

    @pytest.mark.parametrize(
        ("text", "refusal"),
        [
            ("M000100Y", refusals.OrganisationCodeLength),
            ("M000100#4", refusals.OrganisationCodeAlphabet),
            ("M000100Y5", refusals.OrganisationCodeCheckDigit),
        ],
    )
    def test_says_what_is_wrong(self, text: str, refusal: type[DomainError]) -> None:
        with pytest.raises(refusal):
            OrganisationCode.parse(text)

    @given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=8))
    def test_accepts_every_code_with_its_own_check_character(self, first_8: str) -> None:
        text = first_8 + check_digits.organisation_code(first_8)

        assert OrganisationCode.parse(text).value == text


class TestRegistrationNumber:
    def test_accepts_a_number_that_is_right(self) -> None:
        # 110108000000016 is the worked example of the numbering rule of 2007.
        assert RegistrationNumber.parse("110108000000016").region == "110108"

    @pytest.mark.parametrize(
        ("text", "refusal"),
        [
            ("11010800000001", refusals.RegistrationNumberForm),
            ("11010800000001X", refusals.RegistrationNumberForm),
            ("110108000000017", refusals.RegistrationNumberCheckDigit),
        ],
    )
    def test_says_what_is_wrong(self, text: str, refusal: type[DomainError]) -> None:
        with pytest.raises(refusal):
            RegistrationNumber.parse(text)

    @given(st.text(alphabet="0123456789", min_size=14, max_size=14), st.data())
    def test_detects_every_single_wrong_digit(self, first_14: str, data: st.DataObject) -> None:
        text = first_14 + check_digits.mod_11_10(first_14)
        place = data.draw(st.integers(min_value=0, max_value=14))
        wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != text[place]]))

        assert RegistrationNumber.parse(text).value == text
        with pytest.raises(refusals.RegistrationNumberCheckDigit):
            RegistrationNumber.parse(text[:place] + wrong + text[place + 1 :])


class TestTaxpayerNumber:
    @pytest.mark.parametrize(
        "text",
        ["110108123456789", "11010519491231001", "91350100M000100Y43", "11010519491231002X00"],
    )
    def test_is_a_number_of_its_own_with_four_lengths(self, text: str) -> None:
        assert TaxpayerNumber.parse(text).value == text

    @pytest.mark.parametrize("length", [0, 14, 16, 19, 21])
    def test_refuses_other_lengths(self, length: int) -> None:
        with pytest.raises(refusals.TaxpayerNumberLength):
            TaxpayerNumber.parse("1" * length)

    def test_refuses_signs(self) -> None:
        with pytest.raises(refusals.TaxpayerNumberAlphabet):
            TaxpayerNumber.parse("11010812345678#")

    def test_hides_the_resident_number_inside(self) -> None:
        assert "110105194912310" not in repr(TaxpayerNumber.parse("11010519491231002X00"))
