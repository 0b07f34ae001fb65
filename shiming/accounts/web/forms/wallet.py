"""Bank cards and personal certificates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from shiming.accounts.web.forms.fields import mobile_field
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.bank_card_number import BankCardNumber
from shiming.kernel.pictures import DEFAULT_MAX_BYTES
from shiming.web_kit.declared_forms import PicturesField, PicturesInput
from shiming.web_kit.forms import Form
from shiming.web_kit.texts import text_of


class BankCardField(forms.CharField):
    """A card number in any usual spelling; its value is a `BankCardNumber`."""

    # Any: Django's own signature; the value is what the browser sent.
    @override
    def clean(self, value: Any) -> Any:
        """
        Return the number.

        :raises forms.ValidationError: with the reason, if it is no card number
        """
        text = super().clean(value)
        try:
            return BankCardNumber.parse(text)
        except DomainError as error:
            told = text_of(error)
            raise forms.ValidationError(f"{told.title}。{told.next}") from error


class BankCardForm(Form):
    """A card, and the mobile that the bank knows."""

    card = BankCardField(
        label=_("银行卡号"),
        max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "cc-number"}),
    )
    mobile = mobile_field()


class CertificateForm(Form):
    """A certificate's number and pictures."""

    number = forms.CharField(label=_("证件号码"), max_length=80, required=False)
    pictures = PicturesField(
        label=_("证件图片"),
        required=False,
        help_text=_("最多 5 张，JPG 或 PNG，每张不超过 15 MB。"),
        widget=PicturesInput({"accept": "image/jpeg,image/png", "multiple": True}),
    )

    def read_pictures(self) -> list[bytes]:
        """Return what was uploaded; of a file that is too large only as much as shows that."""
        uploads = self.cleaned_data["pictures"]
        return [each.read(DEFAULT_MAX_BYTES + 1) for each in uploads]
