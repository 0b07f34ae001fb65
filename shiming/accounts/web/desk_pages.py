"""What the pages of the desk show: frozen values, every personal one masked."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shiming.accounts.types import (
    AbuseRecord,
    AccountEvent,
    AccountId,
    AccountKind,
    AccountPermission,
    AccountState,
    DeskAccount,
)
from shiming.kernel.actor import Actor
from shiming.web_kit.types import Fact


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """One account that was found."""

    id: AccountId
    name: str
    mobile: str
    kind: str
    state: str
    is_locked: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """One account with what may be done to it."""

    id: AccountId
    facts: tuple[Fact, ...]
    locks: tuple[str, ...]
    may_unlock: bool
    may_freeze: bool
    may_unfreeze: bool
    may_reset_second_factor: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AbuseRow:
    """One line of the abuse log."""

    at: str
    what: str
    about: str
    subject: str
    address: str
    device: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AbusePage:
    """A part of the abuse log, and where the next one begins."""

    rows: tuple[AbuseRow, ...]
    before: int | None


def account_row(account: DeskAccount) -> AccountRow:
    """Return the line of one account."""
    return AccountRow(
        id=account.id,
        name=account.name or account.user_name or _("未实名"),
        mobile=account.mobile,
        kind=_kind(account.kind),
        state=_state(account.state),
        is_locked=bool(account.locks),
    )


def account_page(account: DeskAccount, *, viewer: Actor) -> AccountPage:
    """Return one account and the buttons that the viewer may press."""
    rows = (
        (_("姓名"), account.name or _("未实名")),
        (_("用户名"), account.user_name or _("未设置")),
        (_("手机号码"), account.mobile or _("未绑定")),
        (_("账户类型"), _kind(account.kind)),
        (_("状态"), _state(account.state)),
        (_("注册时间"), _moment(account.created_at)),
    )
    is_own = viewer.account_id == account.id
    may_freeze = viewer.may(AccountPermission.FREEZE) and not is_own
    return AccountPage(
        id=account.id,
        facts=tuple(Fact(label=label, value=value) for label, value in rows),
        locks=tuple(
            _("{what}，锁定至 {until}").format(what=_scope(lock.scope), until=_moment(lock.until))
            for lock in account.locks
        ),
        may_unlock=viewer.may(AccountPermission.UNLOCK) and not is_own,
        may_freeze=may_freeze and account.state is AccountState.ACTIVE,
        may_unfreeze=may_freeze and account.state is AccountState.FROZEN,
        may_reset_second_factor=viewer.may(AccountPermission.RESET_SECOND_FACTOR) and not is_own,
    )


def abuse_page(records: Sequence[AbuseRecord]) -> AbusePage:
    """Return one part of the abuse log."""
    return AbusePage(
        rows=tuple(
            AbuseRow(
                at=_moment(record.at),
                what=_event(record.event),
                about=_scope(record.scope),
                subject=record.subject,
                address=record.address,
                device=record.device or _("未知设备"),
            )
            for record in records
        ),
        before=records[-1].id if records else None,
    )


def _kind(kind: AccountKind) -> str:
    return {
        AccountKind.NATURAL_PERSON: _("个人"),
        AccountKind.UNIT: _("单位"),
        AccountKind.AGENCY: _("代理机构"),
        AccountKind.STAFF: _("工作人员"),
        AccountKind.API: _("接口"),
    }[kind]


def _state(state: AccountState) -> str:
    return {
        AccountState.PENDING: _("待激活"),
        AccountState.ACTIVE: _("正常"),
        AccountState.FROZEN: _("已冻结"),
        AccountState.CLOSED: _("已注销"),
    }[state]


def _scope(scope: str) -> str:
    kinds = {
        "password": _("密码"),
        "pwd": _("密码"),
        "code_guess": _("短信验证码"),
        "code_send": _("发送验证码"),
        "second_factor": _("第二步验证"),
        "face": _("人脸登录"),
        "face_confirm": _("人脸核验"),
        "recovery": _("找回账户"),
        "face_recovery": _("人脸找回"),
        "certificate": _("证书登录"),
    }
    targets = {"account": _("账户"), "address": _("网络地址"), "number": _("号码")}
    kind, _dot, target = scope.partition(".")
    known = kinds.get(kind, scope)
    return f"{known} · {targets[target]}" if target in targets else known


def _event(event: str) -> str:
    return {
        AccountEvent.SIGN_IN_FAILED.value: _("登录失败"),
        AccountEvent.CODE_WRONG.value: _("验证码错误"),
        AccountEvent.LOCKED.value: _("已锁定"),
        AccountEvent.LIMIT_REACHED.value: _("达到每日上限"),
        AccountEvent.DUPLICATE_REGISTRATION.value: _("重复注册"),
    }.get(event, event)


def _moment(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i")
