"""Where on a straight card what stands, in pixels of 85.6 x 54 mm at 300 dots to the inch."""

import dataclasses
import enum
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]


class Part(enum.StrEnum):
    """A piece of print on a card that is read by itself."""

    NAME = "name"
    SEX = "sex"
    ETHNICITY = "ethnicity"
    BIRTH = "birth"
    ADDRESS = "address"
    NUMBER = "number"
    COUNTRY = "country"
    TITLE = "title"
    ISSUER = "issuer"
    TERM = "term"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line of print, with a little room around it."""

    left: int
    top: int
    right: int
    bottom: int

    def cut(self, card: Pixels, *, lower: int = 0) -> Pixels:
        """Return this part of a straight card, or what lies so many pixels `lower`."""
        top, bottom = max(self.top + lower, 0), min(self.bottom + lower, card.shape[0])
        return card[top:bottom, self.left : self.right]


PLACES: Final[Mapping[Part, tuple[Place, ...]]] = {
    Part.NAME: (Place(left=170, top=66, right=602, bottom=122),),
    Part.SEX: (Place(left=172, top=145, right=250, bottom=193),),
    Part.ETHNICITY: (Place(left=388, top=143, right=566, bottom=197),),
    Part.BIRTH: (Place(left=172, top=221, right=540, bottom=269),),
    Part.ADDRESS: tuple(
        Place(left=172, top=301 + 52 * line, right=602, bottom=349 + 52 * line) for line in range(3)
    ),
    Part.NUMBER: (Place(left=332, top=527, right=940, bottom=588),),
    Part.COUNTRY: (Place(left=300, top=77, right=880, bottom=158),),
    Part.TITLE: (Place(left=326, top=174, right=860, bottom=281),),
    Part.ISSUER: (Place(left=384, top=436, right=930, bottom=487),),
    Part.TERM: (Place(left=384, top=520, right=930, bottom=571),),
}
