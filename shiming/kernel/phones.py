"""Telephone numbers: mainland mobiles, those of Hong Kong, Macau and Taiwan, and landlines."""

import dataclasses
import enum
import re
from typing import Self

from typing_extensions import override

from shiming.kernel import masking_kit, refusals
from shiming.kernel.identifiers.identifier import Caution, Change, Identifier, normalise_number


class PhoneRegion(enum.StrEnum):
    """Where a mobile number is at home: the country code."""

    MAINLAND = "86"
    HONG_KONG = "852"
    MACAU = "853"
    TAIWAN = "886"


# Prefixes of the virtual operators: a signal of risk, still valid numbers.
_VIRTUAL = ("162", "165", "167", "170", "171")
_MACHINE = re.compile(r"1064[0-9]{9}|14[01468][0-9]{8}(?:[0-9]{2})?")
_NATIONAL_FORMS = {
    PhoneRegion.MAINLAND: re.compile(r"1[3-9][0-9]{9}"),
    PhoneRegion.HONG_KONG: re.compile(r"[4-9][0-9]{7}"),
    PhoneRegion.MACAU: re.compile(r"6[0-9]{7}"),
    PhoneRegion.TAIWAN: re.compile(r"9[0-9]{8}"),
}
# +86 and 0086, and 17951, the old prefix for cheap calls; brackets as in (+86) or +886 (0)9….
_PREFIX = re.compile(
    r"(?:\+|00)(86|852|853|886)(?:\(?0\)?)?|(86)(?=1[0-9]{10,12}$)|17951(?=1[0-9]{10}$)"
)
_LANDLINE = re.compile(
    r"(?:(010|02[0-9])([2-9][0-9]{7})|(0[3-9][0-9]{2})([2-9][0-9]{6,7}))(?:(?:X|EXT\.?|转)([0-9]{1,6}))?"
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Mobile(Identifier):
    """A mobile number; `value` is E.164 (`+8613…`)."""

    region: PhoneRegion

    @property
    def national(self) -> str:
        """The number as dialled at home, without country code."""
        return self.value[1 + len(self.region) :]

    @property
    @override
    def masked(self) -> str:
        """The number as it may be shown: `138****5678`."""
        return masking_kit.mask_phone(self.national)

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the mobile number that `text` spells; without country code it is a mainland one.

        :raises refusals.MobileOfMachine: if it is in a range for machines
        :raises refusals.MobileForm: if it is no mobile number of any of the four regions
        """
        normalised = normalise_number(text)
        bare, changes = normalised.value, normalised.changes
        if bare.startswith("("):
            bare = bare.replace("(", "", 1).replace(")", "", 1)
        region = PhoneRegion.MAINLAND
        while prefix := _PREFIX.match(bare):
            if code := prefix[1] or prefix[2]:
                region = PhoneRegion(code)
            bare = bare[prefix.end() :]
            if Change.PREFIX_REMOVED not in changes:
                changes = (*changes, Change.PREFIX_REMOVED)
        if region is PhoneRegion.MAINLAND and _MACHINE.fullmatch(bare):
            raise refusals.MobileOfMachine
        if not _NATIONAL_FORMS[region].fullmatch(bare):
            raise refusals.MobileForm
        virtual = region is PhoneRegion.MAINLAND and bare.startswith(_VIRTUAL)
        return cls(
            value=f"+{region}{bare}",
            typed=text,
            region=region,
            changes=changes,
            warnings=(Caution.VIRTUAL_OPERATOR,) if virtual else (),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Landline(Identifier):
    """A mainland landline; `value` is `0791-88888888`, or `0791-88888888-123` with extension."""

    @property
    @override
    def masked(self) -> str:
        """The number as it may be shown: area code and last two digits."""
        area, _, rest = self.value.partition("-")
        return f"{area}-{masking_kit.mask_phone(rest)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the landline that `text` spells.

        :raises refusals.LandlineForm: unless it is area code, 7 or 8 digits, perhaps an extension
        """
        spaced = normalise_number(text, drop_hyphens=False)
        # The last of three parts is the extension; without hyphens only «转», «ext» tells it.
        parts = re.sub(r"[()]", "-", spaced.value).strip("-").split("-")
        area_and_number = "".join(parts[:2])
        extension = parts[2] if len(parts) == 3 else ""  # noqa: PLR2004 - area, number, extension
        joined = area_and_number + (f"X{extension}" if extension else "")
        found = _LANDLINE.fullmatch(joined)
        if not found or len(parts) > 3:  # noqa: PLR2004 - as above
            raise refusals.LandlineForm
        value = "-".join(part for part in found.groups() if part)
        return cls(value=value, typed=text, changes=spaced.changes)
