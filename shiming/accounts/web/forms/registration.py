"""Registration."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.accounts.web.forms.fields import code_field, mobile_field, password_field
from shiming.accounts.web.forms.human_checks import HumanCheckForm
from shiming.accounts.web.forms.passwords import NewPasswordForm


class RegisterForm(HumanCheckForm):
    """First page of a registration."""

    mobile = mobile_field()
    is_agreed = forms.BooleanField(label=_("我已阅读并同意"), required=False)

    field_order = ("mobile", "picture_code", "is_agreed", "proof")


class RegisterUnitForm(RegisterForm):
    """The same for a unit (S29-4)."""

    mobile = mobile_field(_("经办人手机号码"))


class CompleteRegistrationForm(NewPasswordForm):
    """Second page of a registration."""

    code = code_field()
    user_name = forms.CharField(
        label=_("用户名"),
        max_length=64,
        required=False,
        help_text=_("可以留空，用手机号码登录。4 至 32 个文字、字母、数字，以文字或字母开头。"),
        widget=forms.TextInput({"autocomplete": "username"}),
    )
    password = password_field(_("设置密码"), "new-password")
    repeat = password_field(_("再次输入密码"), "new-password")


class CompleteUnitRegistrationForm(CompleteRegistrationForm):
    """The same for a unit, which signs in by its name or its number (S29-4)."""

    user_name = forms.CharField(
        label=_("企业用户名"),
        max_length=64,
        help_text=_("4 至 32 个文字、字母、数字，以文字或字母开头；可以使用单位简称。"),
        widget=forms.TextInput({"autocomplete": "username"}),
    )
    password = password_field(_("设置企业密码"), "new-password")
    repeat = password_field(_("再次输入企业密码"), "new-password")
