"""Frozen values for the pages of contacts, linked accounts and resets; they run no query."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shiming.accounts.types import (
    AccountFacts,
    ContactChangeFacts,
    ContactChangeReason,
    ContactKind,
    LinkFacts,
)
from shiming.accounts.web.presenters import display_name
from shiming.kernel import masking_kit
from shiming.web_kit.types import Fact


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """One change of a contact."""

    moment: str
    what: str
    how: str
    old: str
    new: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """One linked account."""

    link_id: str
    account_id: str
    name: str
    since: str
    is_main: bool
    is_merged: bool
    until: str


def kind_label(kind: ContactKind) -> str:
    """Return what to call a kind of contact."""
    return _("手机号码") if kind is ContactKind.MOBILE else _("电子邮箱")


def contact_facts(account: AccountFacts, *, is_own: bool) -> tuple[Fact, ...]:
    """Return the contacts, masked, each with the way to change it if the account carries them."""
    masked = {
        ContactKind.MOBILE: "" if account.mobile is None else account.mobile.masked,
        ContactKind.EMAIL: "" if account.email is None else masking_kit.mask_email(account.email),
    }
    return tuple(
        Fact(
            label=kind_label(kind),
            value=text or _("未绑定"),
            is_masked=bool(text),
            action_label=(_("更换") if text else _("绑定")) if is_own else "",
            action_url=reverse(f"accounts:contact-{kind}") if is_own else "",
        )
        for kind, text in masked.items()
    )


def contact_rows(changes: Sequence[ContactChangeFacts]) -> tuple[ContactRow, ...]:
    """Return the history of contacts."""
    how = {
        ContactChangeReason.BOUND: _("绑定"),
        ContactChangeReason.CHANGED: _("更换"),
        ContactChangeReason.AT_COUNTER: _("窗口办理停用"),
        ContactChangeReason.TAKEN_OVER: _("号码已由另一人验证"),
        ContactChangeReason.LINKED: _("关联账户"),
        ContactChangeReason.UNLINKED: _("解除关联"),
        ContactChangeReason.CLOSED: _("账户注销"),
        ContactChangeReason.NOT_PROVEN: _("单位核实后停用"),
    }
    return tuple(
        ContactRow(
            moment=moment_of(change.changed_at),
            what=kind_label(change.kind),
            how=how[change.reason],
            old=change.old_masked or "—",
            new=change.new_masked or "—",
        )
        for change in changes
    )


def link_rows(links: Sequence[LinkFacts], *, now: dt.datetime) -> tuple[LinkRow, ...]:
    """Return the linked accounts; merges that stand for good are left out."""
    return tuple(
        LinkRow(
            link_id=str(link.id),
            account_id=str(link.account.id),
            name=display_name(link.account, None),
            since=moment_of(link.linked_at),
            is_main=link.is_main,
            is_merged=link.is_merged,
            until="" if link.may_be_undone_until is None else date_of(link.may_be_undone_until),
        )
        for link in links
        if link.may_be_undone_until is None or now < link.may_be_undone_until
    )


def account_facts(account: AccountFacts) -> tuple[Fact, ...]:
    """Return what is known of an account to who has proven it, masked."""
    email = "" if account.email is None else masking_kit.mask_email(account.email)
    rows = (
        (_("用户名"), account.user_name or ""),
        (_("手机号码"), "" if account.mobile is None else account.mobile.masked),
        (_("电子邮箱"), email),
        (_("实名"), _("已实名") if account.person_id is not None else _("未实名")),
        (_("注册时间"), date_of(account.created_at)),
    )
    return tuple(Fact(label=label, value=value) for label, value in rows if value)


def moment_of(moment: dt.datetime) -> str:
    """Return a moment as people read it."""
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


def date_of(moment: dt.datetime) -> str:
    """Return the day of a moment as people read it."""
    return date_format(timezone.localtime(moment), "Y-m-d")
