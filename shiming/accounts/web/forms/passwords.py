"""Passwords: choosing, changing, confirming."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from shiming.accounts.web.forms.fields import password_field
from shiming.web_kit.forms import Form


class NewPasswordForm(Form):
    """A new password, typed twice."""

    @override
    def clean(self) -> dict[str, Any]:
        """Compare the two entries; what a password must be, the use case knows."""
        cleaned = super().clean() or self.cleaned_data
        password, repeat = cleaned.get("password"), cleaned.get("repeat")
        if password is not None and repeat is not None and password != repeat:
            self.add_error("repeat", _("两次输入的密码不一致，请重新输入。"))
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """The old password once and the new one twice."""

    old = password_field(_("原密码"), "current-password")
    password = password_field(_("新密码"), "new-password")
    repeat = password_field(_("再次输入新密码"), "new-password")
