"""
Names of people and companies: what is shown, what is matched, and how else they may be written.

NFKC is no help here: it leaves the many dots apart and turns U+FF0E into a full stop.
"""

import dataclasses
import re
import unicodedata
from typing import Self

from typing_extensions import override

from shiming.kernel import masking_kit, refusals
from shiming.kernel.identifiers.identifier import (
    Caution,
    Change,
    Identifier,
    is_invisible,
    narrow,
    trim,
)
from shiming.kernel.rare_characters import ASSIGNED_OF_PRIVATE, PRIVATE_OF_ASSIGNED

DOT = "\u00b7"

_DOTS = dict.fromkeys(map(ord, "\u2022\u30fb\uff65\u2027\u2219\u22c5\uff0e\u0387\u1427"), DOT)
_NAME_SIGNS = frozenset(" -'\u2019,." + DOT)
_HAN = (
    "\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\ue000-\uf8ff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_HAS_HAN = re.compile(f"[{_HAN}]")
_GAP_NEXT_TO_HAN = re.compile(f"(?<=[{_HAN}{DOT}]) +| +(?=[{_HAN}{DOT}])")
_FULL_STOP = re.compile(r" *\. *")
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_PERSON_LENGTHS = range(2, 51)
_COMPANY_LENGTHS = range(2, 101)
_CHIP_NAME_UNITS = 15


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PersonName(Identifier):
    """A person's name; `value` is the form to show, `folded` the form to match."""

    @property
    def folded(self) -> str:
        """
        The form in which two spellings of one name are equal.

        Private-use characters become the assigned ones, Latin letters capitals.
        """
        return _fold(self.value)

    @property
    @override
    def key(self) -> str:
        """The folded form: blind indexes of one name in two spellings are equal."""
        return self.folded

    @property
    @override
    def masked(self) -> str:
        """The name as it may be shown: its first character."""
        return masking_kit.mask_name(self.value)

    @property
    def variants(self) -> tuple[str, ...]:
        """
        The spellings to try against a source, the likeliest first, each once.

        Sources keep the dot as other characters or not at all, and rare characters where older
        standards had put them.
        """
        folded = self.folded
        spellings = [folded, self.value]
        if DOT in folded:
            spellings += [folded.replace(DOT, other) for other in ("\u2022", ".", "*", "")]
        spellings.append(folded.translate(PRIVATE_OF_ASSIGNED))
        return tuple(dict.fromkeys(spellings))

    def matches(self, other: "PersonName") -> bool:
        """Tell whether both are spellings of one name."""
        return self.folded == other.folded

    def matches_chip(self, chip_name: str) -> bool:
        """
        Tell whether a name field of a chip holds this name.

        The field has 15 UTF-16 units: one that is full may have been cut, hence holds a beginning.
        """
        on_chip = _fold(_tidy(chip_name))
        if len(chip_name.rstrip(" ").encode("utf-16-le")) // 2 >= _CHIP_NAME_UNITS:
            return self.folded.startswith(on_chip)
        return self.folded == on_chip

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the name that `text` spells.

        :raises refusals.NameLength: unless it has 2 to 50 characters
        :raises refusals.NameAlphabet: if it has digits or signs that no name has
        """
        value = _tidy(text)
        if len(value) not in _PERSON_LENGTHS:
            raise refusals.NameLength(length=len(value))
        if position := next((i for i, c in enumerate(value, 1) if not _may_be_in_a_name(c)), 0):
            raise refusals.NameAlphabet(position=position)
        if value[0] in _NAME_SIGNS or value[-1] == DOT:
            raise refusals.NameAlphabet(position=1 if value[0] in _NAME_SIGNS else len(value))
        odd = any(_is_private(c) and ord(c) not in ASSIGNED_OF_PRIVATE for c in value)
        return cls(
            value=value,
            typed=text,
            changes=_changes(text, value),
            warnings=(Caution.PRIVATE_USE_CHARACTER,) if odd else (),
        )


def _is_private(char: str) -> bool:
    return unicodedata.category(char) == "Co"


def _may_be_in_a_name(char: str) -> bool:
    # Letters and the marks that sit on them, of any script; «〇» is a number to Unicode only.
    return (
        char in _NAME_SIGNS
        or char == "\u3007"
        or unicodedata.category(char)[0] in "LM"
        or _is_private(char)
    )


def _tidy(text: str) -> str:
    """Return a person's name with one kind of dot and no needless blanks, else as captured."""
    dotted = narrow(text.translate(_DOTS))
    kept = "".join(" " if c.isspace() else c for c in dotted if not _is_stray(c))
    spaced = re.sub(r" +", " ", trim(kept))
    if _HAS_HAN.search(spaced):
        # In a Latin name a full stop ends an initial; in a Chinese one it stands for the dot.
        spaced = _FULL_STOP.sub(DOT, spaced)
    return re.sub(f"{DOT}+", DOT, _GAP_NEXT_TO_HAN.sub("", spaced))


def _fold(name: str) -> str:
    # Variation selectors choose a glyph, not a character.
    text = _VARIATION_SELECTORS.sub("", name.translate(ASSIGNED_OF_PRIVATE))
    text = unicodedata.normalize("NFC", text).replace("\u2019", "'").upper()
    return re.sub(r" *, *", ",", text)


def _is_stray(char: str) -> bool:
    # Joiners matter inside some scripts, but a name that is pasted brings them along by accident.
    return is_invisible(char) and not char.isspace()


def _changes(text: str, value: str) -> tuple[Change, ...]:
    trimmed = trim(text)
    steps = (
        (trimmed != text, Change.TRIMMED),
        (narrow(trimmed).translate(_DOTS) != trimmed.translate(_DOTS), Change.NARROWED),
        (value.count(DOT) != trimmed.count(DOT), Change.DOT_UNIFIED),
        (
            sum(map(is_invisible, value)) != sum(map(is_invisible, trimmed)),
            Change.SEPARATORS_REMOVED,
        ),
    )
    return tuple(change for happened, change in steps if happened)


_WIDE_SIGNS = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if not chr(code).isalnum()}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CompanyName(Identifier):
    """A company's name as on its licence: signs full-width, letters and digits narrow (S34-5)."""

    @property
    def folded(self) -> str:
        """The form in which two spellings of one name are equal."""
        text = unicodedata.normalize("NFC", self.value.translate(ASSIGNED_OF_PRIVATE))
        return narrow(text).upper().replace(" ", "")

    @property
    @override
    def key(self) -> str:
        """The folded form."""
        return self.folded

    @property
    @override
    def masked(self) -> str:
        """The name as it may stand in a log line: its first and last two characters."""
        return masking_kit.mask_middle(self.value, keep_start=2, keep_end=2)

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the name that `text` spells; blanks stay only in names without Chinese characters.

        :raises refusals.CompanyNameLength: unless it has 2 to 100 characters
        :raises refusals.CompanyNameAlphabet: if a character cannot be printed
        """
        trimmed = trim(text)
        narrowed = narrow(trimmed)
        kept = "".join(" " if c.isspace() else c for c in narrowed if not _is_stray(c))
        is_chinese = _HAS_HAN.search(kept) is not None
        joined = kept.replace(" ", "") if is_chinese else re.sub(r" +", " ", kept)
        value = joined.translate(_WIDE_SIGNS) if is_chinese else joined
        if len(value) not in _COMPANY_LENGTHS:
            raise refusals.CompanyNameLength(length=len(value))
        if position := next(
            (i for i, c in enumerate(value, 1) if not c.isprintable() and not _is_private(c)), 0
        ):
            raise refusals.CompanyNameAlphabet(position=position)
        steps = (
            (trimmed != text, Change.TRIMMED),
            (len(joined) != len(trimmed), Change.SEPARATORS_REMOVED),
            (any(c not in trimmed for c in value if c.isalnum()), Change.NARROWED),
            (any(c not in trimmed for c in value if not c.isalnum()), Change.WIDENED),
        )
        changes = tuple(change for happened, change in steps if happened)
        return cls(value=value, typed=text, changes=changes)
