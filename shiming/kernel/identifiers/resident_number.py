"""The resident number (公民身份号码, GB 11643), 18 characters, or 15 as it was before 1999."""

import dataclasses
import datetime as dt
import re
from typing import Self

from shiming.kernel import refusals
from shiming.kernel.identifiers import check_digits, gb11643
from shiming.kernel.identifiers.identifier import Caution, Change, normalise_number

_OLD_LENGTH = 15
_OLD_FORM = re.compile(r"[0-9]{15}")
_REFUSALS = gb11643.Refusals(
    length=refusals.ResidentNumberLength,
    alphabet=refusals.ResidentNumberAlphabet,
    date=refusals.ResidentNumberDate,
    check_digit=refusals.ResidentNumberCheckDigit,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ResidentNumber(gb11643.Gb11643Number):
    """A citizen's number for life."""

    @property
    def region(self) -> str:
        """The six-digit code of the place of first registration; it may be abolished since."""
        return self.value[:6]

    @property
    def is_sample(self) -> bool:
        """Tell whether the number cannot belong to anybody (province code 60)."""
        return self.value.startswith(gb11643.SAMPLE_PROVINCE)

    @classmethod
    def parse(cls, text: str, *, today: dt.date | None = None) -> Self:
        """
        Return the number that `text` spells; 15 digits are lengthened to 18.

        Give `today` to refuse a birth date that is yet to come.

        :raises refusals.ResidentNumberLength: unless there are 18 characters, or 15 digits
        :raises refusals.ResidentNumberAlphabet: if there is anything but digits and a last X
        :raises refusals.ResidentNumberOfOtherDocument: if it belongs to a document for others
        :raises refusals.ResidentNumberDate: if nobody can have been born on that date
        :raises refusals.ResidentNumberCheckDigit: if the check character is wrong
        """
        normalised = normalise_number(text, fold_x=True)
        value, changes = normalised.value, normalised.changes
        if len(value) == _OLD_LENGTH:
            value, changes = _lengthen(value), (*changes, Change.LENGTHENED)
        gb11643.check_form(value, _REFUSALS)
        if value[:6] in gb11643.HKMT_REGIONS:
            raise refusals.ResidentNumberOfOtherDocument(document_type="hkmt_residence_permit")
        if value.startswith(gb11643.FOREIGNER_PREFIX):
            raise refusals.ResidentNumberOfOtherDocument(document_type="permanent_residence_card")
        gb11643.check_content(value, _REFUSALS, today=today)
        known = value[:2] in gb11643.PROVINCES
        return cls(
            value=value,
            typed=text,
            changes=changes,
            warnings=() if known else (Caution.REGION_UNKNOWN,),
        )


def _lengthen(digits: str) -> str:
    if not _OLD_FORM.fullmatch(digits):
        # Said of what was typed, hence before anything is inserted into it.
        raise refusals.ResidentNumberAlphabet(
            position=next(i for i, c in enumerate(digits, 1) if c not in "0123456789")
        )
    first_17 = f"{digits[:6]}19{digits[6:]}"
    return first_17 + check_digits.mod_11_2(first_17)
