"""
What a file is, judged by its content: the gate for documents that officers publish (S03-11).

A name says nothing here. Of packages (Office, OFD) only the list of parts is read, nothing is
unpacked. Formats that cannot be told apart from programs stay out: the old Office ones (`doc`,
`xls`) may hold macros that nobody sees from outside, HTML and SVG scripts.
"""

import io
import re
import zipfile

from shiming.directory import errors
from shiming.directory.types import FileType

MAX_BYTES = 20_000_000
_MEGABYTE = 1_000_000
_MOST_PARTS = 10_000

_OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    one.extension: one
    for one in (
        FileType(extension="pdf", media_type="application/pdf"),
        FileType(extension="ofd", media_type="application/ofd"),
        FileType(extension="docx", media_type=f"{_OFFICE}wordprocessingml.document"),
        FileType(extension="xlsx", media_type=f"{_OFFICE}spreadsheetml.sheet"),
        FileType(extension="pptx", media_type=f"{_OFFICE}presentationml.presentation"),
    )
}
# The part that makes a package what it is.
_MAIN_PARTS = {
    "OFD.xml": "ofd",
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}
_PROGRAM_PARTS = re.compile(r"vbaProject|/activeX/|/embeddings/|macrosheets/", re.IGNORECASE)
# In the clear only: what a PDF hides in compressed objects, its reader still asks about.
_PDF_PROGRAMS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia)\b")


def type_of(content: bytes) -> FileType:
    """
    Return of which type a file is that may be published.

    :raises errors.FileTooLarge: if it has too many bytes
    :raises errors.FileTypeNotAccepted: if it is none of them, or damaged
    :raises errors.FileHoldsProgram: if it would make its reader run something
    """
    if len(content) > MAX_BYTES:
        raise errors.FileTooLarge(most=MAX_BYTES // _MEGABYTE)
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise errors.FileTypeNotAccepted
        if _PDF_PROGRAMS.search(content):
            raise errors.FileHoldsProgram
        return TYPES["pdf"]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise errors.FileTypeNotAccepted from None
    # A package begins with its first part: before it a program for another reader could stand.
    main = {_MAIN_PARTS[part] for part in parts if part in _MAIN_PARTS}
    if len(main) != 1 or len(parts) > _MOST_PARTS or not content.startswith(b"PK\x03\x04"):
        raise errors.FileTypeNotAccepted
    if any(_PROGRAM_PARTS.search(part) for part in parts):
        raise errors.FileHoldsProgram
    return TYPES[main.pop()]
