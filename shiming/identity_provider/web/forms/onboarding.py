"""The forms of those who connect systems, and of the officers who let them (E3)."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from shiming.identity_provider.models import Application
from shiming.identity_provider.types import (
    ApplicationEntry,
    ClientEnvironment,
    ClientKind,
    Decision,
    NetworkZone,
    Scope,
)
from shiming.kernel.levels import Level
from shiming.web_kit.forms import Form

_LONGEST_NAME = 100
_LONGEST_TEXT = 2000
_MOST_LINES = 20
_SEPARATORS = re.compile(r"[\s,，、;；]+")
ZONES = {
    NetworkZone.INTERNET: _("互联网"),
    NetworkZone.GOVERNMENT: _("政务外网"),
    NetworkZone.PRIVATE: _("部门专网"),
}
LEVELS = {
    Level.REGISTERED: _("已注册"),
    Level.PRIMARY: _("初级实名"),
    Level.INTERMEDIATE: _("中级实名"),
    Level.ADVANCED: _("高级实名"),
}
SCOPES = {
    Scope.OPENID: _("确认登录（必选）"),
    Scope.PROFILE: _("姓名、用户名、用户类型"),
    Scope.PHONE: _("手机号码"),
    Scope.EMAIL: _("电子邮箱"),
    Scope.IDENTITY: _("证件类型、部分遮盖的证件号码、认证情况"),
    Scope.IDENTITY_NUMBER: _("完整的证件号码"),
    Scope.ACTING: _("所代表的机构或企业"),
    Scope.OFFLINE_ACCESS: _("离线访问（刷新令牌）"),
}
ENVIRONMENTS = {
    ClientEnvironment.SANDBOX: _("测试环境"),
    ClientEnvironment.PRODUCTION: _("生产环境"),
}


def lines_of(text: str) -> tuple[str, ...]:
    """Return the addresses or codes of a text, one a line or however they are divided."""
    return tuple(dict.fromkeys(one for one in _SEPARATORS.split(text) if one))


def _lines(*, required: bool, label: Any, help_text: Any = "") -> forms.CharField:  # noqa: ANN401  lazy texts
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=_LONGEST_TEXT,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        error_messages={"required": _("请至少填写一个")},
    )


def _name(label: Any, *, help_text: Any = "") -> forms.CharField:  # noqa: ANN401  lazy texts
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=_LONGEST_NAME,
        error_messages={"required": _("请填写这一项")},
    )


class ApplicationForm(Form):
    """What is to be known of a system before it is connected."""

    unit = _name(_("申请单位"))
    responsible_name = _name(_("责任人姓名"))
    responsible_contact = _name(_("责任人联系方式"), help_text=_("手机号码或电子邮箱。"))
    system_name = _name(_("系统名称"), help_text=_("办事人在登录和授权页面看到的名称。"))
    purpose = forms.CharField(
        label=_("用途"),
        max_length=_LONGEST_TEXT,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("为办理什么业务需要确认身份，取得的信息怎样使用。"),
        error_messages={"required": _("请写明用途")},
    )
    item_codes = _lines(
        required=False, label=_("服务事项编码"), help_text=_("需要登录办理的事项，每行一个。")
    )
    environments = forms.MultipleChoiceField(
        label=_("申请的环境"),
        choices=list(ENVIRONMENTS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("先在测试环境联调，通过后才核发生产环境的密钥。"),
        error_messages={"required": _("请至少选择测试环境")},
    )
    sandbox_redirect_uris = _lines(
        required=True,
        label=_("测试环境回调地址"),
        help_text=_("完整的 https 地址，每行一个；本机地址可用 http。"),
    )
    redirect_uris = _lines(required=False, label=_("生产环境回调地址"))
    post_logout_redirect_uris = _lines(
        required=False, label=_("退出后返回的地址"), help_text=_("须与回调地址同源。")
    )
    backchannel_logout_uri = forms.CharField(
        label=_("后台退出通知地址"), required=False, max_length=_LONGEST_TEXT
    )
    home_uri = forms.CharField(
        label=_("系统首页"),
        required=False,
        max_length=_LONGEST_TEXT,
        help_text=_("填写后，系统会出现在办事人的“应用”页面。"),
    )
    initiate_login_uri = forms.CharField(
        label=_("发起登录的地址"),
        required=False,
        max_length=_LONGEST_TEXT,
        help_text=_("支持 OpenID Connect 第三方发起登录的系统填写。"),
    )
    scopes = forms.MultipleChoiceField(
        label=_("需要的数据"),
        choices=[(scope.value, label) for scope, label in SCOPES.items()],
        initial=[Scope.OPENID.value, Scope.PROFILE.value],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请选择需要的数据")},
    )
    min_level = forms.TypedChoiceField(
        label=_("最低实名等级"),
        choices=[(level.value, label) for level, label in LEVELS.items()],
        coerce=lambda text: Level(int(text)),
        initial=Level.REGISTERED.value,
    )
    network_zone = forms.ChoiceField(label=_("网络区域"), choices=list(ZONES.items()))
    trust_sources = forms.CharField(
        label=_("需要的信任源"),
        required=False,
        max_length=_LONGEST_TEXT,
        help_text=_("希望也接受哪些其他身份系统的用户，没有可不填。"),
    )
    planned_on = forms.DateField(
        label=_("计划上线日期"),
        widget=forms.DateInput({"type": "date"}),
        error_messages={"required": _("请填写日期"), "invalid": _("请按年-月-日填写")},
    )
    duties = forms.CharField(widget=forms.HiddenInput)
    accepts = forms.BooleanField(
        label=_("我代表申请单位接受以上责任"),
        error_messages={"required": _("接受责任后才能提交")},
    )

    @classmethod
    def of(cls, application: Application, *, duties: str) -> "ApplicationForm":
        """Return the form filled with what was sent before, to be corrected."""
        lists = (
            "item_codes",
            "sandbox_redirect_uris",
            "redirect_uris",
            "post_logout_redirect_uris",
        )
        initial: dict[str, object] = {
            name: getattr(application, name)
            for name in cls.base_fields
            if name not in {"duties", "accepts"}
        }
        initial |= {name: "\n".join(getattr(application, name)) for name in lists}
        return cls(initial=initial | {"duties": duties})

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("environments") or []
        if chosen and ClientEnvironment.SANDBOX not in chosen:
            self.add_error("environments", _("每个系统都先在测试环境联调，请同时选择测试环境"))
        is_asked = ClientEnvironment.PRODUCTION in chosen
        if is_asked is not bool(cleaned.get("redirect_uris")) and "redirect_uris" in cleaned:
            self.add_error(
                "redirect_uris",
                _("请填写生产环境的回调地址") if is_asked else _("没有申请生产环境，请留空"),
            )
        return cleaned

    def entry(self) -> ApplicationEntry:
        """Return what was entered."""
        data = self.cleaned_data
        return ApplicationEntry(
            unit=data["unit"],
            responsible_name=data["responsible_name"],
            responsible_contact=data["responsible_contact"],
            system_name=data["system_name"],
            purpose=data["purpose"],
            item_codes=lines_of(data["item_codes"]),
            environments=tuple(ClientEnvironment(one) for one in data["environments"]),
            sandbox_redirect_uris=lines_of(data["sandbox_redirect_uris"]),
            redirect_uris=lines_of(data["redirect_uris"]),
            post_logout_redirect_uris=lines_of(data["post_logout_redirect_uris"]),
            scopes=tuple(dict.fromkeys(["openid", *data["scopes"]])),
            min_level=data["min_level"],
            network_zone=NetworkZone(data["network_zone"]),
            trust_sources=data["trust_sources"],
            planned_on=data["planned_on"],
            home_uri=data["home_uri"],
            initiate_login_uri=data["initiate_login_uri"],
            backchannel_logout_uri=data["backchannel_logout_uri"],
        )


class SecretForm(Form):
    """How the secret before shall end."""

    drawn_before = forms.CharField(required=False, widget=forms.HiddenInput)
    overlap_days = forms.TypedChoiceField(
        label=_("原密钥"),
        choices=[
            (0, _("立即失效")),
            (1, _("再用 1 天")),
            (7, _("再用 7 天")),
            (30, _("再用 30 天")),
        ],
        coerce=int,
        required=False,
    )

    def moment(self) -> dt.datetime | None:
        """
        Return when the secret before was drawn, as the page said.

        :raises ValueError: if the page never said this
        """
        text = self.cleaned_data["drawn_before"]
        return dt.datetime.fromisoformat(text) if text else None


class AddressesForm(Form):
    """Other redirect addresses."""

    redirect_uris = _lines(
        required=True,
        label=_("新的回调地址"),
        help_text=_("每行一个，写全：批准后整体替换原有地址。批准之前，原有地址继续有效。"),
    )


class DecisionForm(Form):
    """What an officer says to an application."""

    decision = forms.ChoiceField(
        label=_("决定"),
        choices=[
            (Decision.APPROVE.value, _("同意，开通测试环境")),
            (Decision.RETURN.value, _("退回修改")),
            (Decision.REFUSE.value, _("不同意")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择一项")},
    )
    kind = forms.ChoiceField(
        label=_("系统性质"),
        choices=[
            (ClientKind.OTHER.value, _("非政府系统：取得信息前须经本人同意")),
            (ClientKind.GOVERNMENTAL.value, _("政府部门的系统：依职责取得信息")),
        ],
    )
    reason = forms.CharField(
        label=_("理由"),
        required=False,
        max_length=_LONGEST_TEXT,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("退回或不同意时必填，申请人会看到。"),
    )
    submitted_at = forms.CharField(widget=forms.HiddenInput)

    def moment(self) -> dt.datetime:
        """
        Return which sending of the application the officer has read.

        :raises ValueError: if the page never said this
        """
        return dt.datetime.fromisoformat(self.cleaned_data["submitted_at"])


class ReasonForm(Form):
    """Why something is refused or stopped."""

    reason = forms.CharField(
        label=_("理由"), required=False, max_length=_LONGEST_TEXT, widget=forms.TextInput
    )


class TesterForm(Form):
    """Who may try a sandbox client out."""

    user_name = _name(_("测试账户的用户名"))
