import io
import zipfile

import pytest
import xlsxwriter

from shiming.kernel.spreadsheets import (
    SpreadsheetTooLarge,
    SpreadsheetUnreadable,
    csv_of,
    guarded,
    read_table,
)

_BYTES, _ROWS = 100_000, 5


def read(content: bytes) -> list[list[str]]:
    return read_table(content, most_bytes=_BYTES, most_rows=_ROWS)


def workbook(*rows: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return out.getvalue()


def repacked(content: bytes, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(out, "w") as anew:
        for member in packed.infolist():
            anew.writestr(member.filename, packed.read(member).replace(old, new))
    return out.getvalue()


def packed_again(content: bytes) -> bytes:
    """Return a workbook whose parts are packed as small as they get."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as packed,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as anew,
    ):
        for member in packed.infolist():
            anew.writestr(member.filename, packed.read(member))
    return out.getvalue()


class TestReading:
    def test_gives_each_cell_as_it_was_typed(self) -> None:
        table = read(workbook(("姓名", "手机"), ("示例甲", "015401000001"), ("", 15401000002)))

        assert table == [["姓名", "手机"], ["示例甲", "015401000001"], ["", "15401000002"]]

    def test_keeps_count_of_empty_lines(self) -> None:
        assert read(workbook((), (), ("甲",)))[2] == ["甲"]

    def test_does_not_pass_a_rounded_number_off_as_the_one_that_was_typed(self) -> None:
        [[cell]] = read(workbook((600101199002140010,)))

        assert not cell.isdigit()

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_takes_texts_as_chinese_programs_write_them(self, encoding: str) -> None:
        assert read("姓名,手机\r\n示例甲,1\r\n".encode(encoding)) == [
            ["姓名", "手机"],
            ["示例甲", "1"],
        ]

    @pytest.mark.parametrize(
        "content",
        [b"\x00\x01", b"PK\x03\x04", b'a,"b', b"\xff\xfe\xff", "甲\0".encode()],
        ids=["bytes", "torn", "quote", "no text", "nul"],
    )
    def test_refuses_what_is_no_table(self, content: bytes) -> None:
        with pytest.raises(SpreadsheetUnreadable):
            read(content)

    def test_refuses_a_workbook_that_lacks_its_parts(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as packed:
            packed.writestr("xl/nothing.xml", "<nothing/>")

        with pytest.raises(SpreadsheetUnreadable):
            read(out.getvalue())


class TestLimits:
    @pytest.mark.parametrize(
        "content",
        [b"a" * (_BYTES + 1), b"a\n" * (_ROWS + 2), workbook(*[("a",)] * (_ROWS + 2))],
        ids=["bytes", "lines", "rows"],
    )
    def test_bound_what_is_read(self, content: bytes) -> None:
        with pytest.raises(SpreadsheetTooLarge):
            read(content)

    @pytest.mark.parametrize("place", [b"A1048576", b"XFD1", b"XFD1048576"])
    def test_refuse_a_cell_so_far_out_that_the_sheet_would_fill_memory(self, place: bytes) -> None:
        content = repacked(workbook(("a",)), b'r="A1"', b'r="' + place + b'"')

        with pytest.raises(SpreadsheetTooLarge):
            read(content)

    @pytest.mark.parametrize(
        "before",
        [b" " * 600, b' a="' + b">" * 3 * 1024 * 1024 + b'" ', b' a=">" ', b" a=' r=\"A1\"' "],
        ids=["spaces", "pieces", "angle", "decoy"],
    )
    def test_are_not_passed_by_a_long_or_odd_tag(self, before: bytes) -> None:
        content = repacked(workbook(("a",)), b' r="A1"', before + b'r="XFD1048576"')

        with pytest.raises(SpreadsheetTooLarge):
            read(packed_again(content))

    @pytest.mark.parametrize("tag", [b"<c ", b"<c r ", b"<a:", b" r=", b"<c\t r = '"])
    def test_are_weighed_in_one_pass(self, tag: bytes) -> None:
        # A weighing that looks back from each tag would go on for hours.
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(
                "xl/worksheets/sheet1.xml", b"<c " + tag * (2 * 1024 * 1024 // len(tag))
            )

        with pytest.raises((SpreadsheetTooLarge, SpreadsheetUnreadable)):
            read(out.getvalue())

    def test_refuse_what_unpacks_to_too_much(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("xl/sharedStrings.xml", bytes(65 * 1024 * 1024))

        with pytest.raises(SpreadsheetTooLarge):
            read(out.getvalue())


class TestWriting:
    @pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
    def test_starts_no_formula(self, sign: str) -> None:
        assert guarded(f"{sign}1+1") == f"'{sign}1+1"
        assert csv_of([[f"{sign}1+1"]]).decode("utf-8-sig").strip('"\r\n').startswith("'")

    def test_leaves_everything_else_alone(self) -> None:
        assert csv_of([["示例甲", "a-b"]]) == "\ufeff示例甲,a-b\r\n".encode()
