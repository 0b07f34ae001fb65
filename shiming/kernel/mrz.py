"""The machine-readable zone of travel documents (ICAO 9303): TD1, TD2 and TD3, with all checks."""

import dataclasses
import datetime as dt
import enum
import re

from shiming.kernel import masking_kit, refusals
from shiming.kernel.identifiers.check_digits import icao_731
from shiming.kernel.identifiers.gb11643 import Sex

_ALPHABET = re.compile(r"[A-Z0-9<]+")
_SEXES = {"M": Sex.MALE, "F": Sex.FEMALE}
_CENTURY = 100


class MrzFormat(enum.Enum):
    """The three sizes, as number of lines and length of each."""

    TD1 = (3, 30)
    TD2 = (2, 36)
    TD3 = (2, 44)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MachineReadableZone:
    """What a zone says; its `repr` shows nothing of the holder. Dates have no century there."""

    format: MrzFormat
    document_code: str
    issuer: str
    nationality: str = dataclasses.field(repr=False)
    surname: str = dataclasses.field(repr=False)
    given_names: str = dataclasses.field(repr=False)
    number: str = dataclasses.field(repr=False)
    birth_digits: str = dataclasses.field(repr=False)
    sex: Sex | None = dataclasses.field(repr=False)
    expiry_digits: str = dataclasses.field(repr=False)
    optional: str = dataclasses.field(repr=False)

    @property
    def masked_number(self) -> str:
        """The document number as it may be shown."""
        return masking_kit.mask_number(self.number)

    def birth_date(self, today: dt.date) -> dt.date | None:
        """Return the last such date that is not to come; None where a part of it is unknown."""
        return _latest_date(self.birth_digits, not_after=today)

    def expiry_date(self, today: dt.date) -> dt.date | None:
        """Return the expiry nearest to `today`: no document is valid for half a century."""
        return _latest_date(self.expiry_digits, not_after=_years_later(today, _CENTURY // 2))


def parse_mrz(text: str) -> MachineReadableZone:
    """
    Return what the lines of `text` say, after every check digit in them was found right.

    :raises refusals.MrzLength: unless they are the lines of TD1, TD2 or TD3
    :raises refusals.MrzAlphabet: if there is anything but capital letters, digits and `<`
    :raises refusals.MrzDate: if a date does not exist
    :raises refusals.MrzCheckDigit: if a check digit is wrong; its context names the field
    """
    lines = ["".join(line.split()).upper() for line in text.split("\n")]
    lines = [line for line in lines if line]
    try:
        found = MrzFormat((len(lines), len(lines[0]) if lines else 0))
    except ValueError as error:
        raise refusals.MrzLength(lines=len(lines)) from error
    if any(len(line) != found.value[1] for line in lines):
        raise refusals.MrzLength(lines=len(lines))
    for position, line in enumerate(lines, 1):
        if not _ALPHABET.fullmatch(line):
            raise refusals.MrzAlphabet(line=position)
    return _parse_td1(lines) if found is MrzFormat.TD1 else _parse_td2_or_td3(lines, found)


def _parse_td1(lines: list[str]) -> MachineReadableZone:
    first, second, third = lines
    number, optional = _number_and_optional(first[5:14], first[14], first[15:30])
    _check_dates(second[0:7], second[8:15])
    _check("composite", first[5:30] + second[0:7] + second[8:15] + second[18:29], second[29])
    surname, given_names = _names(third)
    return MachineReadableZone(
        format=MrzFormat.TD1,
        document_code=first[:2].rstrip("<"),
        issuer=first[2:5].rstrip("<"),
        nationality=second[15:18].rstrip("<"),
        surname=surname,
        given_names=given_names,
        number=number,
        birth_digits=second[0:6],
        sex=_SEXES.get(second[7]),
        expiry_digits=second[8:14],
        optional=_filled(optional + "<" + second[18:29]),
    )


def _parse_td2_or_td3(lines: list[str], found: MrzFormat) -> MachineReadableZone:
    first, second = lines
    composite = second[0:10] + second[13:20] + second[21:-1]
    if found is MrzFormat.TD3:
        _check("number", second[0:9], second[9])
        number, optional = _filled(second[0:9]), second[28:42]
        # An empty item may have a filler in place of its check digit.
        if optional.strip("<") or second[42] != "<":
            _check("optional", optional, second[42])
    else:
        number, optional = _number_and_optional(second[0:9], second[9], second[28:35])
    _check_dates(second[13:20], second[21:28])
    _check("composite", composite, second[-1])
    surname, given_names = _names(first[5:])
    return MachineReadableZone(
        format=found,
        document_code=first[:2].rstrip("<"),
        issuer=first[2:5].rstrip("<"),
        nationality=second[10:13].rstrip("<"),
        surname=surname,
        given_names=given_names,
        number=number,
        birth_digits=second[13:19],
        sex=_SEXES.get(second[20]),
        expiry_digits=second[21:27],
        optional=_filled(optional),
    )


def _number_and_optional(number: str, check: str, optional: str) -> tuple[str, str]:
    """Return number and optional item; a number of more than nine goes on in the optional item."""
    rest, _, remainder = optional.partition("<")
    if check == "<" and len(rest) > 1:
        number, check, optional = number + rest[:-1], rest[-1], remainder
    _check("number", number, check)
    return _filled(number), optional


def _check_dates(birth: str, expiry: str) -> None:
    for field, item in (("birth", birth), ("expiry", expiry)):
        _check(field, item[:-1], item[-1])
        digits = item[:-1].replace("<", "")
        if digits and (
            not digits.isdigit() or (len(digits) == len(item) - 1 and not any(_dates(digits)))
        ):
            raise refusals.MrzDate(field=field)


def _check(field: str, content: str, check: str) -> None:
    if check != icao_731(content):
        raise refusals.MrzCheckDigit(field=field)


def _names(item: str) -> tuple[str, str]:
    surname, _, given_names = item.rstrip("<").partition("<<")
    return _filled(surname), _filled(given_names)


def _filled(item: str) -> str:
    """Return an item with blanks for its fillers, none at the ends."""
    return " ".join(part for part in item.split("<") if part)


def _dates(digits: str) -> list[dt.date]:
    """Return the dates of the last and this century that six digits may mean, the latest first."""
    dates = []
    for century in (2000, 1900):
        try:
            dates.append(dt.date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6])))
        except ValueError:
            continue
    return dates


def _latest_date(digits: str, *, not_after: dt.date) -> dt.date | None:
    return next((day for day in _dates(digits) if day <= not_after), None)


def _years_later(day: dt.date, years: int) -> dt.date:
    # The end of the month will do, and there is no 29 February to stumble over.
    return dt.date(day.year + years, day.month, 28)
