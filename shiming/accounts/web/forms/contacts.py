"""Contacts, linked accounts, and what a clerk captures."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.accounts.types import ContactKind
from shiming.accounts.web.forms.fields import code_field, mobile_field, password_field
from shiming.accounts.web.forms.passwords import NewPasswordForm
from shiming.accounts.web.forms.recovery import DocumentForm, email_field
from shiming.accounts.web.forms.registration import CompleteRegistrationForm
from shiming.web_kit.forms import Form


class MobileContactForm(Form):
    """A mobile to bind."""

    contact = mobile_field()


class EmailContactForm(Form):
    """An e-mail address to bind."""

    contact = email_field()


CONTACT_FORMS: dict[ContactKind, type[MobileContactForm] | type[EmailContactForm]] = {
    ContactKind.MOBILE: MobileContactForm,
    ContactKind.EMAIL: EmailContactForm,
}


class SentCodeForm(Form):
    """A code that was sent to a mobile or a mailbox."""

    code = forms.CharField(label=_("验证码"), max_length=16)


class OtherAccountForm(Form):
    """Name and password of another account of one's own."""

    identifier = forms.CharField(
        label=_("另一个账户的用户名或手机号码"),
        max_length=64,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    password = password_field(_("另一个账户的密码"), "off")


class LinkForm(Form):
    """The code that went to the other account, and what is to become of it."""

    ways = (
        ("link", _("关联：两个账户都保留，可以随时切换")),
        ("merge", _("合并：另一个账户停用，以后只用当前账户")),
    )
    way = forms.ChoiceField(
        label=_("办理方式"), choices=ways, initial="link", widget=forms.RadioSelect
    )
    code = forms.CharField(label=_("验证码"), max_length=16)


class LinkByPasswordForm(Form):
    """The same for an account that has no contact: its password once more."""

    way = forms.ChoiceField(
        label=_("办理方式"), choices=LinkForm.ways, initial="link", widget=forms.RadioSelect
    )
    code = password_field(_("另一个账户的密码"), "off")


class FiledRegistrationForm(CompleteRegistrationForm, DocumentForm):
    """Second page of a registration where only filed people may register (S27-1)."""

    field_order = (
        "code",
        "document_type",
        "number",
        "name",
        "user_name",
        "password",
        "repeat",
    )


class CounterRegistrationForm(NewPasswordForm, DocumentForm):
    """What finishes a registration with a printed code."""

    code = code_field()
    registration_code = forms.CharField(
        label=_("注册码"),
        max_length=32,
        help_text=_("窗口打印的 10 位注册码，15 天内有效。"),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    password = password_field(_("设置密码"), "new-password")
    repeat = password_field(_("再次输入密码"), "new-password")

    field_order = (
        "code",
        "document_type",
        "number",
        "name",
        "registration_code",
        "password",
        "repeat",
    )


class RedeemForm(DocumentForm):
    """The printed code, for who is signed in."""

    registration_code = forms.CharField(
        label=_("注册码"),
        max_length=32,
        help_text=_("窗口打印的 10 位注册码，15 天内有效。"),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )


class CaptureForm(DocumentForm):
    """Somebody whom the register does not know rightly."""

    explanation = forms.CharField(
        label=_("核对情况"),
        max_length=500,
        help_text=_("写明核对了哪些原件、为什么认定信息无误，不少于 10 个字。"),
        widget=forms.Textarea({"rows": 3}),
    )
    picture = forms.FileField(
        label=_("证件照片"),
        help_text=_("拍摄来人出示的证件原件，JPG 或 PNG 格式。"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png", "capture": "environment"}),
    )
