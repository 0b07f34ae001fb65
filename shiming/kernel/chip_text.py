"""
The text block in the chip of an identity card: 256 bytes of UTF-16LE in four layouts.

A reader's reply can be forged by the desk's own computer: what stands here is a statement of the
reader, to be compared with the register like any other.
"""

import dataclasses
import datetime as dt
import enum

from shiming.kernel import refusals
from shiming.kernel.identifiers.gb11643 import Gb11643Number, Sex
from shiming.kernel.identifiers.identifier import Identifier
from shiming.kernel.identifiers.permanent_residence_card import (
    PermanentResidenceCard2017,
    PermanentResidenceCard2023,
)
from shiming.kernel.identifiers.residence_permit import ResidencePermitNumber
from shiming.kernel.identifiers.resident_number import ResidentNumber

_BYTES = 256
_LONG_TERM = "长期"
_SEXES = {"1": Sex.MALE, "2": Sex.FEMALE}
_DATE_DIGITS = 8


class ChipLayout(enum.StrEnum):
    """The layouts, by their flag character at byte 248."""

    RESIDENT = " "
    RESIDENCE_PERMIT = "J"
    PERMANENT_RESIDENCE_2017 = "I"
    PERMANENT_RESIDENCE_2023 = "Y"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChipText:
    """
    What a chip says of its holder; items that a layout lacks are empty.

    Its `repr` shows nothing but the layout and the masked number. `name` may be cut: compare it
    with `PersonName.matches_chip`. `valid_until` is None where the card is valid for ever.
    """

    layout: ChipLayout
    number: Identifier
    name: str = dataclasses.field(repr=False)
    sex: Sex | None = dataclasses.field(repr=False)
    birth_date: dt.date = dataclasses.field(repr=False)
    valid_from: dt.date = dataclasses.field(repr=False)
    valid_until: dt.date | None = dataclasses.field(repr=False)
    latin_name: str = dataclasses.field(default="", repr=False)
    nation_code: str = dataclasses.field(default="", repr=False)
    address: str = dataclasses.field(default="", repr=False)
    issuer: str = dataclasses.field(default="", repr=False)
    permit_number: str = dataclasses.field(default="", repr=False)
    issue_count: str = dataclasses.field(default="", repr=False)
    nationality: str = dataclasses.field(default="", repr=False)
    relation: str = dataclasses.field(default="", repr=False)
    version: str = dataclasses.field(default="", repr=False)

    @property
    def number_agrees(self) -> bool:
        """Tell whether birth date and sex in the number are those of the items beside it."""
        number = self.number
        if isinstance(number, Gb11643Number):
            return number.birth_date == self.birth_date and self.sex in (None, number.sex)
        if isinstance(number, PermanentResidenceCard2017):
            return number.birth_digits == self.birth_date.strftime("%y%m%d")
        return False

    @property
    def earlier_number(self) -> PermanentResidenceCard2017 | None:
        """The number of the holder's card of 2017, where this is one of 2023 and tells it."""
        if not isinstance(self.number, PermanentResidenceCard2023):
            return None
        return self.number.earlier_number(nationality=self.nationality, relation=self.relation)


@dataclasses.dataclass(frozen=True, slots=True)
class _Block:
    """The 128 UTF-16 units of a block, taken apart by byte offsets as the tables give them."""

    content: bytes

    def item(self, first: int, last: int) -> str:
        """Return the item from byte `first` to byte `last`, without padding."""
        # A name of 15 units may end in half a surrogate pair: the half tells nothing.
        text = self.content[first : last + 1].decode("utf-16-le", errors="ignore")
        return text.rstrip(" \x00")

    def date(self, first: int, last: int) -> dt.date:
        """Return the date in an item."""
        digits = self.item(first, last)
        if len(digits) == _DATE_DIGITS and digits.isascii() and digits.isdigit():
            try:
                return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
            except ValueError:
                pass
        raise refusals.ChipTextLayout(item=first)

    def date_or_long_term(self, first: int, last: int) -> dt.date | None:
        """Return the date in an item, or None where it says that there is no end."""
        return None if self.item(first, last) == _LONG_TERM else self.date(first, last)


def parse_chip_text(content: bytes) -> ChipText:
    """
    Return what a text block says.

    :raises refusals.ChipTextLength: unless it has 256 bytes
    :raises refusals.ChipTextLayout: if its flag is unknown or a date in it does not exist
    :raises DomainError: the refusals of the number's own `parse`, if the number is wrong
    """
    if len(content) != _BYTES:
        raise refusals.ChipTextLength(length=len(content))
    block = _Block(content)
    try:
        layout = ChipLayout(block.item(248, 249) or " ")
    except ValueError as error:
        raise refusals.ChipTextLayout(item=248) from error
    return {
        ChipLayout.RESIDENT: _resident,
        ChipLayout.RESIDENCE_PERMIT: _residence_permit,
        ChipLayout.PERMANENT_RESIDENCE_2017: _permanent_residence_2017,
        ChipLayout.PERMANENT_RESIDENCE_2023: _permanent_residence_2023,
    }[layout](block)


def _resident(block: _Block) -> ChipText:
    return ChipText(
        layout=ChipLayout.RESIDENT,
        name=block.item(0, 29),
        sex=_SEXES.get(block.item(30, 31)),
        nation_code=block.item(32, 35),
        birth_date=block.date(36, 51),
        address=block.item(52, 121),
        number=ResidentNumber.parse(block.item(122, 157)),
        issuer=block.item(158, 187),
        valid_from=block.date(188, 203),
        valid_until=block.date_or_long_term(204, 219),
    )


def _residence_permit(block: _Block) -> ChipText:
    return ChipText(
        layout=ChipLayout.RESIDENCE_PERMIT,
        name=block.item(0, 29),
        sex=_SEXES.get(block.item(30, 31)),
        birth_date=block.date(36, 51),
        address=block.item(52, 121),
        number=ResidencePermitNumber.parse(block.item(122, 157)),
        issuer=block.item(158, 187),
        valid_from=block.date(188, 203),
        valid_until=block.date_or_long_term(204, 219),
        permit_number=block.item(220, 237),
        issue_count=block.item(238, 241),
    )


def _permanent_residence_2017(block: _Block) -> ChipText:
    return ChipText(
        layout=ChipLayout.PERMANENT_RESIDENCE_2017,
        latin_name=block.item(0, 119),
        sex=_SEXES.get(block.item(120, 121)),
        number=PermanentResidenceCard2017.parse(block.item(122, 151)),
        nationality=block.item(152, 157),
        name=block.item(158, 187),
        valid_from=block.date(188, 203),
        valid_until=block.date_or_long_term(204, 219),
        birth_date=block.date(220, 235),
        version=block.item(236, 239),
        issuer=block.item(240, 247),
    )


def _permanent_residence_2023(block: _Block) -> ChipText:
    return ChipText(
        layout=ChipLayout.PERMANENT_RESIDENCE_2023,
        name=block.item(0, 29),
        sex=_SEXES.get(block.item(30, 31)),
        issue_count=block.item(32, 35),
        birth_date=block.date(36, 51),
        # Bytes 52-121 and 220-241 are one item in two places; a blank at the seam belongs to it.
        latin_name=(
            block.content[52:122].decode("utf-16-le", errors="ignore") + block.item(220, 241)
        ).rstrip(" "),
        number=PermanentResidenceCard2023.parse(block.item(122, 157)),
        valid_from=block.date(188, 203),
        valid_until=block.date_or_long_term(204, 219),
        nationality=block.item(242, 247),
        relation=block.item(250, 255),
    )
