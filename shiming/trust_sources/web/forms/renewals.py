"""Forms about renewals of certificates."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.web_kit.forms import Form


class RenewalForm(Form):
    """The business need form (业务需求表)."""

    need = forms.CharField(
        label=_("业务需求"),
        max_length=500,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("请写明用证书办理哪些业务、联系人和联系电话。"),
        error_messages={"required": _("请填写业务需求")},
    )


class AnswerForm(Form):
    """What the officer answers."""

    answer = forms.CharField(
        label=_("答复"),
        max_length=200,
        help_text=_("会发给申请人。请不要写个人信息。"),
        error_messages={"required": _("请填写答复")},
    )
