"""
The file from which members of staff are opened: its template, and reading it.

One person a line; the columns are those of `StaffColumn`, by the headings below or their English
names, in any order.
"""

import io

import xlsxwriter

from shiming.directory import errors
from shiming.directory.types import StaffColumn, StaffFileRow
from shiming.kernel.spreadsheets import read_table

MOST_ROWS = 2_000
MOST_BYTES = 1024 * 1024

HEADINGS = {
    StaffColumn.NAME: "姓名",
    StaffColumn.USER_NAME: "登录名",
    StaffColumn.ORGANISATION: "机构代码",
    StaffColumn.NUMBER: "身份证号码",
    StaffColumn.MOBILE: "手机号码",
    StaffColumn.EMAIL: "电子邮箱",
}
_NOTES = (
    ("姓名", "必填，不超过60字。"),
    ("登录名", "必填，保存后不能修改，不能与已有登录名重复。"),
    ("机构代码", "所属机构的代码；不属于任何机构的，留空。"),
    ("身份证号码", "18位，每人一个；未填写的人员不能参与双人复核。"),
    ("手机号码", "每人一个；激活码优先发送到手机。"),
    ("电子邮箱", "没有手机号码的，激活码发送到邮箱；两项至少填写一项。"),
    ("示例", "示例甲　shili.jia　60-A　（身份证号码）　（手机号码）　（留空）"),
)
_COLUMN_OF = {heading: column for column, heading in HEADINGS.items()} | {
    column.value: column for column in StaffColumn
}
_WIDTH = 22


def read_staff_file(content: bytes) -> list[StaffFileRow]:
    """
    Return the lines of a file; empty ones are left out, and keep their number.

    :raises SpreadsheetTooLarge: if it has more bytes or rows than it may
    :raises SpreadsheetUnreadable: if it is no table
    :raises errors.StaffFileHeadWrong: if its first line does not name the columns, each once
    :raises errors.StaffFileEmpty: if there is no line below it
    """
    table = read_table(content, most_bytes=MOST_BYTES, most_rows=MOST_ROWS)
    head = [_COLUMN_OF.get(cell.strip().lower()) for cell in table[0]] if table else []
    if len(head) != len(StaffColumn) or set(head) != set(StaffColumn):
        raise errors.StaffFileHeadWrong
    rows = []
    for line, cells in enumerate(table[1:], 2):
        # What stands beyond the last column is nobody's.
        typed = [cell.strip() for cell in cells[: len(head)]]
        typed += [""] * (len(head) - len(typed))
        if any(typed):
            named = {column: cell for column, cell in zip(head, typed, strict=True) if column}
            rows.append(StaffFileRow(line=line, cells=named))
    if not rows:
        raise errors.StaffFileEmpty
    return rows


def staff_template() -> bytes:
    """Return an empty workbook to fill in, whose cells are text: long numbers keep every digit."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        as_text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
        people, notes = book.add_worksheet("人员"), book.add_worksheet("填写说明")
        people.set_column(0, len(HEADINGS) - 1, _WIDTH, as_text)
        people.write_row(0, 0, list(HEADINGS.values()), bold)
        people.freeze_panes(1, 0)
        for line, note in enumerate(_NOTES):
            notes.write_row(line, 0, note)
        notes.set_column(1, 1, 3 * _WIDTH)
    return out.getvalue()
