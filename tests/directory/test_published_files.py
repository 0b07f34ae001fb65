"""What a file is, its content says."""

import io
import zipfile

import pytest

from shiming.directory import errors, published_files
from shiming.directory.published_files import type_of
from shiming.kernel.errors import DomainError

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n%%EOF\n"


def package(*parts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for part in parts:
            archive.writestr(part, "<x/>")
    return content.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")


class TestTypeOf:
    @pytest.mark.parametrize(
        ("content", "extension"),
        [
            (PDF, "pdf"),
            (DOCX, "docx"),
            (package("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
            (package("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
            (package("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        ],
        ids=["pdf", "docx", "xlsx", "pptx", "ofd"],
    )
    def test_knows_what_may_be_published(self, content: bytes, extension: str) -> None:
        assert type_of(content).extension == extension

    @pytest.mark.parametrize(
        ("content", "refusal"),
        [
            (b"", errors.FileTypeNotAccepted),
            (b"<html><script>alert(1)</script>", errors.FileTypeNotAccepted),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", errors.FileTypeNotAccepted),
            (b"MZ\x90\x00", errors.FileTypeNotAccepted),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), errors.FileTypeNotAccepted),
            (package("index.html"), errors.FileTypeNotAccepted),
            (package("word/document.xml", "xl/workbook.xml"), errors.FileTypeNotAccepted),
            (b"<script>alert(1)</script>" + DOCX, errors.FileTypeNotAccepted),
            (DOCX[: len(DOCX) // 2], errors.FileTypeNotAccepted),
            (PDF[:20], errors.FileTypeNotAccepted),
            (PDF.replace(b"/Catalog", b"/Catalog /JavaScript 2 0 R"), errors.FileHoldsProgram),
            (PDF.replace(b"/Catalog", b"/Catalog /Launch 2 0 R"), errors.FileHoldsProgram),
            (package("word/document.xml", "word/vbaProject.bin"), errors.FileHoldsProgram),
            (package("xl/workbook.xml", "xl/embeddings/a.bin"), errors.FileHoldsProgram),
        ],
        ids=[
            "nothing",
            "HTML",
            "SVG",
            "program",
            "old Office",
            "other package",
            "two in one",
            "script before",
            "cut package",
            "cut PDF",
            "PDF script",
            "PDF launch",
            "macros",
            "embedded",
        ],
    )
    def test_refuses_the_rest(self, content: bytes, refusal: type[DomainError]) -> None:
        with pytest.raises(refusal):
            type_of(content)

    def test_refuses_what_is_too_large(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(published_files, "MAX_BYTES", len(PDF) - 1)

        with pytest.raises(errors.FileTooLarge):
            type_of(PDF)
