"""Bank cards and personal certificates."""

import dataclasses
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from shiming.accounts.types import (
    KINDS_FILED_ONCE,
    MOST_PICTURES,
    CertificateEntries,
    CertificateFilter,
    CertificateStanding,
    PersonalCertificateFacts,
    PersonalCertificateKind,
)
from shiming.accounts.web.forms.fields import mobile_field
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.bank_card_number import BankCardNumber
from shiming.kernel.pictures import DEFAULT_MAX_BYTES
from shiming.web_kit.declared_forms import PicturesField, PicturesInput
from shiming.web_kit.forms import Form
from shiming.web_kit.texts import text_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


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
            raise forms.ValidationError(text_of(error).sentences) from error


class BankCardForm(Form):
    """A card, and the mobile that the bank knows."""

    card = BankCardField(
        label=_("银行卡号"),
        max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "cc-number"}),
    )
    mobile = mobile_field()


def _day_field(label: "_StrPromise") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


def _text_field(label: "_StrPromise") -> forms.CharField:
    return forms.CharField(label=label, max_length=60, required=False)


# What a certificate that everybody has once does not have beside its number.
_OF_TRADES = ("name", "level", "speciality", "annual_check_on")


class CertificateForm(Form):
    """A certificate with its pictures; of one that is filed, number and pictures may stay."""

    name = _text_field(_("证件名称"))
    number = forms.CharField(label=_("证件号码"), max_length=80, required=False)
    level = _text_field(_("等级"))
    speciality = _text_field(_("专业"))
    issuing_body = _text_field(_("发证机关"))
    issued_on = _day_field(_("发证日期"))
    valid_from = _day_field(_("有效期起"))
    valid_until = _day_field(_("有效期止"))
    annual_check_on = _day_field(_("年检日期"))
    pictures = PicturesField(
        label=_("证件图片"),
        required=False,
        help_text=_("最多 5 张，JPG 或 PNG，每张不超过 15 MB。"),
        widget=PicturesInput({"accept": "image/jpeg,image/png", "multiple": True}),
    )

    # Django's own signature takes any option.
    def __init__(
        self,
        kind: PersonalCertificateKind,
        *args: Any,  # noqa: ANN401
        filed: PersonalCertificateFacts | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        said = {} if filed is None else dataclasses.asdict(filed.entries)
        super().__init__(*args, initial=said | kwargs.pop("initial", {}), **kwargs)
        self.kind = kind
        if kind in KINDS_FILED_ONCE:
            for name in _OF_TRADES:
                del self.fields[name]
        if filed is not None:
            self.fields["number"].help_text = _("留空表示不修改，现为 {number}").format(
                number=filed.number_masked
            )
            self.fields["pictures"].help_text = _("不选择文件表示保留原来的图片。")

    def entries(self) -> CertificateEntries:
        """Return what was said; of a valid form only."""
        given = self.cleaned_data
        named = {field.name for field in dataclasses.fields(CertificateEntries)}
        return CertificateEntries(**{key: given[key] for key in given if key in named})

    def read_pictures(self) -> list[bytes]:
        """Return what was uploaded; of a file that is too large only as much as shows that."""
        uploads = self.cleaned_data["pictures"][: MOST_PICTURES + 1]
        return [each.read(DEFAULT_MAX_BYTES + 1) for each in uploads]


class CertificateSearchForm(Form):
    """What a person looks for among their certificates."""

    words = forms.CharField(
        label=_("名称、号码或发证机关"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"type": "search"}),
    )
    standing = forms.ChoiceField(
        label=_("有效期"),
        required=False,
        choices=[
            ("", _("全部")),
            (CertificateStanding.VALID.value, _("有效")),
            (CertificateStanding.EXPIRING.value, _("即将到期")),
            (CertificateStanding.EXPIRED.value, _("已过期")),
        ],
    )

    def wanted(self) -> CertificateFilter:
        """Return what is looked for; of an invalid form, everything."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        standing = given.get("standing")
        return CertificateFilter(
            words=given.get("words", ""),
            standing=CertificateStanding(standing) if standing else None,
        )
