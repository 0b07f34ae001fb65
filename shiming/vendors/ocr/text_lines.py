"""The pieces of text on a picture, and the rows that they stand in, whatever the page's turn."""

import dataclasses
import math
import statistics
from collections.abc import Iterable, Sequence


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TextPiece:
    """One piece of text; the place is its middle on the upright page, in pixels."""

    text: str = dataclasses.field(repr=False)
    confidence: float
    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> float:
        """The left end."""
        return self.x - self.width / 2


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The pieces that stand on one line, from left to right."""

    pieces: tuple[TextPiece, ...]

    @property
    def text(self) -> str:
        """The texts of the row, without gaps."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def y(self) -> float:
        """The height of the row on the page."""
        return statistics.fmean(piece.y for piece in self.pieces)

    @property
    def confidence(self) -> float:
        """The confidence of the least sure piece."""
        return min(piece.confidence for piece in self.pieces)


def level(pieces: Sequence[TextPiece], *, angle: float) -> list[TextPiece]:
    """Turn the places by `angle` degrees, so that lines which ran askew run level."""
    sine, cosine = math.sin(math.radians(-angle)), math.cos(math.radians(-angle))
    return [
        dataclasses.replace(
            piece, x=piece.x * cosine - piece.y * sine, y=piece.x * sine + piece.y * cosine
        )
        for piece in pieces
    ]


def rows_of(pieces: Iterable[TextPiece]) -> list[Row]:
    """Return the rows from top to bottom; a piece joins a row that it overlaps by half."""
    rows: list[list[TextPiece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.y):
        if rows and _is_beside(piece, rows[-1]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [Row(pieces=tuple(sorted(row, key=lambda piece: piece.x))) for row in rows]


def _is_beside(piece: TextPiece, row: Sequence[TextPiece]) -> bool:
    nearest = min(row, key=lambda other: abs(other.x - piece.x))
    return abs(piece.y - nearest.y) < 0.5 * max(piece.height, nearest.height)
