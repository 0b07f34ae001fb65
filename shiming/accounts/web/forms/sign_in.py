"""Signing in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.accounts.types import NumberKind
from shiming.accounts.web.forms.fields import (
    code_field,
    document_type_field,
    mobile_field,
    name_field,
    password_field,
)
from shiming.accounts.web.forms.human_checks import HumanCheckForm
from shiming.web_kit.forms import Form

NUMBER_KINDS = (
    (NumberKind.HOUSING_FUND.value, _("个人公积金账号")),
    (NumberKind.SOCIAL_SECURITY.value, _("个人社保号")),
    (NumberKind.UNIT_SOCIAL_SECURITY.value, _("单位社保号")),
    (NumberKind.CONSTRUCTION_PERMIT.value, _("施工许可证号")),
)


class PasswordSignInForm(HumanCheckForm):
    """User name or mobile, and password."""

    identifier = forms.CharField(
        label=_("用户名或手机号码"),
        max_length=64,
        widget=forms.TextInput({"autocomplete": "username webauthn"}),
    )
    password = password_field(_("密码"), "current-password")

    field_order = ("identifier", "password", "picture_code", "proof")


class SmsSignInForm(HumanCheckForm):
    """The mobile that a code shall be sent to."""

    mobile = mobile_field()

    field_order = ("mobile", "picture_code", "proof")


class DocumentSmsSignInForm(HumanCheckForm):
    """Document, name and the mobile that a code shall be sent to; all of it belongs together."""

    document_type = document_type_field()
    number = forms.CharField(label=_("证件号码"), max_length=32)
    name = name_field()
    mobile = mobile_field()

    field_order = ("document_type", "number", "name", "mobile", "picture_code", "proof")


class DocumentPasswordSignInForm(HumanCheckForm):
    """Document, name and password."""

    document_type = document_type_field()
    number = forms.CharField(label=_("证件号码"), max_length=32)
    name = name_field()
    password = password_field(_("密码"), "current-password")

    field_order = ("document_type", "number", "name", "password", "picture_code", "proof")


class NumberSignInForm(HumanCheckForm):
    """The number of another body, and password."""

    kind = forms.ChoiceField(label=_("号码类型"), choices=NUMBER_KINDS)
    number = forms.CharField(label=_("号码"), max_length=40)
    password = password_field(_("密码"), "current-password")

    field_order = ("kind", "number", "password", "picture_code", "proof")


class FiledSignInForm(HumanCheckForm):
    """Mobile and number of somebody on file."""

    mobile = mobile_field()
    number = forms.CharField(
        label=_("身份证号码"),
        max_length=32,
        help_text=_("手机注册的，填写注册手机号码；刷卡备案的，填写备案手机号码。"),
    )

    field_order = ("mobile", "number", "picture_code", "proof")


class CodeForm(Form):
    """The code that was sent."""

    code = code_field()
