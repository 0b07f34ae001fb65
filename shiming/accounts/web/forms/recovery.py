"""Getting back into an account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from shiming.accounts.types import GivenDocument, ResetReason
from shiming.accounts.web.forms.fields import add_refusal, mobile_field, password_field
from shiming.accounts.web.forms.human_checks import HumanCheckForm
from shiming.accounts.web.forms.passwords import NewPasswordForm
from shiming.accounts.web.presenters import document_label
from shiming.kernel.emails import EmailAddress
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.kernel.names import PersonName
from shiming.web_kit.forms import Form
from shiming.web_kit.texts import text_of


class EmailField(forms.CharField):
    """An e-mail address; its value is an `EmailAddress`."""

    # Any: Django's own signature; the value is what the browser sent.
    @override
    def clean(self, value: Any) -> Any:
        """
        Return the address.

        :raises forms.ValidationError: with the reason, if it is no e-mail address
        """
        text = super().clean(value)
        try:
            return EmailAddress.parse(text)
        except DomainError as error:
            raise forms.ValidationError(text_of(error).sentences) from error


def email_field() -> EmailField:
    """Return the field for an e-mail address."""
    return EmailField(
        label=_("电子邮箱"),
        max_length=254,
        widget=forms.TextInput({"inputmode": "email", "autocomplete": "email"}),
    )


class DocumentForm(Form):
    """Type, number and name of a document; `document` is all three, once the form is valid."""

    document_type = forms.ChoiceField(
        label=_("证件类型"), choices=(), initial=DocumentType.RESIDENT_ID_CARD.value
    )
    number = forms.CharField(
        label=_("证件号码"), max_length=64, widget=forms.TextInput({"autocomplete": "off"})
    )
    name = forms.CharField(
        label=_("姓名"),
        max_length=100,
        help_text=_("请与证件上的姓名一致，姓名中的“·”也要填写。"),
        widget=forms.TextInput({"autocomplete": "name"}),
    )

    document: GivenDocument | None = None

    # Django's own signature takes any option.
    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        field = self.fields["document_type"]
        # The names of documents are in the reader's language, so they are asked for here.
        field.choices = [(each.value, document_label(each)) for each in DocumentType]  # type: ignore[attr-defined]  # a ChoiceField

    @override
    def clean(self) -> dict[str, Any]:
        """Read number and name as what they are, and put a fault beside its field."""
        cleaned = super().clean() or self.cleaned_data
        if {"document_type", "number", "name"} <= cleaned.keys():
            number = name = None
            try:
                number = parse_document_number(
                    DocumentType(cleaned["document_type"]), cleaned["number"]
                )
            except DomainError as error:
                add_refusal(self, error, "number")
            try:
                name = PersonName.parse(cleaned["name"])
            except DomainError as error:
                add_refusal(self, error, "name")
            if number is not None and name is not None:
                self.document = GivenDocument(number=number, name=name)
        return cleaned


class RecoverByMobileForm(HumanCheckForm):
    """The mobile of the account."""

    contact = mobile_field()

    field_order = ("contact", "picture_code", "proof")


class RecoverByEmailForm(HumanCheckForm):
    """The e-mail address of the account."""

    contact = email_field()

    field_order = ("contact", "picture_code", "proof")


class ActivationCodeForm(Form):
    """A code from paper, from a text message, or from somebody in charge."""

    code = forms.CharField(
        label=_("激活码"),
        max_length=64,
        help_text=_("16 位字母和数字，不区分大小写，横线可以不填。"),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )


class ChoosePasswordForm(NewPasswordForm):
    """A new password, twice."""

    account = forms.ChoiceField(
        label=_("重新设置哪个账户的密码"), choices=(), widget=forms.RadioSelect, required=False
    )
    password = password_field(_("新密码"), "new-password")
    repeat = password_field(_("再次输入新密码"), "new-password")

    field_order = ("account", "document_type", "number", "name", "password", "repeat")


class ChoosePasswordWithDocumentForm(ChoosePasswordForm, DocumentForm):
    """The same, and the document of the account's owner (S18-8)."""


class CounterSearchForm(DocumentForm):
    """Whose account a clerk looks for: by document, or by the name of a unit's account."""

    user_name = forms.CharField(
        label=_("单位账户名"),
        max_length=64,
        required=False,
        help_text=_("单位账户没有个人证件时填写，例如统一社会信用代码或单位编号。"),
    )

    # Django's own signature takes any option.
    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for name in ("document_type", "number", "name"):
            self.fields[name].required = False

    @override
    def clean(self) -> dict[str, Any]:
        """Demand either the document or the name of the account."""
        typed = self.data.get("number") or self.data.get("name")
        if self.data.get("user_name") and not typed:
            return self.cleaned_data
        for name in ("number", "name"):
            if not self.data.get(name):
                self.add_error(name, _("请填写证件号码和姓名，或者填写单位账户名。"))
        return super().clean() if not self.errors else self.cleaned_data


class CounterEvidenceForm(Form):
    """Why an account is opened to its owner, and on what document."""

    reason = forms.ChoiceField(
        label=_("办理原因"),
        choices=(
            (ResetReason.FORGOTTEN.value, _("忘记密码")),
            (ResetReason.LOCKED.value, _("多次输错被锁定")),
            (ResetReason.LOST_CONTACT.value, _("原手机号码或邮箱不能再用")),
            (ResetReason.STOLEN.value, _("怀疑账户被他人使用")),
            (ResetReason.FIRST_PASSWORD.value, _("首次领取账户")),
        ),
        help_text=_("怀疑账户被他人使用的，全部登录方式都会移除，包括手机号码和邮箱。"),
    )
    explanation = forms.CharField(
        label=_("核对情况"),
        max_length=500,
        help_text=_("写明核对了哪些原件、来人与证件是否一致，不少于 10 个字。"),
        widget=forms.Textarea({"rows": 3}),
    )
    picture = forms.FileField(
        label=_("证件照片"),
        help_text=_("拍摄来人出示的证件原件，JPG 或 PNG 格式。"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png", "capture": "environment"}),
    )


class StaffResetForm(Form):
    """The member of staff whose password is reset."""

    user_name = forms.CharField(
        label=_("工作人员用户名"), max_length=64, widget=forms.TextInput({"autocomplete": "off"})
    )
