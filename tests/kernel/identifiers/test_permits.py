import pytest

from shiming.kernel import refusals
from shiming.kernel.identifiers.identifier import Caution
from shiming.kernel.identifiers.permits import (
    ChinesePassportNumber,
    HkMacauPermitNumber,
    MainlandTravelPermitNumber,
    PassportNumber,
    TaiwanPermitNumber,
)


class TestHkMacauPermitNumber:
    @pytest.mark.parametrize(
        ("text", "key", "renewals"),
        [("H12345678", "H12345678", ""), ("m1234567801", "M12345678", "01")],
    )
    def test_identifies_the_person_over_renewals(self, text: str, key: str, renewals: str) -> None:
        number = HkMacauPermitNumber.parse(text)

        assert (number.key, number.renewals) == (key, renewals)

    def test_warns_that_nothing_checks_it(self) -> None:
        assert HkMacauPermitNumber.parse("H12345678").warnings == (Caution.NO_CHECK_DIGIT,)

    @pytest.mark.parametrize("text", ["", "H1234567", "H123456780", "A12345678", "H1234567O"])
    def test_refuses_other_forms(self, text: str) -> None:
        with pytest.raises(refusals.HkMacauPermitForm):
            HkMacauPermitNumber.parse(text)

    @pytest.mark.parametrize("text", ["C12345678", "CA2345678"])
    def test_is_not_confused_with_the_permit_of_mainlanders(self, text: str) -> None:
        with pytest.raises(refusals.HkMacauPermitOfOtherDocument):
            HkMacauPermitNumber.parse(text)


class TestMainlandTravelPermitNumber:
    @pytest.mark.parametrize("text", ["C12345678", "CA2345678"])
    def test_accepts_both_forms(self, text: str) -> None:
        assert MainlandTravelPermitNumber.parse(text).value == text

    @pytest.mark.parametrize("text", ["CI2345678", "CO2345678", "C1234567", "H12345678"])
    def test_refuses_other_forms(self, text: str) -> None:
        with pytest.raises(refusals.MainlandTravelPermitForm):
            MainlandTravelPermitNumber.parse(text)


class TestTaiwanPermitNumber:
    def test_accepts_the_card(self) -> None:
        assert TaiwanPermitNumber.parse("12345678").warnings == (Caution.NO_CHECK_DIGIT,)

    @pytest.mark.parametrize(
        ("text", "value"),
        [("0123456789", "0123456789"), ("0123456789（B）", "0123456789B")],
    )
    def test_accepts_older_booklets_with_a_warning(self, text: str, value: str) -> None:
        number = TaiwanPermitNumber.parse(text)

        assert number.value == value
        assert Caution.OLDER_FORM in number.warnings
        assert number.was_normalised == (text != value)

    @pytest.mark.parametrize("text", ["1234567", "123456789", "ABCDEFGH"])
    def test_refuses_other_forms(self, text: str) -> None:
        with pytest.raises(refusals.TaiwanPermitForm):
            TaiwanPermitNumber.parse(text)


class TestPassportNumber:
    @pytest.mark.parametrize("text", ["L898902C3", "12345", "E12345678", "AB 1234567"])
    def test_accepts_every_country(self, text: str) -> None:
        assert PassportNumber.parse(text).value == text.replace(" ", "")

    @pytest.mark.parametrize("text", ["", "123", "A" * 21, "AB_12345", "护照12345"])
    def test_refuses_other_forms(self, text: str) -> None:
        with pytest.raises(refusals.PassportForm):
            PassportNumber.parse(text)


class TestChinesePassportNumber:
    @pytest.mark.parametrize(
        "text", ["E12345678", "EA2345678", "EZ2345678", "G12345678", "SE1234567", "DE1234567"]
    )
    def test_knows_the_forms(self, text: str) -> None:
        number = ChinesePassportNumber.parse(text)

        assert number.has_chinese_form
        assert number.warnings == (Caution.NO_CHECK_DIGIT,)

    @pytest.mark.parametrize("text", ["EI2345678", "EO2345678", "123456789"])
    def test_only_warns_of_others(self, text: str) -> None:
        assert Caution.UNUSUAL_FORM in ChinesePassportNumber.parse(text).warnings

    def test_refuses_what_no_passport_has(self) -> None:
        with pytest.raises(refusals.PassportForm):
            ChinesePassportNumber.parse("E1234567*")
