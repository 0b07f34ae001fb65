"""What the pages about members of staff show."""

import dataclasses
import datetime as dt
import uuid
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shiming.accounts.types import AccountPermission, AccountState
from shiming.directory.permission_names import PERMISSION_NAMES
from shiming.directory.types import (
    DirectoryPermission,
    GrantFacts,
    SharingPhones,
    StaffEntry,
    StaffFilter,
    StaffPage,
    StaffSheet,
)
from shiming.directory.web.forms.staff import STATE_LABELS
from shiming.kernel.actor import Actor
from shiming.kernel.emails import EmailAddress
from shiming.kernel.errors import DomainError
from shiming.kernel.masking_kit import mask_number
from shiming.kernel.phones import Mobile
from shiming.web_kit.types import Fact

_LOOKS = {
    AccountState.PENDING: "warning",
    AccountState.ACTIVE: "success",
    AccountState.FROZEN: "danger",
    AccountState.CLOSED: "neutral",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """A member of staff in the list."""

    name: str
    user_name: str
    organisation: str
    state: str
    look: str
    url: str

    @classmethod
    def of(cls, entry: StaffEntry) -> "StaffRow":
        """Return the row of a member of staff."""
        return cls(
            name=entry.facts.name,
            user_name=entry.facts.user_name,
            organisation=entry.facts.organisation_name or _("不属于任何机构"),
            state=str(STATE_LABELS[entry.state]),
            look=_LOOKS[entry.state],
            url=reverse("directory:staff-detail", args=[entry.facts.account_id]),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StaffListPage:
    """A part of the list."""

    rows: tuple[StaffRow, ...]
    next_url: str
    may_add: bool
    sharing_count: int
    """How many have the mobile of somebody opened before them."""
    sharing: tuple[tuple[str, str], ...]
    """Of the first of these: the name, and the address of the sheet."""

    @classmethod
    def of(
        cls, part: StaffPage, *, narrowed: StaffFilter, sharing: SharingPhones, viewer: Actor
    ) -> "StaffListPage":
        """Return a part of the list; the way on keeps what narrows it, except a name."""
        following = {
            "organisation_code": narrowed.organisation_code,
            "state": narrowed.state or "",
            "after": part.after or "",
        }
        return cls(
            rows=tuple(StaffRow.of(one) for one in part.entries),
            next_url=f"?{urlencode(following)}" if part.after else "",
            may_add=viewer.may(DirectoryPermission.MANAGE_STAFF),
            sharing_count=sharing.count,
            sharing=tuple(
                (one.name, reverse("directory:staff-detail", args=[one.account_id]))
                for one in sharing.first
            ),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GrantRow:
    """A permission and where it comes from."""

    permission: str
    name: str
    source: str
    revoke_url: str

    @classmethod
    def of(cls, grant: GrantFacts, *, account_id: uuid.UUID) -> "GrantRow":
        """Return the row of a permission."""
        known = PERMISSION_NAMES.get(grant.permission)
        officer = grant.granted_by or _("系统")
        return cls(
            permission=grant.permission,
            name=str(known) if known else grant.permission,
            source=_("由信任源“{source}”的岗位带来，以最近一次登录为准").format(source=grant.source)
            if grant.source
            else _("{officer}于{at}直接分配").format(officer=officer, at=_moment(grant.granted_at)),
            revoke_url="" if grant.source else reverse("directory:staff-revoke", args=[account_id]),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StaffDetailPage:
    """One member of staff, with what the viewer may do about them."""

    account_id: uuid.UUID
    name: str
    user_name: str
    version: int
    facts: tuple[Fact, ...]
    groups: tuple[str, ...]
    grants: tuple[GrantRow, ...]
    is_own: bool
    is_closed: bool
    is_locked: bool
    is_kept_by_program: bool
    may_manage: bool
    may_grant: bool
    may_reset: bool
    may_look_up: bool

    @classmethod
    def of(cls, sheet: StaffSheet, *, viewer: Actor) -> "StaffDetailPage":
        """Return the page; contacts are masked, and nothing is offered that would be refused."""
        facts = sheet.facts
        is_closed = facts.is_closed or sheet.state is AccountState.CLOSED
        is_own = viewer.account_id == facts.account_id
        is_frozen = sheet.state is AccountState.FROZEN
        rows = (
            (_("登录名"), facts.user_name),
            (_("所属机构"), facts.organisation_name or _("不属于任何机构")),
            (_("身份证号码"), mask_number(facts.number) if facts.number else _("未填写")),
            (_("手机号码"), _masked(facts.profile.phone)),
            (_("电子邮箱"), _masked(facts.profile.email)),
            (_("状态"), str(STATE_LABELS[sheet.state])),
            (_("当前登录数"), str(sheet.session_count)),
            (_("开通时间"), _moment(facts.created_at)),
            (_("最近变动"), _moment(facts.changed_at)),
        )
        may_manage = viewer.may(DirectoryPermission.MANAGE_STAFF) and not is_closed
        return cls(
            account_id=facts.account_id,
            name=facts.name,
            user_name=facts.user_name,
            version=facts.version,
            facts=tuple(Fact(label=label, value=value) for label, value in rows),
            groups=tuple(one.name for one in facts.groups),
            grants=tuple(GrantRow.of(one, account_id=facts.account_id) for one in sheet.grants),
            is_own=is_own,
            is_closed=is_closed,
            is_locked=is_frozen,
            is_kept_by_program=bool(facts.external_domain),
            may_manage=may_manage,
            may_grant=viewer.may(DirectoryPermission.GRANT) and not is_closed,
            may_reset=sheet.may_reset,
            may_look_up=viewer.may(AccountPermission.LOOK_UP) and not is_closed,
        )


def _masked(contact: str) -> str:
    if not contact:
        return _("未填写")
    for parse in (Mobile.parse, EmailAddress.parse):
        try:
            return parse(contact).masked
        except DomainError:
            continue
    return _("已登记")


def _moment(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i")
