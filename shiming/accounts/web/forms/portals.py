"""The forms of the desk for portals (A7)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.accounts.policies import portals as rules
from shiming.accounts.policies.methods import METHODS, methods_of
from shiming.accounts.queries import facts_of_entry
from shiming.accounts.types import (
    PASSWORD_PROFILES,
    AccountKind,
    HumanCheckKind,
    PortalEntry,
    RegistrationVariant,
    SignInMethod,
)
from shiming.web_kit.forms import Form

KINDS = {
    AccountKind.NATURAL_PERSON: _("个人"),
    AccountKind.UNIT: _("单位"),
    AccountKind.AGENCY: _("代理机构"),
    AccountKind.STAFF: _("工作人员"),
}
VARIANTS = {
    RegistrationVariant.PLAIN: _("先注册账户，以后再实名"),
    RegistrationVariant.REAL_NAME_AT_ONCE: _("注册时立即实名"),
    RegistrationVariant.CARD_FILED_FIRST: _("只供已备案的人员注册"),
}
PROFILES = {
    "default": _("8 至 64 位，三类字符"),
    "strict_samr": _("8 至 64 位，须有大写字母、小写字母和数字"),
    "tax": _("8 至 15 位，三类字符"),
}
CONTACTS = {"mobile": _("手机号码"), "email": _("电子邮箱")}
CHECKS = {
    HumanCheckKind.PICTURE: _("图片验证码"),
    HumanCheckKind.ARITHMETIC: _("算术题"),
    HumanCheckKind.PROOF_OF_WORK: _("自动验证"),
}
_AS_CONFIGURED = _("按平台统一设置")
_LONGEST_REASON = 200


def place_field(kind: AccountKind, method: SignInMethod) -> str:
    """Return the name of the field that says at which place a way in stands."""
    return f"{kind.value}-{method.value}"


class PortalForm(Form):
    """A portal: its address, and what it offers to whom."""

    name = forms.CharField(
        label=_("名称"),
        required=False,
        max_length=rules.LONGEST_NAME,
        help_text=_("显示在登录页上。"),
    )
    host = forms.ChoiceField(label=_("地址"), required=False)
    registration_variant = forms.ChoiceField(
        label=_("注册方式"), required=False, choices=[("", _AS_CONFIGURED), *VARIANTS.items()]
    )
    password_profile = forms.ChoiceField(
        label=_("密码规则"),
        required=False,
        choices=[("", _AS_CONFIGURED), *((name, PROFILES[name]) for name in PASSWORD_PROFILES)],
    )
    required_contacts = forms.MultipleChoiceField(
        label=_("首次登录必须绑定"),
        required=False,
        choices=list(CONTACTS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    human_checks = forms.MultipleChoiceField(
        label=_("人机验证"),
        required=False,
        choices=list(CHECKS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("都不选时按平台统一设置。"),
    )
    demands_second_factor = forms.BooleanField(label=_("所有人登录都要第二步验证"), required=False)
    offers_all = forms.BooleanField(
        label=_("提供全部登录方式"),
        required=False,
        help_text=_("选中后不必填写下面的顺序号。"),
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=_LONGEST_REASON,
        error_messages={"required": _("请写明理由")},
    )

    # Any: Django's own signature.
    def __init__(self, *args: Any, hosts: Iterable[str], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        names = sorted(hosts)
        # The one that answers elsewhere has no address of its own.
        self.fields["host"].choices = [(one, one) for one in names]  # type: ignore[attr-defined]  # a ChoiceField
        if not names:
            del self.fields["host"]
        for kind in rules.KINDS:
            for method, facts in METHODS.items():
                if kind in facts.kinds:
                    self.fields[place_field(kind, method)] = forms.IntegerField(
                        label=facts.title, required=False, min_value=1, max_value=len(METHODS)
                    )

    def places(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Return the fields for the places of the ways in, a list for each kind."""
        return [
            (
                KINDS[kind],
                [
                    self[place_field(kind, method)]
                    for method, facts in METHODS.items()
                    if kind in facts.kinds
                ],
            )
            for kind in rules.KINDS
        ]

    def entry(self, code: str) -> PortalEntry:
        """Return what was entered."""
        data = self.cleaned_data
        variant = data["registration_variant"]
        checks = data["human_checks"]
        return PortalEntry(
            code=code,
            host=data.get("host", ""),
            name=data["name"],
            methods={} if data["offers_all"] else {kind: self._ways(kind) for kind in rules.KINDS},
            registration_variant=RegistrationVariant(variant) if variant else None,
            password_profile=data["password_profile"],
            required_contacts=tuple(data["required_contacts"]),
            human_checks=tuple(HumanCheckKind(one) for one in checks) if checks else None,
            demands_second_factor=data["demands_second_factor"],
        )

    def _ways(self, kind: AccountKind) -> tuple[SignInMethod, ...]:
        """Return the ways in of a kind by their places; of two at one place the usual order."""
        placed = [
            (place, number, method)
            for number, (method, facts) in enumerate(METHODS.items())
            if kind in facts.kinds
            if (place := self.cleaned_data.get(place_field(kind, method))) is not None
        ]
        return tuple(method for _place, _number, method in sorted(placed))


class NewPortalForm(PortalForm):
    """A portal that there is not yet."""

    code = forms.SlugField(
        label=_("短名"),
        max_length=32,
        help_text=_("小写字母开头，可用数字和连字符；以后不能修改。"),
        error_messages={"required": _("请填写短名"), "invalid": _("只能用字母、数字和连字符")},
    )
    field_order = ("code", "name", "host")


class PortalDecisionForm(Form):
    """Why a change is refused; an approval needs no reason."""

    reason = forms.CharField(label=_("不同意的理由"), required=False, max_length=_LONGEST_REASON)


# Any: what Django takes as the first values of a form.
def initial_of(entry: PortalEntry) -> dict[str, Any]:
    """Return what the form shows of a portal; where all is offered, in the usual order."""
    facts = facts_of_entry(entry)
    shown = {
        kind: tuple(one.method for one in methods_of(facts, kind))
        if not entry.methods
        else entry.methods.get(kind, ())
        for kind in rules.KINDS
    }
    return {
        "name": entry.name,
        "host": entry.host,
        "registration_variant": entry.registration_variant or "",
        "password_profile": entry.password_profile,
        "required_contacts": entry.required_contacts,
        "human_checks": entry.human_checks or (),
        "demands_second_factor": entry.demands_second_factor,
        "offers_all": not entry.methods,
        **{
            place_field(kind, method): place
            for kind, methods in shown.items()
            for place, method in enumerate(methods, 1)
        },
    }
