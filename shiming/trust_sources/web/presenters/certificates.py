"""What the pages about accepted authorities show."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from shiming.kernel.outside import FetchReason
from shiming.trust_sources.types import (
    AuthorityFacts,
    AuthorityState,
    ListFacts,
    ListFailure,
    RevocationSource,
)

RULES_SAMPLE = """{
  "usual_kind": "personal",
  "kinds": [{"kind": "organisation", "policy_oid": "1.2.156.1.1"}],
  "persons": [{"place": "subject", "oid": "2.5.4.5", "pattern": "[0-9X]{18}"}],
  "bodies": [{"place": "extension", "oid": "1.2.156.10260.4.1.4"}]
}"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """How one revocation list stands."""

    url: str
    look: str
    health: str
    issued_at: dt.datetime | None
    failure: str
    failed_at: dt.datetime | None

    @classmethod
    def of(cls, facts: ListFacts, *, stale_for: dt.timedelta, now: dt.datetime) -> "ListRow":
        """Return the row of a list."""
        look, health = _health(facts, stale_for=stale_for, now=now)
        return cls(
            url=facts.url,
            look=look,
            health=health,
            issued_at=facts.issued_at,
            failure=_failure(facts.failure),
            failed_at=facts.failed_at,
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityRow:
    """An authority in the list."""

    name: str
    brand: str
    is_active: bool
    fingerprint: str
    root_valid_until: dt.datetime
    is_root_over: bool
    responder: str
    lists: tuple[ListRow, ...]
    change_url: str

    @classmethod
    def of(cls, facts: AuthorityFacts, *, now: dt.datetime) -> "AuthorityRow":
        """Return the row of an authority."""
        is_active = facts.state is AuthorityState.ACTIVE
        name = "trust_sources:authority-suspend" if is_active else "trust_sources:authority-resume"
        return cls(
            name=facts.name,
            brand=facts.brand,
            is_active=is_active,
            # In groups, as people compare it.
            fingerprint=" ".join(
                facts.fingerprint[at : at + 4] for at in range(0, len(facts.fingerprint), 4)
            ),
            root_valid_until=facts.root_valid_until,
            is_root_over=facts.root_valid_until < now,
            responder=facts.responder if facts.revocation is not RevocationSource.CRL else "",
            lists=tuple(ListRow.of(one, stale_for=facts.stale_for, now=now) for one in facts.lists),
            change_url=reverse(name, kwargs={"authority_id": facts.id}),
        )


def _health(facts: ListFacts, *, stale_for: dt.timedelta, now: dt.datetime) -> tuple[str, str]:
    if facts.next_at is None:
        return "warning", _("还没有读到")
    if now <= facts.next_at:
        return "success", _("及时")
    if now <= facts.next_at + stale_for:
        return "warning", _("已过期，暂时还可以相信")
    return "danger", _("已过期，证书登录已停止")


def _failure(code: str) -> str:
    told = {
        ListFailure.NOT_BELIEVED: _("不是这个颁发机构签名的列表"),
        ListFailure.OLDER: _("比已有的列表旧"),
        FetchReason.ADDRESS_UNFIT: _("地址不能使用"),
        FetchReason.ADDRESS_PRIVATE: _("地址在不能访问的内部网络"),
        FetchReason.NAME_UNKNOWN: _("找不到这个域名"),
        FetchReason.CONNECTION: _("连接不上"),
        FetchReason.TIMEOUT: _("超时"),
        FetchReason.REDIRECTED: _("对方要求转到别的地址"),
        FetchReason.TOO_LONG: _("列表过大"),
    }
    return told.get(code, _("对方没有正常回答")) if code else ""  # type: ignore[call-overload]  # keys are str enums of two kinds
