"""Name and password of a trust source."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.accounts.web.forms.fields import password_field
from shiming.accounts.web.forms.human_checks import HumanCheckForm


class SourceSignInForm(HumanCheckForm):
    """How somebody is called at the source, and their password there."""

    name = forms.CharField(
        label=_("用户名"), max_length=128, widget=forms.TextInput({"autocomplete": "off"})
    )
    password = password_field(_("密码"), "off")

    field_order = ("name", "password", "picture_code", "proof")
