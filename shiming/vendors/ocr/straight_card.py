"""
Reading a card that was laid straight: each field is looked for where it stands on every card.

That needs no detection, finds what a detector passes over (a 汉 all alone), and tells the
recognition what a field can hold.
"""

import dataclasses
from collections.abc import Mapping
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from shiming.proofing.ports import DocumentField, DocumentSide
from shiming.vendors.ocr import card_outline, look_alikes
from shiming.vendors.ocr.card_parsing import (
    Fields,
    is_number,
    is_part_of_number,
    is_term,
    is_title,
    parse_parts,
)
from shiming.vendors.ocr.card_places import PLACES, Part, Place
from shiming.vendors.ocr.joined_lines import is_cut_through, join_lines
from shiming.vendors.ocr.recogniser import NOTHING, ReadLine, Recogniser
from shiming.vendors.ocr.text_lines import TextPiece

Pixels = npt.NDArray[np.uint8]

# Grain is smoothed away: at this size a stroke is 4 pixels wide, and grain is what misleads.
_SMOOTHING: Final = 1.6
_CHINESE: Final = r"\u3400-\u9fff\U00020000-\U0003ffff"
_ALLOWED: Final = {
    Part.NAME: _CHINESE + "·•・.",
    Part.BIRTH: "0-9年月日",
    Part.ADDRESS: _CHINESE + "0-9A-Z-",
    Part.NUMBER: "0-9Xx",
    Part.COUNTRY: _CHINESE,
    Part.TITLE: _CHINESE,
    Part.ISSUER: _CHINESE,
    Part.TERM: "0-9.长長期-",
}
_TITLES: Final = (Part.TITLE, Part.COUNTRY)
# Between the middles of neighbours lies one character (0.86 where it was read rightly): in a
# wider gap a reflection has taken something, and the rest is not what the card says.
_MAX_GAP: Final = 1.1
_MIN_WEAKEST: Final = 0.4
# Print may stand a little higher or lower than on our cards. Half a line further the next line of
# an address would be taken for this one: there, detection is to find it.
_SLIDES: Final = (0, 8, -8, 16, -16)
_PROSE: Final = {
    DocumentSide.FRONT: (Part.NAME, Part.ADDRESS),
    DocumentSide.BACK: (Part.ISSUER,),
}
"""What no check digit and no calendar would catch if it was read wrongly."""
_CHOICES: Final = {Part.SEX: ("男", "女"), Part.ETHNICITY: look_alikes.ETHNICITIES}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StraightCard:
    """A card, upright and straight, with what told its side."""

    side: DocumentSide
    pixels: Pixels = dataclasses.field(repr=False)
    rotation: int
    """By how many degrees counter-clockwise the page must be turned to stand upright."""
    parts: Mapping[Part, TextPiece]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CardReading:
    """What was read at the places of one side."""

    fields: Fields
    blotted: frozenset[DocumentField]
    """Whose print has a hole: the rest of it must not be taken for the whole."""


def lay_straight(page: Pixels, recogniser: Recogniser) -> StraightCard | None:
    """Return the card on `page`; None where it has no outline, or is not one beyond doubt."""
    corners = card_outline.find_card(page)
    if corners is None:
        return None
    for upright in (corners, np.roll(corners, 2, axis=0)):
        straight = card_outline.straighten(page, upright)
        pixels = np.asarray(cv2.GaussianBlur(straight, (0, 0), _SMOOTHING), np.uint8)
        known = _recognise_side(pixels, recogniser)
        if known is not None:
            side, parts = known
            return StraightCard(side=side, pixels=pixels, rotation=_rotation(upright), parts=parts)
    return None


def read_card(card: StraightCard, recogniser: Recogniser) -> CardReading:
    """Return what stands at the places of the card's side."""
    parts = dict(card.parts)
    blotted = set()
    for part in _PROSE[card.side]:
        line = _read_prose(card.pixels, part, recogniser)
        if line.widest_gap > _MAX_GAP:
            blotted.add(DocumentField(part.value))
        elif line.weakest >= _MIN_WEAKEST:
            parts[part] = _piece(line, PLACES[part][0])
    if card.side is DocumentSide.BACK:
        parts[Part.TERM] = _read(card.pixels, Part.TERM, recogniser)
    else:
        parts[Part.BIRTH] = _read(card.pixels, Part.BIRTH, recogniser)
        for part, words in _CHOICES.items():
            lines = _cut(card.pixels, part)
            chosen = recogniser.choose(lines[0], words) if lines else NOTHING
            parts[part] = _piece(chosen, PLACES[part][0])
    return CardReading(fields=parse_parts(parts), blotted=frozenset(blotted))


def _recognise_side(
    card: Pixels, recogniser: Recogniser
) -> tuple[DocumentSide, dict[Part, TextPiece]] | None:
    """Return the side that is up, and what was read to tell; None for a card upside down."""
    number = _read(card, Part.NUMBER, recogniser)
    if is_number(number):
        return DocumentSide.FRONT, {Part.NUMBER: number}
    if any(is_title(_read(card, part, recogniser)) for part in _TITLES):
        return DocumentSide.BACK, {}
    term = _read(card, Part.TERM, recogniser)
    if is_term(term):
        return DocumentSide.BACK, {Part.TERM: term}
    if is_part_of_number(number):
        return DocumentSide.FRONT, {Part.NUMBER: number}
    return None


def _cut(card: Pixels, part: Part) -> list[Pixels]:
    """Return the lines of a part, wherever they are whole; none where print does not fit in."""
    for lower in _SLIDES:
        lines = [place.cut(card, lower=lower) for place in PLACES[part]]
        if not any(is_cut_through(line) for line in lines):
            return lines
    return []


def _read(card: Pixels, part: Part, recogniser: Recogniser) -> TextPiece:
    lines = _cut(card, part)
    line = recogniser.read(lines[0], allowed=_ALLOWED[part]) if lines else NOTHING
    return _piece(line, PLACES[part][0])


def _read_prose(card: Pixels, part: Part, recogniser: Recogniser) -> ReadLine:
    lines = _cut(card, part)
    # The end of an office is known (局), so nothing is gained by looking for it.
    whole = join_lines(lines) if part is not Part.ISSUER else lines[0] if lines else None
    return NOTHING if whole is None else recogniser.read(whole, allowed=_ALLOWED[part])


def _piece(line: ReadLine, place: Place) -> TextPiece:
    return TextPiece(
        text=line.text,
        confidence=line.confidence,
        x=(place.left + place.right) / 2,
        y=(place.top + place.bottom) / 2,
        width=place.right - place.left,
        height=place.bottom - place.top,
    )


def _rotation(upright: card_outline.Corners) -> int:
    across = upright[1] - upright[0]
    return round(float(np.degrees(np.arctan2(across[1], across[0]))) / 90) % 4 * 90
