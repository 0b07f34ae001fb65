"""What all numbers share: normalising what was typed, warnings, and a masked `repr`."""

import dataclasses
import enum
import unicodedata
from typing import Self

from typing_extensions import override

from shiming.kernel import masking_kit, refusals


class Change(enum.StrEnum):
    """What normalising did to what was typed (Q12); `texts.toml` has a sentence for each."""

    TRIMMED = "kernel.change.trimmed"
    NARROWED = "kernel.change.narrowed"
    SEPARATORS_REMOVED = "kernel.change.separators_removed"
    UPPER_CASED = "kernel.change.upper_cased"
    LOOK_ALIKE_X = "kernel.change.look_alike_x"
    LENGTHENED = "kernel.change.lengthened"
    DOT_UNIFIED = "kernel.change.dot_unified"
    WIDENED = "kernel.change.widened"
    PREFIX_REMOVED = "kernel.change.prefix_removed"


class Caution(enum.StrEnum):
    """What is odd about a number that is accepted; `texts.toml` has a sentence for each."""

    REGION_UNKNOWN = "kernel.warning.region_unknown"
    CHECK_DIGIT = "kernel.warning.check_digit"
    NO_CHECK_DIGIT = "kernel.warning.no_check_digit"
    OLDER_FORM = "kernel.warning.older_form"
    UNUSUAL_FORM = "kernel.warning.unusual_form"
    PROVISIONAL = "kernel.warning.provisional"
    DEPARTMENT_UNKNOWN = "kernel.warning.department_unknown"
    VIRTUAL_OPERATOR = "kernel.warning.virtual_operator"
    PRIVATE_USE_CHARACTER = "kernel.warning.private_use_character"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Identifier:
    """
    A number (or name) in its normal form, with what was typed and what was done to it.

    Two are equal if their kind and normal form are; `typed`, `changes` and `warnings` do not count.
    """

    value: str
    typed: str = dataclasses.field(compare=False)
    changes: tuple[Change, ...] = dataclasses.field(default=(), compare=False)
    warnings: tuple[Caution, ...] = dataclasses.field(default=(), compare=False)

    @property
    def was_normalised(self) -> bool:
        """Tell whether the normal form differs from what was typed."""
        return bool(self.changes)

    @property
    def key(self) -> str:
        """The part that identifies the holder: what a blind index is made of."""
        return self.value

    @property
    def masked(self) -> str:
        """The value as it may be shown to others than its holder."""
        return masking_kit.mask_number(self.value)

    def as_on_document(self) -> Self:
        """
        Return itself if it was typed just as it is printed: the strict profile of Q12 and S34.

        :raises refusals.NotAsOnDocument: if anything had to be changed to understand it
        """
        if self.changes:
            raise refusals.NotAsOnDocument(changes=[change.value for change in self.changes])
        return self

    @override
    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.masked!r})"

    # An f-string must not leak what `repr` hides.
    @override
    def __str__(self) -> str:
        return self.masked


@dataclasses.dataclass(frozen=True, slots=True)
class Normalised:
    """The outcome of normalising a text, before any check."""

    value: str
    changes: tuple[Change, ...]


_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HYPHENS = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63"
# Roman numeral ten (either case), Cyrillic and Greek letters that look like X, multiplication sign.
LOOK_ALIKE_X = dict.fromkeys(map(ord, "\u2169\u2179\u0425\u0445\u03a7\u03c7\u00d7"), "X")


def narrow(text: str) -> str:
    """Return `text` with full-width forms of ASCII characters in half width; length is kept."""
    return text if text.isascii() else text.translate(_FULL_WIDTH)


def is_invisible(char: str) -> bool:
    """Tell whether `char` is white space or a format character that a paste may bring along."""
    return char.isspace() or unicodedata.category(char) == "Cf"


def normalise_number(
    text: str, *, drop_hyphens: bool = True, fold_x: bool = False, drop_spaces: bool = True
) -> Normalised:
    """Return `text` narrow, in upper case and without white space or hyphens, with what changed."""
    changes = []

    def note(before: str, after: str, change: Change) -> str:
        if before != after:
            changes.append(change)
        return after

    narrowed = note(text, narrow(text), Change.NARROWED)
    trimmed = note(narrowed, trim(narrowed), Change.TRIMMED)
    dropped = _HYPHENS if drop_hyphens else ""
    joined = "".join(
        c for c in trimmed if c not in dropped and not (drop_spaces and is_invisible(c))
    )
    joined = note(trimmed, joined, Change.SEPARATORS_REMOVED)
    folded = joined.translate(LOOK_ALIKE_X) if fold_x else joined
    folded = note(joined, folded, Change.LOOK_ALIKE_X)
    # `str.upper` would turn «ß» into two letters and hide the wrong alphabet: ASCII only.
    upper = "".join(c.upper() if "a" <= c <= "z" else c for c in folded)
    upper = note(folded, upper, Change.UPPER_CASED)
    return Normalised(upper, tuple(changes))


def trim(text: str) -> str:
    """Return `text` without white space and format characters at its ends."""
    start, end = 0, len(text)
    while start < end and is_invisible(text[start]):
        start += 1
    while end > start and is_invisible(text[end - 1]):
        end -= 1
    return text[start:end]


def first_foreign(text: str, alphabet: str) -> int | None:
    """Return the position, counted from one, of the first character not in `alphabet`, or None."""
    return next((i for i, char in enumerate(text, 1) if char not in alphabet), None)
