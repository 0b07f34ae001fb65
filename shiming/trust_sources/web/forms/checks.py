"""Forms about sources that only compare."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.bank_card_number import BankCardNumber
from shiming.trust_sources.types import SourceProtocol
from shiming.web_kit.forms import Form
from shiming.web_kit.texts import text_of


class CardField(forms.CharField):
    """The number of a bank card in any usual spelling; its value is the plain number."""

    # Any: Django's own signature; the value is what the browser sent.
    @override
    def clean(self, value: Any) -> Any:
        """
        Return the number.

        :raises forms.ValidationError: with the reason, if it is no card number
        """
        text = super().clean(value)
        try:
            return BankCardNumber.parse(text).value
        except DomainError as error:
            raise forms.ValidationError(text_of(error).sentences) from error


class CheckForm(Form):
    """The person's consent, after what only they know where the source compares that."""

    is_consented = forms.BooleanField(
        label=_("我同意把上面列出的信息发给这家机构核对"),
        error_messages={"required": _("请先阅读并同意")},
    )


class CardForm(CheckForm):
    """The same with a bank card."""

    typed = CardField(
        label=_("银行卡号"),
        max_length=32,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("请填写银行卡号")},
    )
    field_order = ("typed", "is_consented")


class FundForm(CheckForm):
    """The same with the number of an account at the provident fund."""

    typed = forms.CharField(
        label=_("个人公积金账号"),
        max_length=32,
        validators=[RegexValidator(r"^[0-9A-Za-z-]{4,32}\Z", _("账号只有数字、字母和连字符"))],
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("请填写个人公积金账号")},
    )
    field_order = ("typed", "is_consented")


FORMS: dict[SourceProtocol, type[CheckForm]] = {
    SourceProtocol.ALIPAY: CheckForm,
    SourceProtocol.UNIONPAY: CardForm,
    SourceProtocol.PROVIDENT_FUND: FundForm,
    SourceProtocol.TAX_FILING: CheckForm,
}
