"""Fields that several forms share, and how a refusal is shown in a form."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from shiming.accounts.web.presenters import document_label
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import DocumentType
from shiming.kernel.phones import Mobile
from shiming.web_kit.forms import Form
from shiming.web_kit.texts import text_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Longer than any password may be, and short enough to be looked at.
_LONGEST_PASSWORD = 1024


def add_refusal(form: Form, error: DomainError, field: str | None) -> None:
    """Show a refusal beside the field that it is about, or above the form."""
    form.add_error(field, text_of(error).sentences)


class MobileField(forms.CharField):
    """A mobile number in any usual spelling; its value is a `Mobile`."""

    # Any: Django's own signature; the value is what the browser sent.
    @override
    def clean(self, value: Any) -> Any:
        """
        Return the number.

        :raises forms.ValidationError: with the reason, if it is no mobile number
        """
        text = super().clean(value)
        try:
            return Mobile.parse(text)
        except DomainError as error:
            raise forms.ValidationError(text_of(error).sentences) from error


def mobile_field(label: "_StrPromise | None" = None) -> MobileField:
    """Return the field for a mobile number."""
    return MobileField(
        label=label or _("手机号码"),
        max_length=32,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )


def password_field(label: "_StrPromise", autocomplete: str) -> forms.CharField:
    """Return the field for a password, which is left exactly as typed."""
    return forms.CharField(
        label=label,
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": autocomplete}),
    )


def code_field() -> forms.CharField:
    """Return the field for a code that came by SMS."""
    return forms.CharField(label=_("短信验证码"), max_length=16)


def document_type_field() -> forms.ChoiceField:
    """Return the field for the type of an identity document."""
    return forms.ChoiceField(
        label=_("证件类型"),
        choices=_document_choices,
        initial=DocumentType.RESIDENT_ID_CARD.value,
    )


def name_field() -> forms.CharField:
    """Return the field for a person's name."""
    return forms.CharField(
        label=_("姓名"), max_length=60, widget=forms.TextInput({"autocomplete": "name"})
    )


def _document_choices() -> list[tuple[str, str]]:
    return [(kind.value, document_label(kind)) for kind in DocumentType]
