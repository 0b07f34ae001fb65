"""
Finds resident numbers and mainland mobiles that stand unmasked in a text.

Used on every log line, audit detail and message, hence quick on texts without long digit runs.
It must not cry wolf either, for a cry makes a use case fail: identifiers of ours (UUIDs, digests,
tokens) and instants are passed over, numbers must carry a real date and the right check digit.
"""

import dataclasses
import enum
import re

from shiming.kernel.identifiers import check_digits, gb11643
from shiming.kernel.identifiers.identifier import LOOK_ALIKE_X, is_invisible, narrow


class Leak(enum.StrEnum):
    """What was found."""

    RESIDENT_NUMBER = "resident_number"
    MOBILE = "mobile"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Where something stands unmasked; never the thing itself. `end` is exclusive."""

    leak: Leak
    start: int
    end: int


_GAP = r"[ \-]{0,2}"
_WORTH_A_LOOK = re.compile(rf"[0-9](?:{_GAP}[0-9]){{10}}")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
# Lookaheads, so that a digit before a number («1 1101…») does not swallow its beginning.
_NUMBER_18 = re.compile(rf"(?<![0-9])(?=([1-9](?:{_GAP}[0-9]){{16}}{_GAP}[0-9Xx])(?![0-9]))")
_NUMBER_15 = re.compile(r"(?<![0-9A-Za-z.])[1-9][0-9]{14}(?![0-9A-Za-z])")
_MOBILE = re.compile(
    rf"(?<![0-9])(?<![0-9]\.)"
    rf"(?=((?:\+?(?:00)?86{_GAP})?1[3-9][0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}})(?![0-9]))"
)
_TOKEN_CHARACTERS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def find_unmasked(text: str) -> list[Finding]:
    """Return where resident numbers (18 or 15 characters) and mainland mobiles stand in `text`."""
    if not text.isascii():
        text = _flatten(text)
    if not _WORTH_A_LOOK.search(text):
        return []
    text = _UUID.sub(lambda found: "u" * len(found[0]), text)
    findings = [
        Finding(leak=Leak.RESIDENT_NUMBER, start=found.start(1), end=found.end(1))
        for found in _NUMBER_18.finditer(text)
        if _is_resident_number(re.sub(r"[ \-]", "", found[1]).upper())
    ]
    findings += [
        Finding(leak=Leak.RESIDENT_NUMBER, start=found.start(), end=found.end())
        for found in _NUMBER_15.finditer(text)
        if _is_old_resident_number(found[0])
    ]
    for found in _MOBILE.finditer(text):
        start, end = found.span(1)
        # With its prefix a mobile matches more than once: «+86138…», «86138…».
        is_taken = any(start < other.end and other.start < end for other in findings)
        if not is_taken and not _is_part_of_a_token(text, start, end):
            findings.append(Finding(leak=Leak.MOBILE, start=start, end=end))
    return findings


def _flatten(text: str) -> str:
    """Return `text` of the same length, with look-alikes of digits, X and blanks in ASCII."""
    flat = narrow(text).translate(LOOK_ALIKE_X)
    return "".join(
        " " if not c.isascii() and is_invisible(c) else "-" if c in "‐‑‒–—―−·" else c for c in flat
    )


def _is_resident_number(number: str) -> bool:
    # Residence permits (81…83) and permanent-residence cards (9…) have the same layout.
    return (
        check_digits.mod_11_2(number[:-1]) == number[-1]
        and gb11643.parse_birth_date(number[6:14]) is not None
    )


def _is_old_resident_number(digits: str) -> bool:
    # An enterprise's old registration number begins with a region too, but has a check digit.
    return (
        digits[:2] in gb11643.PROVINCES
        and gb11643.parse_birth_date("19" + digits[6:12]) is not None
        and check_digits.mod_11_10(digits[:-1]) != digits[-1]
    )


def _is_part_of_a_token(text: str, start: int, end: int) -> bool:
    """
    Tell whether the eleven digits touch letters in a run that has other digits too.

    That is how digests and random tokens look; «phone13812345678» has no other digits.
    """
    left, right = start, end
    while left > 0 and text[left - 1] in _TOKEN_CHARACTERS:
        left -= 1
    if text[left - 1 : left] == "%":
        # «%2B8613…» is a percent-encoded plus sign, not a token.
        left = min(left + 2, start)
    while right < len(text) and text[right] in _TOKEN_CHARACTERS:
        right += 1
    around = text[left:start] + text[end:right]
    return any(c.isdigit() for c in around)
