"""
Travel permits and passports: forms only, for no public check digit is known.

Hence every one of them carries a warning to look twice.
"""

import dataclasses
import re
from typing import Self, TypeVar

from typing_extensions import override

from shiming.kernel import refusals
from shiming.kernel.identifiers.identifier import (
    Caution,
    Change,
    Identifier,
    Normalised,
    normalise_number,
)

_HK_MACAU = re.compile(r"[HM][0-9]{8}([0-9]{2})?")
_TO_HK_MACAU = re.compile(r"C(?:[0-9]|[A-HJ-NP-Z])[0-9]{7}")
_TAIWAN_CARD = re.compile(r"[0-9]{8}")
_TAIWAN_OLDER = re.compile(r"[0-9]{10}[A-Z]?|[0-9]{8}[A-Z0-9]{2}")
_CHINESE_PASSPORT = re.compile(r"E(?:[0-9]|[A-HJ-NP-Z])[0-9]{7}|G[0-9]{8}|[SPD]E[0-9]{7}")
_PASSPORT = re.compile(r"[A-Z0-9]{4,20}")
_PERSON_PART = 9

Permit = TypeVar("Permit", bound=Identifier)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HkMacauPermitNumber(Identifier):
    """港澳居民来往内地通行证: letter, eight digits for life, perhaps two that count renewals."""

    @property
    @override
    def key(self) -> str:
        """The first nine characters: they identify the person over all renewals."""
        return self.value[:_PERSON_PART]

    @property
    def renewals(self) -> str:
        """The two digits that count renewals, or nothing where the card shows them apart."""
        return self.value[_PERSON_PART:]

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the number that `text` spells.

        :raises refusals.HkMacauPermitOfOtherDocument: if it is a mainlander's permit (C…)
        :raises refusals.HkMacauPermitForm: unless it is H or M with 8 or 10 digits
        """
        normalised = normalise_number(text)
        if _TO_HK_MACAU.fullmatch(normalised.value):
            raise refusals.HkMacauPermitOfOtherDocument
        if not _HK_MACAU.fullmatch(normalised.value):
            raise refusals.HkMacauPermitForm
        return _unchecked(cls, text, normalised)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MainlandTravelPermitNumber(Identifier):
    """往来港澳通行证, which mainlanders carry to Hong Kong and Macau."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the number that `text` spells.

        :raises refusals.MainlandTravelPermitForm: unless it is C, a digit or letter, 7 digits
        """
        normalised = normalise_number(text)
        if not _TO_HK_MACAU.fullmatch(normalised.value):
            raise refusals.MainlandTravelPermitForm
        return _unchecked(cls, text, normalised)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TaiwanPermitNumber(Identifier):
    """台湾居民来往大陆通行证: eight digits on the card, longer in older booklets."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the number that `text` spells; the older forms come with a warning.

        :raises refusals.TaiwanPermitForm: unless it is 8 digits, or 10 with or without a letter
        """
        # Older booklets print the last letter in brackets: 0123456789(B).
        normalised = normalise_number(text)
        bare = normalised.value.replace("(", "").replace(")", "")
        if bare != normalised.value:
            normalised = Normalised(bare, (*normalised.changes, Change.SEPARATORS_REMOVED))
        if _TAIWAN_CARD.fullmatch(bare):
            return _unchecked(cls, text, normalised)
        if _TAIWAN_OLDER.fullmatch(bare):
            return _unchecked(cls, text, normalised, Caution.OLDER_FORM)
        raise refusals.TaiwanPermitForm


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PassportNumber(Identifier):
    """The number of any country's passport."""

    @property
    def has_chinese_form(self) -> bool:
        """Tell whether a Chinese passport may have this number."""
        return _CHINESE_PASSPORT.fullmatch(self.value) is not None

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the number that `text` spells.

        :raises refusals.PassportForm: unless it is 4 to 20 letters and digits
        """
        normalised = normalise_number(text)
        if not _PASSPORT.fullmatch(normalised.value):
            raise refusals.PassportForm
        return _unchecked(cls, text, normalised)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChinesePassportNumber(PassportNumber):
    """The number of a passport of the People's Republic of China."""

    @classmethod
    @override
    def parse(cls, text: str) -> Self:
        """
        Return the number that `text` spells; a form that is not known comes with a warning.

        :raises refusals.PassportForm: unless it is 4 to 20 letters and digits
        """
        normalised = normalise_number(text)
        if not _PASSPORT.fullmatch(normalised.value):
            raise refusals.PassportForm
        if _CHINESE_PASSPORT.fullmatch(normalised.value):
            return _unchecked(cls, text, normalised)
        return _unchecked(cls, text, normalised, Caution.UNUSUAL_FORM)


def _unchecked(cls: type[Permit], typed: str, normalised: Normalised, *more: Caution) -> Permit:
    return cls(
        value=normalised.value,
        typed=typed,
        changes=normalised.changes,
        warnings=(Caution.NO_CHECK_DIGIT, *more),
    )
