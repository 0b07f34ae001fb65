"""What people type on the pages of the area."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from shiming.kernel.errors import DomainError
from shiming.kernel.phones import Mobile
from shiming.web_kit.forms import Form
from shiming.web_kit.texts import text_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Longer than any password may be, and short enough to be looked at.
_LONGEST_PASSWORD = 1024


def add_refusal(form: Form, error: DomainError, field: str | None) -> None:
    """Show a refusal beside the field that it is about, or above the form."""
    text = text_of(error)
    form.add_error(field, f"{text.title}。{text.next}" if text.next else text.title)


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
            told = text_of(error)
            raise forms.ValidationError(f"{told.title}。{told.next}") from error


def _mobile() -> MobileField:
    return MobileField(
        label=_("手机号码"),
        max_length=32,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )


def _password(label: "_StrPromise", autocomplete: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": autocomplete}),
    )


def _code() -> forms.CharField:
    return forms.CharField(label=_("短信验证码"), max_length=16)


class HumanCheckForm(Form):
    """The part of a form that a robot should fail at; either field will do."""

    picture_code = forms.CharField(label=_("图形验证码"), max_length=16)
    proof = forms.CharField(required=False, max_length=4096, widget=forms.HiddenInput)

    @override
    def full_clean(self) -> None:
        """Leave it to the use case whether the picture, the proof or neither was needed."""
        picture_code = self.fields["picture_code"]
        picture_code.required = False
        super().full_clean()
        # People are still told that they have to fill it in.
        picture_code.required = True


class RegisterForm(HumanCheckForm):
    """First page of a registration."""

    mobile = _mobile()
    is_agreed = forms.BooleanField(label=_("我已阅读并同意"), required=False)

    field_order = ("mobile", "picture_code", "is_agreed", "proof")


class _NewPasswordForm(Form):
    @override
    def clean(self) -> dict[str, Any]:
        """Compare the two entries; what a password must be, the use case knows."""
        cleaned = super().clean() or self.cleaned_data
        password, repeat = cleaned.get("password"), cleaned.get("repeat")
        if password is not None and repeat is not None and password != repeat:
            self.add_error("repeat", _("两次输入的密码不一致，请重新输入。"))
        return cleaned


class CompleteRegistrationForm(_NewPasswordForm):
    """Second page of a registration."""

    code = _code()
    user_name = forms.CharField(
        label=_("用户名"),
        max_length=64,
        required=False,
        help_text=_("可以留空，用手机号码登录。4 至 32 个文字、字母、数字，以文字或字母开头。"),
        widget=forms.TextInput({"autocomplete": "username"}),
    )
    password = _password(_("设置密码"), "new-password")
    repeat = _password(_("再次输入密码"), "new-password")


class PasswordSignInForm(HumanCheckForm):
    """User name or mobile, and password."""

    identifier = forms.CharField(
        label=_("用户名或手机号码"),
        max_length=64,
        widget=forms.TextInput({"autocomplete": "username"}),
    )
    password = _password(_("密码"), "current-password")

    field_order = ("identifier", "password", "picture_code", "proof")


class SmsSignInForm(HumanCheckForm):
    """The mobile that a code shall be sent to."""

    mobile = _mobile()

    field_order = ("mobile", "picture_code", "proof")


class CodeForm(Form):
    """The code that was sent."""

    code = _code()


class ChangePasswordForm(_NewPasswordForm):
    """The old password once and the new one twice."""

    old = _password(_("原密码"), "current-password")
    password = _password(_("新密码"), "new-password")
    repeat = _password(_("再次输入新密码"), "new-password")


class ConfirmForm(Form):
    """The password once more."""

    password = _password(_("密码"), "current-password")
