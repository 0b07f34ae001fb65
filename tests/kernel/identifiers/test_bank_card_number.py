import pytest

from shiming.kernel import refusals
from shiming.kernel.identifiers.bank_card_number import BankCardNumber


class TestParse:
    @pytest.mark.parametrize(
        "text",
        [
            "4111111111111111",
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "４１１１１１１１１１１１１１１１",
        ],
    )
    def test_takes_what_is_printed_however_it_is_typed(self, text: str) -> None:
        assert BankCardNumber.parse(text).value == "4111111111111111"

    @pytest.mark.parametrize(
        "text", ["", "41111111111", "41111111111111111111", "4111a11111111111"]
    )
    def test_refuses_what_has_another_form(self, text: str) -> None:
        with pytest.raises(refusals.BankCardForm):
            BankCardNumber.parse(text)

    @pytest.mark.parametrize("place", range(16))
    def test_refuses_any_single_wrong_digit(self, place: int) -> None:
        digits = "4111111111111111"
        wrong = digits[:place] + str((int(digits[place]) + 1) % 10) + digits[place + 1 :]
        with pytest.raises(refusals.BankCardCheckDigit):
            BankCardNumber.parse(wrong)

    def test_shows_the_last_four_digits_only(self) -> None:
        number = BankCardNumber.parse("4111111111111111")
        assert repr(number) == "BankCardNumber('************1111')"
