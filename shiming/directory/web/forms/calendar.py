"""Forms of the area."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.directory.calendar_file import NAME_LENGTH
from shiming.directory.types import DayEntry, DayKind
from shiming.web_kit.forms import Form

KIND_LABELS = {DayKind.HOLIDAY: _("放假"), DayKind.MAKE_UP: _("调休上班")}


class CalendarDayForm(Form):
    """One day of the working calendar."""

    day = forms.DateField(
        label=_("日期"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("请填写日期"),
            "invalid": _("请按2026-01-01的格式填写日期"),
        },
    )
    kind = forms.ChoiceField(
        label=_("类型"),
        choices=[(kind.value, label) for kind, label in KIND_LABELS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择类型")},
    )
    name = forms.CharField(
        label=_("节日名称"),
        max_length=NAME_LENGTH,
        required=False,
        error_messages={"max_length": _("名称不超过40字")},
    )

    def entry(self) -> DayEntry:
        """Return the day that was entered; only for a valid form."""
        entered = self.cleaned_data
        return DayEntry(day=entered["day"], kind=DayKind(entered["kind"]), name=entered["name"])


class CalendarFileForm(Form):
    """A file with the days of a year."""

    file = forms.FileField(
        label=_("CSV文件"),
        help_text=_("UTF-8编码，第一行为 date,kind,name；类型填 holiday（休）或 make_up（班）。"),
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
        error_messages={
            "required": _("请选择文件"),
            "empty": _("文件是空的，请重新选择"),
        },
    )
