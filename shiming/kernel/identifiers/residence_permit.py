"""The residence permit for people of Hong Kong, Macau and Taiwan (港澳台居民居住证)."""

import dataclasses
import datetime as dt
import enum
from typing import Self

from shiming.kernel import refusals
from shiming.kernel.identifiers import gb11643
from shiming.kernel.identifiers.identifier import normalise_number

_REFUSALS = gb11643.Refusals(
    length=refusals.ResidencePermitLength,
    alphabet=refusals.ResidencePermitAlphabet,
    date=refusals.ResidencePermitDate,
    check_digit=refusals.ResidencePermitCheckDigit,
)


class Origin(enum.StrEnum):
    """Where the holder of a residence permit is from."""

    HONG_KONG = "810000"
    MACAU = "820000"
    TAIWAN = "830000"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ResidencePermitNumber(gb11643.Gb11643Number):
    """The number of a residence permit: laid out like a resident number."""

    @property
    def origin(self) -> Origin:
        """Where the holder is from."""
        return Origin(self.value[:6])

    @classmethod
    def parse(cls, text: str, *, today: dt.date | None = None) -> Self:
        """
        Return the number that `text` spells.

        :raises refusals.ResidencePermitLength: unless there are 18 characters
        :raises refusals.ResidencePermitAlphabet: if there is anything but digits and a last X
        :raises refusals.ResidencePermitRegion: unless it begins 810000, 820000 or 830000
        :raises refusals.ResidencePermitDate: if nobody can have been born on that date
        :raises refusals.ResidencePermitCheckDigit: if the check character is wrong
        """
        normalised = normalise_number(text, fold_x=True)
        gb11643.check_form(normalised.value, _REFUSALS)
        if normalised.value[:6] not in gb11643.HKMT_REGIONS:
            raise refusals.ResidencePermitRegion
        gb11643.check_content(normalised.value, _REFUSALS, today=today)
        return cls(value=normalised.value, typed=text, changes=normalised.changes)
