"""What resident numbers, residence permits and 2023 permanent-residence cards have in common."""

import dataclasses
import datetime as dt
import enum

from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers import check_digits
from shiming.kernel.identifiers.identifier import Identifier, first_foreign

LENGTH = 18
HKMT_REGIONS = frozenset({"810000", "820000", "830000"})
FOREIGNER_PREFIX = "9"
# GB/T 2260: the provinces there have been since numbers are given; districts come and go.
PROVINCES = frozenset(
    f"{code}"
    for codes in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82),
    )
    for code in codes
)
# Not assigned to any province: synthetic people live here, and simulators take no others.
SAMPLE_PROVINCE = "60"

_DIGITS = "0123456789"
# Numbers have been given since 1984; nobody who got one was born before this.
_EARLIEST_BIRTH_YEAR = 1800


class Sex(enum.StrEnum):
    """Sex as the seventeenth digit tells it: odd is male."""

    MALE = "male"
    FEMALE = "female"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Gb11643Number(Identifier):
    """Eighteen characters with birth date, sex and check character as GB 11643 lays them out."""

    @property
    def birth_date(self) -> dt.date:
        """The date of birth that the number carries."""
        return dt.date(int(self.value[6:10]), int(self.value[10:12]), int(self.value[12:14]))

    @property
    def sex(self) -> Sex:
        """The sex that the number carries."""
        return Sex.MALE if int(self.value[16]) % 2 else Sex.FEMALE

    def age_on(self, day: dt.date) -> int:
        """Return the age in full years on `day`; born 29 February, one ages on 1 March."""
        born = self.birth_date
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """Which refusals a number of this layout raises: each says of which number it speaks."""

    length: type[DomainError]
    alphabet: type[DomainError]
    date: type[DomainError]
    check_digit: type[DomainError]


def check_form(value: str, refusals: Refusals) -> None:
    """Raise unless `value` has the length and the alphabet of the layout."""
    if len(value) != LENGTH:
        raise refusals.length(length=len(value))
    position = first_foreign(value[:-1], _DIGITS) or (
        None if value[-1] in _DIGITS + "X" else LENGTH
    )
    if position is not None:
        raise refusals.alphabet(position=position)


def check_content(value: str, refusals: Refusals, *, today: dt.date | None) -> None:
    """Raise unless the birth date exists (and, given `today`, has come) and the check is right."""
    if parse_birth_date(value[6:14], today=today) is None:
        raise refusals.date
    if check_digits.mod_11_2(value[:-1]) != value[-1]:
        raise refusals.check_digit


def parse_birth_date(digits: str, *, today: dt.date | None = None) -> dt.date | None:
    """Return the date that eight digits spell, or None if nobody can have been born then."""
    try:
        born = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    if born.year < _EARLIEST_BIRTH_YEAR or (today is not None and born > today):
        return None
    return born
