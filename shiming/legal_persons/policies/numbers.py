"""The numbers by which a unit is found."""

import dataclasses

from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.identifier import normalise_number
from shiming.kernel.identifiers.legal_person_codes import (
    CreditCode,
    OrganisationCode,
    RegistrationNumber,
    TaxpayerNumber,
)
from shiming.legal_persons.types import FormerNumberKind

_LONGEST = 40


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What a typed number may be: a credit code, a taxpayer number, one of the former ones."""

    credit_code: str = ""
    taxpayer_number: str = dataclasses.field(default="", repr=False)
    former: tuple[str, ...] = dataclasses.field(default=(), repr=False)

    @property
    def is_empty(self) -> bool:
        """Tell whether it can be no unit's number."""
        return not (self.credit_code or self.taxpayer_number or self.former)


def former_key(kind: FormerNumberKind, number: str) -> str:
    """Return what is indexed of a former number: two bodies may have given the same one."""
    return f"{kind.value}:{number}"


def normalise_former(kind: FormerNumberKind, text: str) -> str:
    """
    Return a former number in the form that is kept.

    Numbers of social insurance and statistics have no common form, so only the others are checked.

    :raises DomainError: if it cannot be such a number
    """
    if kind is FormerNumberKind.REGISTRATION:
        return RegistrationNumber.parse(text).value
    if kind is FormerNumberKind.ORGANISATION:
        return OrganisationCode.parse(text).value
    if kind is FormerNumberKind.TAXPAYER:
        return TaxpayerNumber.parse(text).value
    return normalise_number(text).value


def read(text: str) -> Readings:
    """Return everything that a typed or pasted number may mean."""
    typed = text[:_LONGEST]
    former = []
    for kind in FormerNumberKind:
        try:
            number = normalise_former(kind, typed)
        except DomainError:
            continue
        if number:
            former.append(former_key(kind, number))
    return Readings(
        credit_code=_value(CreditCode, typed),
        taxpayer_number=_value(TaxpayerNumber, typed),
        former=tuple(former),
    )


def _value(form: type[CreditCode | TaxpayerNumber], text: str) -> str:
    try:
        return form.parse(text).value
    except DomainError:
        return ""
