"""Numbers of legal persons: credit code, organisation code, registration and taxpayer number."""

import dataclasses
from typing import Self

from shiming.kernel import refusals
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers import check_digits
from shiming.kernel.identifiers.identifier import (
    Caution,
    Identifier,
    first_foreign,
    normalise_number,
)

_CREDIT_CODE_LENGTH = 18
_ORGANISATION_CODE_LENGTH = 9
_REGISTRATION_NUMBER_LENGTH = 15
_TAXPAYER_LENGTHS = frozenset({15, 17, 18, 20})
# GB 32100 with its amendment: letters in the first place are lawful.
_DEPARTMENTS = frozenset("123456789ANY")
_DIGITS = "0123456789"
_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OrganisationCode(Identifier):
    """组织机构代码 (GB 11714): eight digits or letters and a check character, without hyphen."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the code that `text` spells.

        :raises refusals.OrganisationCodeLength: unless there are 9 characters
        :raises refusals.OrganisationCodeAlphabet: if there is anything but digits and letters
        :raises refusals.OrganisationCodeCheckDigit: if the check character is wrong
        """
        normalised = normalise_number(text)
        value = normalised.value
        if len(value) != _ORGANISATION_CODE_LENGTH:
            raise refusals.OrganisationCodeLength(length=len(value))
        if (position := first_foreign(value, _DIGITS + _UPPER)) is not None:
            raise refusals.OrganisationCodeAlphabet(position=position)
        if check_digits.organisation_code(value[:-1]) != value[-1]:
            raise refusals.OrganisationCodeCheckDigit
        return cls(value=value, typed=text, changes=normalised.changes)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CreditCode(Identifier):
    """统一社会信用代码 (GB 32100): department, class, region, organisation code, check."""

    @property
    def department(self) -> str:
        """The department that registered the legal person."""
        return self.value[0]

    @property
    def region(self) -> str:
        """The six-digit code of the registering region."""
        return self.value[2:8]

    @property
    def organisation_code(self) -> str:
        """The nine characters that were the organisation code."""
        return self.value[8:17]

    @property
    def is_provisional(self) -> bool:
        """Tell whether its check characters are wrong and only a register can vouch for it."""
        return Caution.PROVISIONAL in self.warnings

    @classmethod
    def parse(cls, text: str, *, allow_provisional: bool = False) -> Self:
        """
        Return the code that `text` spells.

        Some codes in use fail both checks. With `allow_provisional` such a code comes back with
        a warning, to be asked of the register; it may be kept only if the register confirms it.

        :raises refusals.CreditCodeLength: unless there are 18 characters
        :raises refusals.CreditCodeAlphabet: if a character is none of the 31, or not in place
        :raises refusals.CreditCodeOrganisationCheckDigit: if the seventeenth character is wrong
        :raises refusals.CreditCodeCheckDigit: if the last character is wrong
        """
        normalised = normalise_number(text)
        value = normalised.value
        if len(value) != _CREDIT_CODE_LENGTH:
            raise refusals.CreditCodeLength(length=len(value))
        warnings = []
        if refusal := _refusal_of_credit_code_form(value):
            raise refusal
        if refusal := _refusal_of_credit_code_checks(value):
            if not allow_provisional:
                raise refusal
            warnings.append(Caution.PROVISIONAL)
        if value[0] not in _DEPARTMENTS:
            warnings.append(Caution.DEPARTMENT_UNKNOWN)
        return cls(value=value, typed=text, changes=normalised.changes, warnings=tuple(warnings))


def _refusal_of_credit_code_form(value: str) -> DomainError | None:
    position = first_foreign(value, check_digits.CREDIT_CODE_ALPHABET)
    if position is None and (in_region := first_foreign(value[2:8], _DIGITS)) is not None:
        position = 2 + in_region
    return None if position is None else refusals.CreditCodeAlphabet(position=position)


def _refusal_of_credit_code_checks(value: str) -> DomainError | None:
    # The last character first: it covers all others, and its text is the one for a typing error.
    if check_digits.credit_code(value[:-1]) != value[-1]:
        return refusals.CreditCodeCheckDigit()
    if check_digits.organisation_code(value[8:16]) != value[16]:
        return refusals.CreditCodeOrganisationCheckDigit()
    return None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RegistrationNumber(Identifier):
    """工商注册号: the fifteen digits that enterprises had before the credit code."""

    @property
    def region(self) -> str:
        """The code of the registering authority; normally characters 3 to 8 of the credit code."""
        return self.value[:6]

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the number that `text` spells.

        :raises refusals.RegistrationNumberForm: unless there are 15 digits
        :raises refusals.RegistrationNumberCheckDigit: if the last digit is wrong
        """
        normalised = normalise_number(text)
        value = normalised.value
        if len(value) != _REGISTRATION_NUMBER_LENGTH or first_foreign(value, _DIGITS) is not None:
            raise refusals.RegistrationNumberForm(length=len(value))
        if check_digits.mod_11_10(value[:-1]) != value[-1]:
            raise refusals.RegistrationNumberCheckDigit
        return cls(value=value, typed=text, changes=normalised.changes)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TaxpayerNumber(Identifier):
    """
    纳税人识别号: 15, 17, 18 or 20 characters, which may or may not be the credit code (S32-12).

    A sole trader's may be a resident number with two more characters: hide it like one.
    """

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the number that `text` spells.

        :raises refusals.TaxpayerNumberLength: unless there are 15, 17, 18 or 20 characters
        :raises refusals.TaxpayerNumberAlphabet: if there is anything but digits and letters
        """
        normalised = normalise_number(text, fold_x=True)
        value = normalised.value
        if len(value) not in _TAXPAYER_LENGTHS:
            raise refusals.TaxpayerNumberLength(length=len(value))
        if (position := first_foreign(value, _DIGITS + _UPPER)) is not None:
            raise refusals.TaxpayerNumberAlphabet(position=position)
        return cls(value=value, typed=text, changes=normalised.changes)
