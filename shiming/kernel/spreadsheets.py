"""
Tables that people fill in with a spreadsheet program: reading xlsx and csv, writing csv.

What is read is text, cell by cell, as it was typed. What is written starts no formula in the
program that opens it.
"""

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

import python_calamine

from shiming.kernel.errors import DomainError, ErrorKind

_ZIP = b"PK\x03\x04"
# A workbook of a few thousand rows is a megabyte or two when unpacked.
_MOST_UNPACKED = 64 * 1024 * 1024
_MOST_MEMBERS = 200
_PIECE = 1024 * 1024
# Where the local header of a packed file keeps the lengths of name and extra, and where it ends.
_LENGTHS_AT, _HEADER = 26, 30
_LONGEST_CELL = 500
# The reader lays a sheet out from its first cell to its last: one cell far out would fill memory.
# Neither of the two looks across the start of another tag: a sheet is weighed in one pass.
_CELL = re.compile(rb"<(?:[^\s<>:]+:)?(?:c|row)(\s[^<]*)")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)([0-9]*)["']""")
_LONGEST_COLUMN = 2
# No spreadsheet program writes a tag of this length.
_LONGEST_TAG = 4096
# From 16 digits on a spreadsheet has lost the last ones: what it shows is not what was typed.
_EXACT = 10**15
# Signs with which spreadsheet programs begin a formula, or a command to another program.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class SpreadsheetUnreadable(DomainError):
    """Neither a workbook (xlsx) nor a text of comma-separated values, or a damaged one."""

    code: ClassVar[str] = "kernel.spreadsheet.unreadable"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class SpreadsheetTooLarge(DomainError):
    """The file has too many bytes or rows. Context: `most_rows`, `most_kilobytes`."""

    code: ClassVar[str] = "kernel.spreadsheet.too_large"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


def read_table(content: bytes, *, most_bytes: int, most_rows: int) -> list[list[str]]:
    """
    Return the cells of the first sheet, as text; the head is the first row.

    A text is UTF-8 or, as Chinese spreadsheet programs write it, GB18030.

    :raises SpreadsheetTooLarge: if the file is longer, or unpacks to more, than it may
    :raises SpreadsheetUnreadable: if it is no table
    """
    too_large = SpreadsheetTooLarge(most_rows=most_rows, most_kilobytes=most_bytes // 1024)
    if len(content) > most_bytes:
        raise too_large
    if content.startswith(_ZIP):
        if not _unpacks(content, most_rows=most_rows):
            raise too_large
        rows = _workbook(content)
    else:
        rows = _text(content)
    if len(rows) > most_rows + 1:
        raise too_large
    return [[cell[:_LONGEST_CELL] for cell in row] for row in rows]


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet program takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def csv_of(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as comma-separated values that spreadsheet programs read as UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _unpacks(content: bytes, *, most_rows: int) -> bool:
    """Tell whether a packed file is as small as it may be, whatever it says of itself."""
    left = _MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
        if len(members) > _MOST_MEMBERS:
            return False
        for member in members:
            tag = b""
            for piece in _pieces(content, member):
                left -= len(piece)
                seen = tag + piece
                # What has begun at the end of a piece goes on in the next one.
                tag = seen[seen.rfind(b"<") :]
                if left < 0 or _is_endless(tag) or _is_far_out(seen, most_rows=most_rows):
                    return False
                if len(tag) > _LONGEST_TAG:
                    tag = b""
    except (zipfile.BadZipFile, zlib.error, struct.error) as error:
        raise SpreadsheetUnreadable from error
    return True


def _pieces(content: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a member really unpacks to: `zipfile` stops where the file claims that it ends."""
    names = struct.unpack_from("<HH", content, member.header_offset + _LENGTHS_AT)
    start = member.header_offset + _HEADER + sum(names)
    packed = content[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise SpreadsheetUnreadable
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    while packed and not inflater.eof:
        yield inflater.decompress(packed, _PIECE)
        packed = inflater.unconsumed_tail


def _is_endless(tag: bytes) -> bool:
    """Tell whether what is open at the end of a piece is a tag longer than any real one."""
    if len(tag) <= _LONGEST_TAG:
        return False
    return b">" not in tag[:_LONGEST_TAG] or _CELL.match(tag) is not None


def _is_far_out(piece: bytes, *, most_rows: int) -> bool:
    return any(
        len(column) > _LONGEST_COLUMN or int(row[:9] or b"0") > most_rows + 1
        for cell in _CELL.finditer(piece)
        for column, row in _PLACE.findall(cell[1])
    )


def _workbook(content: bytes) -> list[list[str]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        return [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    except (python_calamine.CalamineError, ValueError, IndexError, OSError) as error:
        raise SpreadsheetUnreadable from error


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    return str(value)


def _text(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        try:
            return list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except csv.Error as error:
            raise SpreadsheetUnreadable from error
    raise SpreadsheetUnreadable
