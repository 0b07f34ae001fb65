"""What a fund or insurance number may look like."""

import re
import unicodedata

from shiming.accounts import errors
from shiming.accounts.types import NumberKind

# Each body has a form of its own; what they share is enough to tell a number from a mistake.
_FORM = re.compile(r"[0-9A-Z]{4,32}")
_SEPARATORS = str.maketrans("", "", " -\u3000")


def parse_number(text: str) -> str:
    """
    Return the one form of all spellings of a number.

    :raises errors.NumberMalformed: if it is none
    """
    number = unicodedata.normalize("NFKC", text).translate(_SEPARATORS).upper()
    if not _FORM.fullmatch(number):
        raise errors.NumberMalformed
    return number


def index_value(kind: NumberKind, number: str) -> str:
    """Return what the blind index of a number is made of: two bodies may give the same one."""
    return f"{kind}:{number}"
