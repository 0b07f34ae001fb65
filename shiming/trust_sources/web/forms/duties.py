"""Forms about the duties of operators."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from shiming.kernel.emails import EmailAddress
from shiming.kernel.errors import DomainError
from shiming.web_kit.forms import Form
from shiming.web_kit.texts import text_of


class ContactField(forms.CharField):
    """A mailbox; its value is an `EmailAddress`."""

    # Any: Django's own signature; the value is what the browser sent.
    @override
    def clean(self, value: Any) -> Any:
        """
        Return the address.

        :raises forms.ValidationError: with the reason, if it is none
        """
        text = super().clean(value)
        try:
            return EmailAddress.parse(text)
        except DomainError as error:
            raise forms.ValidationError(text_of(error).sentences) from error


class ContactForm(Form):
    """Where the letter goes."""

    contact = ContactField(
        label=_("对方联系人的邮箱"),
        max_length=254,
        help_text=_("会收到职责全文的链接和一次性确认码，七天内有效。"),
        error_messages={"required": _("请填写邮箱")},
    )


class AcceptanceForm(Form):
    """Who accepts, and the code of the letter."""

    name = forms.CharField(
        label=_("确认人姓名和职务"),
        max_length=64,
        error_messages={"required": _("请填写姓名和职务")},
    )
    code = forms.CharField(
        label=_("邮件中的确认码"),
        max_length=16,
        widget=forms.TextInput({"autocomplete": "one-time-code"}),
        error_messages={"required": _("请填写确认码")},
    )
    agrees = forms.BooleanField(
        label=_("我代表运营单位确认并履行上述职责"),
        error_messages={"required": _("请阅读并确认")},
    )
