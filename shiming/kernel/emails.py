"""E-mail addresses, as people give them and as mail servers take them."""

import dataclasses
import re
from typing import Self

from typing_extensions import override

from shiming.kernel import masking_kit, refusals
from shiming.kernel.identifiers.identifier import Change, Identifier, narrow, trim

# Whatever a usual provider gives out (RFC 5321's dot-string); quoted boxes and bare addresses of
# machines are left out on purpose: no person has one, and they open doors in other programs.
_BOX = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_FORM = re.compile(rf"(?P<box>{_BOX})@(?P<domain>(?:{_LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9])")
_LONGEST = 254
_LONGEST_BOX = 64


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EmailAddress(Identifier):
    """An e-mail address; `value` keeps the box as typed and has the domain in small letters."""

    @property
    @override
    def key(self) -> str:
        """The address in small letters: no provider gives `A@x.cn` and `a@x.cn` to two people."""
        return self.value.casefold()

    @property
    @override
    def masked(self) -> str:
        """The address as it may be shown: first letter and domain."""
        return masking_kit.mask_email(self.value)

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the address that `text` spells.

        :raises refusals.EmailForm: if no usual mail provider gives out such an address
        """
        bare = trim(narrow(text))
        found = _FORM.fullmatch(bare) if len(bare) <= _LONGEST else None
        if found is None or len(found["box"]) > _LONGEST_BOX:
            raise refusals.EmailForm
        return cls(
            value=f"{found['box']}@{found['domain'].lower()}",
            typed=text,
            changes=() if bare == text else (Change.TRIMMED,),
        )
