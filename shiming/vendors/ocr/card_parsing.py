"""
From the text on one side of an identity card to its fields.

The number decides: its check digit says whether a look-alike letter was a digit, and birth date
and sex are taken from it rather than from their own, smaller print.
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence

from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.gb11643 import Sex
from shiming.kernel.identifiers.resident_number import ResidentNumber
from shiming.proofing.ports import LONG_TERM, DocumentField, DocumentSide, FieldReading
from shiming.vendors.ocr import look_alikes
from shiming.vendors.ocr.card_places import Part
from shiming.vendors.ocr.text_lines import Row, TextPiece, rows_of

Fields = Mapping[DocumentField, FieldReading]

FIELDS_OF: Mapping[DocumentSide, frozenset[DocumentField]] = {
    DocumentSide.BACK: frozenset(
        {DocumentField.ISSUER, DocumentField.VALID_FROM, DocumentField.VALID_UNTIL}
    ),
    DocumentSide.FRONT: frozenset(
        {
            *(DocumentField.NAME, DocumentField.SEX, DocumentField.ETHNICITY),
            *(DocumentField.BIRTH, DocumentField.ADDRESS, DocumentField.NUMBER),
        }
    ),
}

_FRONT_MARKS = ("姓名", "性别", "民族", "出生", "住址", "公民身份", "身份号码")
_BACK_MARKS = ("中华人民", "居民身份证", "签发机关", "有效期限")
_NAME_LABEL = re.compile("^(姓名|娃名|性名|姓各|姓|名)")
_ADDRESS_LABEL = re.compile("^(.?[址扯]|住)")
_ISSUER_LABEL = re.compile("^.{0,3}机[关美夫失]")
_NUMBER_LABEL = re.compile("^[^0-9]*码|^[公民身份证号码]+")
_BIRTH_LABELS = re.compile("出生|年.*月|月.*日")
_PRINTED_BIRTH = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})")
_SPECIMEN = "样本"
_TITLES = ("居民身份证", "中华人民共和国")
_TITLE_SURE = 4
_PART_OF_A_NUMBER = 10
_SURE = 0.8
_NUMBER_LENGTH = 18
_DATE_LENGTH = 8
_NEARLY_A_NUMBER = 15
# Where the portrait begins between the label of the number and the number's end.
_PORTRAIT_FROM = 0.661
_TERMS = (5, 10, 20)
"""Years for which cards are given (Resident Identity Card Law, article 5), besides 长期."""


def side_of(pieces: Sequence[TextPiece]) -> DocumentSide | None:
    """Return which side of a card the text belongs to, or None where it is no card's."""
    rows = rows_of(pieces)
    text = look_alikes.to_simplified("".join(row.text for row in rows))
    front = sum(mark in text for mark in _FRONT_MARKS)
    back = sum(mark in text for mark in _BACK_MARKS)
    # The labels are printed pale and small: the data alone tell the side as well.
    number = _find_number(rows)
    is_numbered = number is not None and number.valid is not None
    front += 2 * is_numbered
    back += not is_numbered and any(_parse_term(row) for row in rows)
    if front == back == 0:
        return None
    return DocumentSide.FRONT if front >= back else DocumentSide.BACK


def parse_side(side: DocumentSide, pieces: Sequence[TextPiece]) -> Fields:
    """Return the fields of `side` that could be read; `pieces` stand upright and level."""
    rows = rows_of(piece for piece in pieces if piece.text != _SPECIMEN)
    found = _front_fields(rows) if side is DocumentSide.FRONT else _back_fields(rows)
    return {field: reading for field, reading in found if reading.text}


def is_number(piece: TextPiece) -> bool:
    """Tell whether the piece is beyond doubt the number of a card."""
    number = _find_number([Row(pieces=(piece,))])
    return number is not None and number.valid is not None


def is_part_of_number(piece: TextPiece) -> bool:
    """Tell whether so many digits stand there, and so surely, that a number is what they are."""
    return len(piece.text) >= _PART_OF_A_NUMBER and piece.confidence >= _SURE


def is_term(piece: TextPiece) -> bool:
    """Tell whether the piece says from when to when a card is valid."""
    return len(_parse_term(Row(pieces=(piece,))) or ()) > 1


def is_title(piece: TextPiece) -> bool:
    """Tell whether the piece is what stands in large print on the back."""
    text = look_alikes.to_simplified(piece.text)
    return max(sum(character in text for character in title) for title in _TITLES) >= _TITLE_SURE


def parse_parts(parts: Mapping[Part, TextPiece]) -> Fields:
    """Return the fields of a card whose parts were each read at their own place."""
    rows = {part: Row(pieces=(piece,)) for part, piece in parts.items() if piece.text}
    return {field: reading for field, reading in _fields_of_parts(rows) if reading.text}


def is_complete(side: DocumentSide, fields: Fields) -> bool:
    """Tell whether every field of `side` was read, and the number with the right check digit."""
    number = fields.get(DocumentField.NUMBER)
    return FIELDS_OF[side] <= fields.keys() and (number is None or number.is_checked)


def merge_fields(first: Fields, second: Fields) -> Fields:
    """Return what the first look read, mended with what only the second could read or vouch for."""
    better = {
        field: reading
        for field, reading in second.items()
        if field not in first or (reading.is_checked and not first[field].is_checked)
    }
    return {**first, **better}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    """The number as read, where it stands, and what it says if its check digit is right."""

    text: str
    row: Row
    valid: ResidentNumber | None


def _front_fields(rows: Sequence[Row]) -> Iterator[tuple[DocumentField, FieldReading]]:
    number = _find_number(rows)
    above = _text_rows(rows, number.row) if number else list(rows)
    middle = _find_middle(above)
    printed_birth = _printed_birth(above)

    yield from _identity(number, printed_birth)
    if not (number and number.valid) and middle and (sex := re.search("[男女]", middle.text)):
        yield DocumentField.SEX, _read(sex[0], middle)
    if name := _find_name(above, before=middle):
        yield DocumentField.NAME, name
    if middle:
        after = re.sub("^.*族|^.*[男女]民?|^.*性别", "", middle.text.removesuffix("族"))
        yield DocumentField.ETHNICITY, _read(look_alikes.to_ethnicity(after), middle)
    if address := _find_address(above):
        yield DocumentField.ADDRESS, address


def _identity(
    number: _Number | None, printed_birth: FieldReading | None
) -> Iterator[tuple[DocumentField, FieldReading]]:
    """Yield the number and what it says; without its check digit, the birth date as printed."""
    if number:
        is_checked = number.valid is not None
        reading = _read(number.text, number.row)
        yield DocumentField.NUMBER, dataclasses.replace(reading, is_checked=is_checked)
    if number and number.valid:
        sex = "男" if number.valid.sex is Sex.MALE else "女"
        yield DocumentField.SEX, _vouched(sex, number)
        yield DocumentField.BIRTH, _vouched(number.valid.birth_date.isoformat(), number)
    elif printed_birth:
        yield DocumentField.BIRTH, printed_birth


def _fields_of_parts(rows: Mapping[Part, Row]) -> Iterator[tuple[DocumentField, FieldReading]]:
    numbered = [rows[part] for part in (Part.BIRTH, Part.NUMBER) if part in rows]
    for part, field in ((Part.SEX, DocumentField.SEX), (Part.ETHNICITY, DocumentField.ETHNICITY)):
        if part in rows:
            yield field, _read(rows[part].text, rows[part])
    # After the sex as printed: the number's word counts more.
    yield from _identity(_find_number(numbered), _printed_birth(numbered))
    if Part.NAME in rows:
        name = look_alikes.to_name(rows[Part.NAME].text)
        # No name has one character: the others are gone.
        yield DocumentField.NAME, _read(name if len(name) > 1 else "", rows[Part.NAME])
    if Part.ADDRESS in rows:
        yield DocumentField.ADDRESS, _read(_plain(rows[Part.ADDRESS].text), rows[Part.ADDRESS])
    if Part.ISSUER in rows:
        yield DocumentField.ISSUER, _read(_office(rows[Part.ISSUER].text), rows[Part.ISSUER])
    if Part.TERM in rows:
        yield from _parse_term(rows[Part.TERM]) or ()


def _back_fields(rows: Sequence[Row]) -> Iterator[tuple[DocumentField, FieldReading]]:
    for row in rows:
        text = look_alikes.to_simplified(look_alikes.to_half_width(row.text))
        if "公安" in text or "机关" in text:
            yield DocumentField.ISSUER, _read(_issuer(text, row), row)
    for row in reversed(rows):
        term = _parse_term(row)
        if term is not None:
            yield from term
            return


def _issuer(text: str, row: Row) -> str:
    bare = _ISSUER_LABEL.sub("", text)
    first = row.pieces[0].text
    if bare == text and len(row.pieces) > 1 and len(first) <= len("签发机关"):
        bare = text.removeprefix(first)
    return _office(bare)


def _office(text: str) -> str:
    """Return the office that issued a card; nothing where the end of its name is missing."""
    bare = re.sub(r"[^\u3400-\u9fff]", "", look_alikes.to_simplified(text))
    bare = re.sub("[力为]局$", "分局", bare.replace("公安易", "公安局"))
    return bare if re.search("公安.*局$", bare) else ""


def _find_number(rows: Sequence[Row]) -> _Number | None:
    nearest: _Number | None = None
    for row in reversed(rows):
        bare = _NUMBER_LABEL.sub("", look_alikes.to_half_width(row.text))
        digits = re.sub("[^0-9X]", "", look_alikes.to_digits(bare))
        for start in range(max(1, len(digits) - _NUMBER_LENGTH + 1)):
            window = digits[start : start + _NUMBER_LENGTH]
            if valid := _parse(window):
                return _Number(text=window, row=row, valid=valid)
        if nearest is None and len(digits) >= _NEARLY_A_NUMBER:
            nearest = _Number(text=digits[:_NUMBER_LENGTH], row=row, valid=None)
    return _repaired(nearest, rows) if nearest else None


def _repaired(number: _Number, rows: Sequence[Row]) -> _Number:
    """Put the printed birth date into a number that fails its check; the check digit decides."""
    birth = _printed_birth(rows)
    if birth is None or len(number.text) != _NUMBER_LENGTH:
        return number
    text = number.text[:6] + birth.text.replace("-", "") + number.text[14:]
    valid = _parse(text)
    return dataclasses.replace(number, text=text, valid=valid) if valid else number


def _parse(text: str) -> ResidentNumber | None:
    if len(text) != _NUMBER_LENGTH:
        return None
    try:
        return ResidentNumber.parse(text)
    except DomainError:
        return None


def _text_rows(rows: Sequence[Row], number_row: Row) -> list[Row]:
    """Return the rows above the number, without what was seen in the portrait."""
    start = number_row.pieces[0].left
    last = number_row.pieces[-1]
    edge = start + _PORTRAIT_FROM * (last.left + last.width - start)
    above = (row for row in rows if row.y < number_row.y)
    kept = (tuple(piece for piece in row.pieces if piece.left < edge) for row in above)
    return [Row(pieces=pieces) for pieces in kept if pieces]


def _find_middle(rows: Sequence[Row]) -> Row | None:
    """Return the row of sex and ethnicity: by its labels, else by what it begins with."""
    labelled = (row for row in rows if re.search("性别|民族|族$", row.text))
    bare = (row for row in rows if re.match("[男女].{0,5}$", row.text))
    return next(labelled, None) or next(bare, None)


def _printed_birth(rows: Sequence[Row]) -> FieldReading | None:
    for row in rows:
        text = re.sub("^.*?生", "", look_alikes.to_half_width(row.text))
        found = _PRINTED_BIRTH.search(look_alikes.to_digits(text))
        if found:
            try:
                date = dt.date(*(int(part) for part in found.groups()))
            except ValueError:
                continue
            return _read(date.isoformat(), row)
    return None


def _find_name(rows: Sequence[Row], *, before: Row | None) -> FieldReading | None:
    for row in rows:
        if before is not None and row.y >= before.y:
            return None
        # The name stands above all this: where it was not seen, the next line is not a name.
        if _BIRTH_LABELS.search(row.text) or _ADDRESS_LABEL.match(row.text):
            return None
        name = look_alikes.to_name(_NAME_LABEL.sub("", look_alikes.to_half_width(row.text)))
        if name:
            return _read(name, row)
    return None


def _find_address(rows: Sequence[Row]) -> FieldReading | None:
    starts = [at for at, row in enumerate(rows) if _ADDRESS_LABEL.match(row.text)]
    births = [at for at, row in enumerate(rows) if _BIRTH_LABELS.search(row.text)]
    first = starts[0] if starts else births[-1] + 1 if births else len(rows)
    lines = [row for row in rows[first:] if not re.search("公民|份号码", row.text)]
    if not lines:
        return None
    text = "".join(
        _ADDRESS_LABEL.sub("", row.text) if row is lines[0] else row.text for row in lines
    )
    return FieldReading(text=_plain(text), confidence=min(row.confidence for row in lines))


def _plain(address: str) -> str:
    plain = look_alikes.to_simplified(look_alikes.to_half_width(address))
    plain = re.sub(r"(?<=\d)[OoDQ]|[OoDQ](?=\d)", "0", plain)
    return re.sub(r"(?<=\d)[Il|]|[Il|](?=\d)", "1", plain)


def _parse_term(row: Row) -> tuple[tuple[DocumentField, FieldReading], ...] | None:
    text = look_alikes.to_simplified(look_alikes.to_half_width(row.text))
    text = re.sub("^.*限", "", text)
    digits = re.sub(r"\D", "", look_alikes.to_digits(text))
    first, last = _date(digits[:_DATE_LENGTH]), _date(digits[_DATE_LENGTH:])
    if first is None:
        # Where a reflection lies on the first day, the words of the end may still stand.
        until = FieldReading(text=LONG_TERM, confidence=row.confidence)
        return ((DocumentField.VALID_UNTIL, until),) if text.endswith(LONG_TERM) else None
    begins = _read(first.isoformat(), row)
    if last is not None:
        is_whole = any(_is_years_later(first, last, years) for years in _TERMS)
        begins = dataclasses.replace(begins, is_checked=is_whole)
        return (
            (DocumentField.VALID_FROM, begins),
            (DocumentField.VALID_UNTIL, dataclasses.replace(begins, text=last.isoformat())),
        )
    if re.search("长|期", text):
        return (
            (DocumentField.VALID_FROM, begins),
            (DocumentField.VALID_UNTIL, dataclasses.replace(begins, text=LONG_TERM)),
        )
    return ((DocumentField.VALID_FROM, begins),)


def _date(digits: str) -> dt.date | None:
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _is_years_later(first: dt.date, last: dt.date, years: int) -> bool:
    # A card given on 29 February may end on the 28th or on 1 March.
    slack = 1 if (first.month, first.day) == (2, 29) else 0
    same_day = last.replace(year=2000) - first.replace(year=2000)
    return last.year - first.year == years and abs(same_day.days) <= slack


def _read(text: str, row: Row) -> FieldReading:
    return FieldReading(text=text, confidence=row.confidence)


def _vouched(text: str, number: _Number) -> FieldReading:
    return FieldReading(text=text, confidence=number.row.confidence, is_checked=True)
