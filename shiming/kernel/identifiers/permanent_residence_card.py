"""The foreigner's permanent residence card (外国人永久居留身份证) of 2023 and of 2017."""

import dataclasses
import datetime as dt
import re
from typing import Self

from shiming.kernel import refusals
from shiming.kernel.identifiers import check_digits, gb11643
from shiming.kernel.identifiers.identifier import (
    Caution,
    Identifier,
    normalise_number,
)

_REFUSALS = gb11643.Refusals(
    length=refusals.PermanentResidenceCardLength,
    alphabet=refusals.PermanentResidenceCardAlphabet,
    date=refusals.PermanentResidenceCardDate,
    check_digit=refusals.PermanentResidenceCardCheckDigit,
)
_LENGTH_2017 = 15
_FORM_2017 = re.compile(r"[A-Z]{3}[0-9]{12}")
_RELATION = re.compile(r"[0-9]{3}")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PermanentResidenceCard2017(Identifier):
    """Fifteen characters: nationality, place, birth date with two digits of the year, sequence."""

    @property
    def nationality(self) -> str:
        """The nationality (ISO 3166 alpha-3)."""
        return self.value[:3]

    @property
    def birth_digits(self) -> str:
        """The birth date as YYMMDD: the card does not say the century."""
        return self.value[7:13]

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the number that `text` spells; a wrong check digit is a warning.

        A published specimen has one, so that nothing can be concluded from it (IDENTIFIERS.md 3).

        :raises refusals.PermanentResidenceCardLength: unless there are 15 characters
        :raises refusals.PermanentResidenceCardAlphabet: unless it is 3 letters and 12 digits
        :raises refusals.PermanentResidenceCardDate: if the birth date exists in no century
        """
        normalised = normalise_number(text)
        value = normalised.value
        if len(value) != _LENGTH_2017:
            raise refusals.PermanentResidenceCardLength(length=len(value))
        if not _FORM_2017.fullmatch(value):
            raise refusals.PermanentResidenceCardAlphabet
        if not any(
            gb11643.parse_birth_date(century + value[7:13]) for century in ("18", "19", "20")
        ):
            raise refusals.PermanentResidenceCardDate
        is_right = check_digits.icao_731(value[:-1]) == value[-1]
        return cls(
            value=value,
            typed=text,
            changes=normalised.changes,
            warnings=() if is_right else (Caution.CHECK_DIGIT,),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PermanentResidenceCard2023(gb11643.Gb11643Number):
    """Eighteen characters that begin with 9 and otherwise check like a resident number."""

    @property
    def province(self) -> str:
        """The code of the province that issued the first card."""
        return self.value[1:3]

    @property
    def nationality_number(self) -> str:
        """The nationality (ISO 3166 numeric)."""
        return self.value[3:6]

    def earlier_number(
        self, *, nationality: str, relation: str
    ) -> PermanentResidenceCard2017 | None:
        """
        Return the holder's number of 2017, from the alpha-3 and relation items of the new chip.

        None if the relation item is blank: then there was no earlier card.

        :raises refusals.PermanentResidenceCardRelation: if the item is neither blank nor 3 digits
        """
        if not relation.strip():
            return None
        if not _RELATION.fullmatch(relation):
            raise refusals.PermanentResidenceCardRelation
        city, sequence = relation[:2], relation[2]
        first_14 = f"{nationality}{self.province}{city}{self.value[8:14]}{sequence}"
        return PermanentResidenceCard2017.parse(first_14 + check_digits.icao_731(first_14))

    @classmethod
    def parse(cls, text: str, *, today: dt.date | None = None) -> Self:
        """
        Return the number that `text` spells.

        :raises refusals.PermanentResidenceCardLength: unless there are 18 characters
        :raises refusals.PermanentResidenceCardAlphabet: if there is anything but digits and a
            last X, or it does not begin with 9
        :raises refusals.PermanentResidenceCardDate: if nobody can have been born on that date
        :raises refusals.PermanentResidenceCardCheckDigit: if the check character is wrong
        """
        normalised = normalise_number(text, fold_x=True)
        value = normalised.value
        gb11643.check_form(value, _REFUSALS)
        if not value.startswith(gb11643.FOREIGNER_PREFIX):
            raise refusals.PermanentResidenceCardAlphabet(position=1)
        gb11643.check_content(value, _REFUSALS, today=today)
        known = value[1:3] in gb11643.PROVINCES
        return cls(
            value=value,
            typed=text,
            changes=normalised.changes,
            warnings=() if known else (Caution.REGION_UNKNOWN,),
        )


def parse_permanent_residence_card(
    text: str, *, today: dt.date | None = None
) -> PermanentResidenceCard2017 | PermanentResidenceCard2023:
    """
    Return the number of either version, told apart by their first character.

    :raises refusals.PermanentResidenceCardLength: and its siblings, as the two classes say
    """
    if normalise_number(text).value[:1].isalpha():
        return PermanentResidenceCard2017.parse(text)
    return PermanentResidenceCard2023.parse(text, today=today)
