"""What people type when they sign in for a unit."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.web_kit.forms import Form

# Longer than any password may be, and short enough to be looked at.
_LONGEST_PASSWORD = 1024


def unit_fields() -> dict[str, forms.Field]:
    """Return the fields of the first step."""
    return {
        "unit": forms.CharField(
            label=_("统一社会信用代码或纳税人识别号"),
            max_length=64,
            help_text=_("单位账户名也可以。"),
            widget=forms.TextInput({"autocomplete": "username"}),
        ),
        "password": forms.CharField(
            label=_("单位密码"),
            max_length=_LONGEST_PASSWORD,
            strip=False,
            widget=forms.PasswordInput({"autocomplete": "current-password"}),
        ),
    }


class OfficerCodeForm(Form):
    """The code that was sent to the officer whom the page shows."""

    office = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.CharField(label=_("短信验证码"), max_length=16)


class OfficerPasswordForm(Form):
    """The own password of the officer whom the page shows."""

    office = forms.UUIDField(widget=forms.HiddenInput)
    password = forms.CharField(
        label=_("本人密码"),
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class OfficerForm(Form):
    """Who was chosen from the list."""

    office = forms.UUIDField()


class ClientForm(Form):
    """The client of an agency, and the agreement password between the two."""

    number = forms.CharField(label=_("委托单位的统一社会信用代码或纳税人识别号"), max_length=64)
    agreement = forms.CharField(
        label=_("协议密码"),
        max_length=_LONGEST_PASSWORD,
        strip=False,
        help_text=_("由委托单位设置，不是贵机构或者您本人的密码。"),
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )
