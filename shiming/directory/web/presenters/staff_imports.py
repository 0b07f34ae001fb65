"""What the pages about files of staff show."""

import dataclasses
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiming.directory.staff_file import HEADINGS
from shiming.directory.types import (
    CheckedStaffRow,
    StaffColumn,
    StaffImportFacts,
    StaffImportState,
)
from shiming.kernel import masking_kit
from shiming.web_kit.texts import RefusalText, text_of, text_of_code

_STATES = {
    StaffImportState.CHECKED: (gettext_lazy("待确认"), "warning"),
    StaffImportState.RUNNING: (gettext_lazy("导入中"), "info"),
    StaffImportState.DONE: (gettext_lazy("已完成"), "success"),
    StaffImportState.REFUSED: (gettext_lazy("未导入"), "danger"),
}
# A page that nobody can read to its end helps nobody: the file has all of them.
_MOST_SHOWN = 200
_MASKS = {
    StaffColumn.NUMBER: masking_kit.mask_number,
    StaffColumn.MOBILE: masking_kit.mask_phone,
    StaffColumn.EMAIL: masking_kit.mask_email,
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow:
    """A file in the list."""

    at: str
    state: str
    look: str
    count: int
    url: str

    @classmethod
    def of(cls, facts: StaffImportFacts) -> "ImportRow":
        """Return the row of a file."""
        label, look = _STATES[facts.state]
        return cls(
            at=date_format(timezone.localtime(facts.created_at), "Y-m-d H:i"),
            state=str(label),
            look=look,
            count=facts.rows,
            url=reverse("directory:staff-import", args=[facts.id]),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What stands in a column, and what is wrong with it."""

    heading: str
    value: str
    faults: tuple[RefusalText, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """A line of a file, with what is wrong in each of its columns."""

    line: int
    cells: tuple[Cell, ...]
    is_faultless: bool

    @classmethod
    def of(cls, checked: CheckedStaffRow) -> "PreviewRow":
        """Return the row of a line; numbers are masked."""
        return cls(
            line=checked.row.line,
            is_faultless=not checked.faults,
            cells=tuple(
                Cell(
                    heading=heading,
                    value=_shown(column, checked.row.cells[column]),
                    faults=tuple(
                        text_of(one.refusal) for one in checked.faults if one.column is column
                    ),
                )
                for column, heading in HEADINGS.items()
            ),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage:
    """What a file holds: the wrong lines first."""

    rows: tuple[PreviewRow, ...]
    headings: tuple[str, ...]
    total: int
    faulty: int
    is_cut: bool

    @classmethod
    def of(cls, checked: Sequence[CheckedStaffRow]) -> "PreviewPage":
        """Return the page."""
        in_order = sorted(checked, key=lambda one: (not one.faults, one.row.line))
        return cls(
            rows=tuple(PreviewRow.of(one) for one in in_order[:_MOST_SHOWN]),
            headings=tuple(HEADINGS.values()),
            total=len(checked),
            faulty=sum(bool(one.faults) for one in checked),
            is_cut=len(checked) > _MOST_SHOWN,
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """What became of a line."""

    line: int
    user_name: str
    result: str
    reason: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """What became of a file."""

    rows: tuple[ResultRow, ...]
    is_done: bool
    opened: int
    refused: int

    @classmethod
    def of(cls, facts: StaffImportFacts) -> "ResultPage":
        """Return the page; refused lines stand first."""
        in_order = sorted(facts.results, key=lambda one: (not one.code, one.line))
        return cls(
            rows=tuple(
                ResultRow(
                    line=one.line,
                    user_name=one.user_name,
                    result=_("未导入") if one.code else _("已开通"),
                    reason=_reason(one.code),
                )
                for one in in_order
            ),
            is_done=facts.state is StaffImportState.DONE,
            opened=facts.opened,
            refused=facts.rows - facts.opened,
        )


def faults_table(checked: Iterable[CheckedStaffRow]) -> list[list[str]]:
    """Return what is wrong, a line each: line, column, reason, what to do."""
    head = [_("行"), _("列"), _("原因"), _("处理")]
    return [
        head,
        *(
            [str(one.row.line), HEADINGS[fault.column], text.title, text.next]
            for one in checked
            for fault in one.faults
            for text in (text_of(fault.refusal),)
        ),
    ]


def results_table(facts: StaffImportFacts) -> list[list[str]]:
    """Return what became of each line: line, login name, result, reason."""
    head = [_("行"), _("登录名"), _("结果"), _("原因")]
    page = ResultPage.of(facts)
    return [head, *([str(one.line), one.user_name, one.result, one.reason] for one in page.rows)]


def _reason(code: str) -> str:
    text = text_of_code(code) if code else None
    return text.title if text else code


def _shown(column: StaffColumn, typed: str) -> str:
    mask = _MASKS.get(column)
    return mask(typed) if mask and typed else typed
