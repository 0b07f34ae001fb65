"""The number of a bank card (ISO/IEC 7812)."""

import dataclasses
from typing import Self

from typing_extensions import override

from shiming.kernel import masking_kit, refusals
from shiming.kernel.identifiers import check_digits
from shiming.kernel.identifiers.identifier import Identifier, normalise_number

_LENGTHS = range(12, 20)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class BankCardNumber(Identifier):
    """A bank card's number; whether the card exists is the bank's to say."""

    @property
    @override
    def masked(self) -> str:
        """The number as its owner knows it again: the last four digits."""
        return masking_kit.mask_middle(self.value, keep_start=0, keep_end=4)

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the number that `text` spells.

        :raises refusals.BankCardForm: unless there are 12 to 19 digits
        :raises refusals.BankCardCheckDigit: if the last digit does not fit the others
        """
        normalised = normalise_number(text)
        digits = normalised.value
        if len(digits) not in _LENGTHS or not (digits.isascii() and digits.isdigit()):
            raise refusals.BankCardForm
        if check_digits.luhn(digits[:-1]) != digits[-1]:
            raise refusals.BankCardCheckDigit
        return cls(value=digits, typed=text, changes=normalised.changes)
