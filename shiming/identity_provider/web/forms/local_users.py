"""Forms about mappings to local users (E7)."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from shiming.identity_provider.types import LocalUserEnd
from shiming.web_kit.forms import Form

REASONS: dict[LocalUserEnd, Promise] = {
    LocalUserEnd.LEFT: _("不再使用该系统"),
    LocalUserEnd.MISTAKEN: _("对应有误，不是同一人"),
    LocalUserEnd.MISUSED: _("怀疑被他人冒用"),
}


class MappingEndForm(Form):
    """Why a mapping ends."""

    reason = forms.ChoiceField(
        label=_("解除理由"),
        choices=[("", _("请选择")), *((one.value, text) for one, text in REASONS.items())],
        error_messages={"required": _("请选择理由"), "invalid_choice": _("请选择理由")},
    )

    def chosen(self) -> LocalUserEnd:
        """Return the reason that was chosen."""
        return LocalUserEnd(self.cleaned_data["reason"])


class MappingSearchForm(Form):
    """Whom to look up."""

    local_user = forms.CharField(
        label=_("系统中的用户"),
        required=False,
        max_length=200,
        help_text=_("该系统对用户的称呼，须完全一致。"),
    )
    user_name = forms.CharField(label=_("或平台用户名"), required=False, max_length=64)

    @override
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("local_user") or data.get("user_name") or self.errors):
            self.add_error("local_user", _("请填写系统中的用户或平台用户名"))
        return data
