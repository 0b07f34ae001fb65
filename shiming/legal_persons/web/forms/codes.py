"""What a clerk reads from the paper of a unit."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.kernel.names import CompanyName
from shiming.legal_persons.web.forms.fields import ParsedField, plain_input
from shiming.web_kit.forms import Form


class IssueCodeForm(Form):
    """A unit at the counter; the paper is captured."""

    credit_code = ParsedField(
        CreditCode.parse, label=_("统一社会信用代码"), max_length=40, widget=plain_input()
    )
    name = ParsedField(CompanyName.parse, label=_("单位名称"), max_length=200, widget=plain_input())
    social_number = forms.CharField(
        label=_("单位社保号"),
        max_length=40,
        help_text=_("单位用它和自己设置的密码登录。"),
        widget=plain_input(),
    )
    explanation = forms.CharField(
        label=_("核验说明"),
        max_length=500,
        help_text=_("写明看了哪些材料、来人是谁的经办人。"),
        widget=forms.Textarea({"rows": 3}),
    )
    paper = forms.FileField(
        label=_("单位材料照片"),
        help_text=_("营业执照、登记证书或参保登记表，JPG或PNG。"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png", "capture": "environment"}),
    )


class TieAccountForm(Form):
    """Name and password of the account that was registered for the unit."""

    user_name = forms.CharField(
        label=_("企业用户名"), max_length=64, widget=forms.TextInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("企业密码"),
        # Longer than any password may be, and short enough to be looked at.
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
