"""Forms about files of staff."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from shiming.directory.staff_file import MOST_BYTES, MOST_ROWS
from shiming.web_kit.forms import Form

ALL, FAULTLESS = "all", "faultless"


class StaffFileForm(Form):
    """A file of staff."""

    file = forms.FileField(
        label=_("xlsx或csv文件"),
        # Filled in when it is shown: `%` would settle the language when this module is read.
        help_text=format_lazy(
            _("不超过{rows}行、{size} KB；csv文件使用UTF-8或GB18030编码。"),
            rows=MOST_ROWS,
            size=MOST_BYTES // 1024,
        ),
        widget=forms.FileInput({"accept": ".xlsx,.csv,text/csv"}),
        error_messages={
            "required": _("请选择文件"),
            "empty": _("文件是空的，请重新选择"),
        },
    )


class StaffImportForm(Form):
    """Whether one wrong line stops all of them."""

    mode = forms.ChoiceField(
        label=_("导入方式"),
        choices=[
            (ALL, _("全部导入：有一行不符合要求，就一行也不导入")),
            (FAULTLESS, _("只导入没有问题的行")),
        ],
        initial=ALL,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择导入方式")},
    )
