"""The forms of the register of systems (S19-6)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.identity_provider.types import SystemEntry, SystemState
from shiming.identity_provider.web.forms.onboarding import lines_of
from shiming.web_kit.forms import Form

STATES = {
    SystemState.CONNECTED: _("已接入"),
    SystemState.IN_TEST: _("联调中"),
    SystemState.EXCEPTION: _("例外"),
    SystemState.NOT_CONNECTED: _("未接入"),
}
_LONGEST_NAME = 100
_LONGEST_TEXT = 2000


class SystemFilterForm(Form):
    """Which systems to list."""

    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *STATES.items()]
    )
    text = forms.CharField(
        label=_("系统、单位或事项编码"), required=False, max_length=_LONGEST_NAME
    )


class AloneForm(Form):
    """Whether units may come by their password alone; nothing ticked is a no."""

    is_admitted = forms.BooleanField(label=_("不需要二次验证"), required=False)


class SystemForm(Form):
    """A system that is not connected."""

    name = forms.CharField(
        label=_("系统名称"), max_length=_LONGEST_NAME, error_messages={"required": _("请填写名称")}
    )
    owner = forms.CharField(
        label=_("所属单位"), max_length=_LONGEST_NAME, error_messages={"required": _("请填写单位")}
    )
    item_codes = forms.CharField(
        label=_("服务事项编码"),
        required=False,
        max_length=_LONGEST_TEXT,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("需要登录办理的事项，每行一个。"),
    )
    state = forms.ChoiceField(
        label=_("状态"),
        choices=[
            (one.value, STATES[one]) for one in (SystemState.NOT_CONNECTED, SystemState.EXCEPTION)
        ],
    )
    exception_until = forms.DateField(
        label=_("例外截止日期"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        error_messages={"invalid": _("请按年-月-日填写")},
    )
    reason = forms.CharField(
        label=_("例外理由"),
        required=False,
        max_length=_LONGEST_TEXT,
        widget=forms.Textarea({"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)

    def entry(self) -> SystemEntry:
        """Return what was entered."""
        data = self.cleaned_data
        return SystemEntry(
            name=data["name"],
            owner=data["owner"],
            item_codes=lines_of(data["item_codes"]),
            state=SystemState(data["state"]),
            exception_until=data["exception_until"],
            reason=data["reason"],
        )
