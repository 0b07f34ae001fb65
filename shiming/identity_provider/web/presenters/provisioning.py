"""What the pages about unified clients and mappings show."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiming.directory.types import StaffChange
from shiming.identity_provider.queries import (
    BacklogEntry,
    LocalUserFacts,
    LocalUserHolder,
    MappedClient,
    UnifiedClient,
)
from shiming.identity_provider.types import LocalUserMatch, ProvisioningState
from shiming.web_kit.types import Fact

CHANGES: Mapping[str, Promise] = MappingProxyType(
    {
        StaffChange.OPENED: gettext_lazy("开户"),
        StaffChange.CHANGED: gettext_lazy("修改"),
        StaffChange.TRANSFERRED: gettext_lazy("调动"),
        StaffChange.SUSPENDED: gettext_lazy("停用"),
        StaffChange.RESUMED: gettext_lazy("恢复"),
        StaffChange.CLOSED: gettext_lazy("销户"),
    }
)
MATCHES: Mapping[LocalUserMatch, Promise] = MappingProxyType(
    {
        LocalUserMatch.IDENTIFIER: gettext_lazy("按证件号码匹配"),
        LocalUserMatch.BINDING: gettext_lazy("用原密码绑定"),
        LocalUserMatch.JUST_IN_TIME: gettext_lazy("首次登录时建立"),
    }
)
FAULTS: Mapping[str, Promise] = MappingProxyType(
    {
        "connection": gettext_lazy("无法连接"),
        "timeout": gettext_lazy("应答超时"),
        "name_unknown": gettext_lazy("域名无法解析"),
        "address_private": gettext_lazy("地址指向内部网络"),
        "address_unfit": gettext_lazy("地址不能使用"),
        "redirected": gettext_lazy("被转到其他地址"),
        "too_long": gettext_lazy("应答过长"),
        "client_suspended": gettext_lazy("该系统已被停用"),
        "answer_unreadable": gettext_lazy("应答无法识别"),
        "status_401": gettext_lazy("访问令牌被拒绝"),
        "status_403": gettext_lazy("对方没有授权"),
        "status_409": gettext_lazy("对方已有同名用户"),
    }
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UnifiedRow:
    """A unified client in the list."""

    client_name: str
    client_id: str
    reach: str
    progress: str
    waiting: int
    failed: int
    oldest_at: str
    url: str

    @classmethod
    def of(cls, facts: UnifiedClient) -> "UnifiedRow":
        """Return the row of a client."""
        return cls(
            client_name=facts.client_name,
            client_id=facts.client_id,
            reach=facts.organisation_name or _("全部机构"),
            progress=_progress(facts),
            waiting=facts.waiting,
            failed=facts.failed,
            oldest_at=instant(facts.oldest_at) if facts.oldest_at else "",
            url=reverse("identity_provider:provisioning-detail", args=[facts.id]),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BacklogRow:
    """Somebody of whom a client has not been told."""

    user_name: str
    change: str
    changed_at: str
    is_failed: bool
    fault: str
    tries: int

    @classmethod
    def of(cls, entry: BacklogEntry) -> "BacklogRow":
        """Return the row of an entry."""
        return cls(
            user_name=entry.user_name,
            change=str(CHANGES.get(entry.change, entry.change)),
            changed_at=instant(entry.changed_at),
            is_failed=entry.state is ProvisioningState.FAILED,
            fault=_fault(entry.error),
            tries=entry.tries,
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BacklogPage:
    """One unified client with its backlog."""

    client_name: str
    address: str
    reach: str
    progress: str
    rows: tuple[BacklogRow, ...]
    has_failed: bool
    is_cut: bool
    retry_url: str
    end_url: str

    @classmethod
    def of(cls, client: UnifiedClient, entries: Iterable[BacklogEntry]) -> "BacklogPage":
        """Return the page of a client."""
        rows = tuple(BacklogRow.of(one) for one in entries)
        return cls(
            client_name=client.client_name,
            address=client.address,
            reach=client.organisation_name or _("全部机构"),
            progress=_progress(client),
            rows=rows,
            has_failed=any(row.is_failed for row in rows),
            is_cut=len(rows) < client.waiting + client.failed,
            retry_url=reverse("identity_provider:provisioning-retry", args=[client.id]),
            end_url=reverse("identity_provider:provisioning-end", args=[client.id]),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MappedRow:
    """A client with mappings, in the list for officers."""

    client_name: str
    client_id: str
    counts: tuple[tuple[str, int], ...]
    url: str

    @classmethod
    def of(cls, facts: MappedClient) -> "MappedRow":
        """Return the row of a client."""
        return cls(
            client_name=facts.client_name,
            client_id=facts.client_id,
            counts=tuple((str(MATCHES[match]), count) for match, count in facts.counts),
            url=reverse("identity_provider:mapping-search", args=[facts.client_id]),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HolderRow:
    """A mapping that an officer looked up."""

    facts: tuple[Fact, ...]
    end_url: str

    @classmethod
    def of(cls, found: LocalUserHolder) -> "HolderRow":
        """Return what the page shows of a mapping; of the person no more than is needed."""
        nothing = _("没有")
        return cls(
            facts=(
                Fact(label=_("系统中的用户"), value=found.local_user),
                Fact(label=_("平台用户名"), value=found.user_name or nothing),
                Fact(label=_("姓名"), value=found.masked_name or nothing),
                Fact(label=_("对应方式"), value=str(MATCHES[found.match])),
                Fact(label=_("对应时间"), value=instant(found.matched_at)),
            ),
            end_url=reverse("identity_provider:mapping-end", args=[found.client_id, found.id]),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LocalUserRow:
    """An own mapping, on the page of the person."""

    client_name: str
    local_user: str
    match: str
    matched_at: str
    end_url: str

    @classmethod
    def of(cls, facts: LocalUserFacts) -> "LocalUserRow":
        """Return the row of a mapping."""
        return cls(
            client_name=facts.client_name,
            local_user=facts.local_user,
            match=str(MATCHES[facts.match]),
            matched_at=instant(facts.matched_at),
            end_url=reverse("identity_provider:local-user-end", args=[facts.id]),
        )


def instant(moment: dt.datetime) -> str:
    """Return an instant as the reader's clock shows it."""
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


def _progress(client: UnifiedClient) -> str:
    if not client.is_filling:
        return ""
    counts = {"done": client.filled, "total": client.fill_total}
    return _("正在加入现有人员：%(done)s / %(total)s") % counts


def _fault(code: str) -> str:
    if not code:
        return ""
    if code in FAULTS:
        return str(FAULTS[code])
    return _("对方应答状态%(status)s") % {"status": code.removeprefix("status_")}
