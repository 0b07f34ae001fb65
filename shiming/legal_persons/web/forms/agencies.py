"""What a unit's heads type about agencies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from shiming.web_kit.forms import Form

_LONGEST_PASSWORD = 1024


class AddAgencyForm(Form):
    """The exact credit code of an agency."""

    code = forms.CharField(
        label=_("代理机构的统一社会信用代码"),
        max_length=40,
        help_text=_("必须完整填写；不能按名称查找。"),
    )


class AgreementForm(Form):
    """A new agreement password, twice."""

    agreement = forms.CharField(
        label=_("协议密码"),
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再次输入协议密码"),
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    @override
    # Any: Django's own signature.
    def clean(self) -> dict[str, Any] | None:
        """Check that both are the same."""
        cleaned = super().clean()
        typed = self.cleaned_data
        if "again" in typed and typed.get("agreement") != typed["again"]:
            self.add_error("again", _("两次输入不一致。"))
        return cleaned
