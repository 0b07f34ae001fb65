"""Passkeys, authenticator apps, and the factor that somebody is asked for."""

import functools
from collections.abc import Callable, Mapping

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shiming.accounts.types import Factor
from shiming.accounts.web.forms.fields import code_field, password_field
from shiming.web_kit.forms import Form

_LONGEST_ANSWER = 16_384


def _name() -> forms.CharField:
    return forms.CharField(
        label=_("名称"),
        max_length=60,
        help_text=_("方便您以后认出它，例如“我的手机”“办公室电脑”。"),
    )


def _answer() -> forms.CharField:
    return forms.CharField(required=False, max_length=_LONGEST_ANSWER, widget=forms.HiddenInput)


def _digits() -> forms.CharField:
    return forms.CharField(
        label=_("身份验证器显示的 6 位数字"),
        max_length=16,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


def _recovery_code() -> forms.CharField:
    return forms.CharField(
        label=_("恢复代码"),
        max_length=32,
        help_text=_("绑定身份验证器时保存的 10 个代码之一，每个只能用一次。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


_ENTRIES: Mapping[Factor, Callable[[], forms.Field]] = {
    Factor.PASSWORD: functools.partial(password_field, _("密码"), "current-password"),
    Factor.TOTP: _digits,
    Factor.RECOVERY_CODE: _recovery_code,
    Factor.SMS: code_field,
}


class AddPasskeyForm(Form):
    """What to call a passkey; the script puts the authenticator's answer beside it."""

    name = _name()
    answer = _answer()


class RenamePasskeyForm(Form):
    """Another name for a passkey."""

    name = _name()


class PasskeyForm(Form):
    """What the script got from an authenticator."""

    answer = _answer()


class AuthenticatorCodeForm(Form):
    """Six digits of the app that is being set up."""

    code = _digits()


class FactorForm(Form):
    """One factor, typed: a password, digits or a recovery code."""

    def __init__(
        self, data: Mapping[str, str] | None, *, factor: Factor, trust_days: int = 0
    ) -> None:
        super().__init__(data)
        self.factor = factor
        name = "password" if factor is Factor.PASSWORD else "code"
        self.fields[name] = _ENTRIES[factor]()
        if trust_days:
            label = gettext("{days} 天内在这台设备上不再要求第二步").format(days=trust_days)
            self.fields["is_trusted"] = forms.BooleanField(label=label, required=False)
        self.entry = self[name]
