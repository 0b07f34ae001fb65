"""What the pages about nodes show."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from shiming.kernel.outside import FetchReason
from shiming.trust_sources.types.nodes import (
    ConflictFacts,
    ConflictKind,
    ConflictState,
    Decision,
    KeyFacts,
    NodeEventKind,
    NodeRole,
    PeerFacts,
    PeerState,
    Recognition,
    SideFacts,
    StockFacts,
    StockState,
    WaitingEventFacts,
)
from shiming.web_kit.texts import text_of_code


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NodeRow:
    """A node in the list, with what waits for it."""

    name: str
    code: str
    region: str
    role: str
    address: str
    is_active: bool
    waiting: int
    oldest_minutes: int
    error: str
    answered_at: dt.datetime | None
    queue_url: str
    retry_url: str
    export_url: str
    change_url: str
    recognise_url: str
    recognition: str
    is_mutual: bool
    refused_calls: int
    unagreed_origins: str
    key_url: str
    former_until: dt.datetime | None
    has_key_waiting: bool

    @classmethod
    def of(cls, facts: PeerFacts, *, now: dt.datetime) -> "NodeRow":
        """Return the row of a node."""
        is_active = facts.state is PeerState.ACTIVE
        age = now - facts.oldest_at if facts.oldest_at else dt.timedelta(0)
        key = {"peer_id": facts.id}
        change = "node-suspend" if is_active else "node-resume"
        return cls(
            name=facts.name,
            code=facts.code,
            region=facts.region,
            role=_("省级节点") if facts.role is NodeRole.PROVINCE else _("市级节点"),
            address=facts.address,
            is_active=is_active,
            waiting=facts.waiting,
            oldest_minutes=int(age.total_seconds()) // 60,
            error=error_text(facts.last_error),
            answered_at=facts.answered_at,
            queue_url=reverse("trust_sources:node-queue", kwargs=key),
            retry_url=reverse("trust_sources:node-retry", kwargs=key),
            export_url=reverse("trust_sources:node-export", kwargs=key)
            if facts.role is NodeRole.PROVINCE
            else "",
            change_url=reverse(f"trust_sources:{change}", kwargs=key),
            recognise_url=""
            if facts.recognition is Recognition.PROPOSED
            else reverse("trust_sources:node-recognise", kwargs=key),
            recognition=_recognition_label(facts.recognition),
            is_mutual=facts.recognition is Recognition.MUTUAL,
            refused_calls=facts.refused_calls,
            unagreed_origins=" ".join(facts.unagreed_origins),
            key_url=reverse("trust_sources:node-key", kwargs=key),
            former_until=_last_moment(facts.former_until),
            has_key_waiting=facts.has_key_waiting,
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class KeyPage:
    """The key that is shared with a node, and the one that waits for a second officer."""

    name: str
    fingerprint: str
    former_until: dt.datetime | None
    is_waiting: bool
    new_fingerprint: str = ""
    new_former_until: dt.datetime | None = None
    proposed_at: dt.datetime | None = None
    is_own: bool = False
    decide_url: str = ""

    @classmethod
    def of(cls, facts: KeyFacts, *, node: PeerFacts) -> "KeyPage":
        """Return the page about a node's key."""
        page = cls(
            name=node.name,
            fingerprint=facts.fingerprint,
            former_until=_last_moment(facts.former_until),
            is_waiting=facts.proposed is not None,
        )
        if (waiting := facts.proposed) is None:
            return page
        return dataclasses.replace(
            page,
            new_fingerprint=waiting.fingerprint,
            new_former_until=_last_moment(waiting.former_until),
            proposed_at=waiting.proposed_at,
            is_own=waiting.is_own,
            decide_url=reverse(
                "trust_sources:node-key-decide",
                kwargs={"peer_id": node.id, "change_id": waiting.id},
            ),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """Something that a node has not taken yet."""

    what: str
    user: str
    sequence: int
    happened_at: dt.datetime
    attempts: int
    next_try_at: dt.datetime
    error: str
    aside_url: str

    @classmethod
    def of(cls, facts: WaitingEventFacts, *, peer_id: object) -> "EventRow":
        """Return the row of an event."""
        return cls(
            what=_event_label(facts.kind),
            # Its end is enough to tell users apart, and is nothing that anybody could use.
            user=str(facts.user_id or "")[-12:],
            sequence=facts.sequence,
            happened_at=facts.happened_at,
            attempts=facts.attempts,
            next_try_at=facts.next_try_at,
            error=error_text(facts.last_error),
            aside_url=reverse(
                "trust_sources:event-set-aside", kwargs={"peer_id": peer_id, "event_id": facts.id}
            ),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FaultRow:
    """A line of a file that was not taken, and why."""

    line: int
    why: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StockRow:
    """How the import of a file stands."""

    source: str
    number: int
    is_last: bool
    is_done: bool
    lines: int
    done: int
    added: int
    merged: int
    conflicts: int
    refused: int
    received_at: dt.datetime
    faults: tuple[FaultRow, ...]

    @classmethod
    def of(cls, facts: StockFacts) -> "StockRow":
        """Return the row of a file."""
        return cls(
            source=facts.source or _("旧系统"),
            number=facts.number,
            is_last=facts.is_last,
            is_done=facts.state is StockState.DONE,
            lines=facts.lines,
            done=facts.done,
            added=facts.added,
            merged=facts.merged,
            conflicts=facts.conflicts,
            refused=facts.refused,
            received_at=facts.received_at,
            faults=tuple(
                FaultRow(line=fault.line, why=error_text(fault.code)) for fault in facts.faults
            ),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConflictRow:
    """A conflict, both sides masked."""

    what: str
    source: str
    found_at: dt.datetime
    is_proposed: bool
    is_own: bool
    proposal: str
    reason: str
    ours: SideFacts
    theirs: SideFacts
    is_about_home: bool
    url: str
    confirm_url: str

    @classmethod
    def of(cls, facts: ConflictFacts) -> "ConflictRow":
        """Return the row of a conflict."""
        key = {"conflict_id": facts.id}
        return cls(
            what=_conflict_label(facts.kind),
            source=facts.source or _("旧系统"),
            found_at=facts.found_at,
            is_proposed=facts.state is ConflictState.PROPOSED,
            is_own=facts.is_own_proposal,
            proposal=_("以对方为准") if facts.decision is Decision.TAKE_THEIRS else "",
            reason=facts.reason,
            ours=facts.ours,
            theirs=facts.theirs,
            is_about_home=facts.kind is ConflictKind.HOME_DIFFERS,
            url=reverse("trust_sources:conflict-settle", kwargs=key),
            confirm_url=reverse("trust_sources:conflict-confirm", kwargs=key),
        )


def error_text(code: str) -> str:
    """Return in words why something was not taken; an empty text if nothing was wrong."""
    if not code:
        return ""
    told = {
        FetchReason.NAME_UNKNOWN.value: _("找不到对方的域名"),
        FetchReason.ADDRESS_PRIVATE.value: _("对方的地址在不能访问的内部网络"),
        FetchReason.CONNECTION.value: _("连接不上对方"),
        FetchReason.TIMEOUT.value: _("对方没有及时回答"),
        "not_proven_401": _("对方不认可我们的签名，请核对共享密钥和时钟"),
    }
    if code in told:
        return told[code]
    text = text_of_code(code)
    return text.title if text is not None else _("对方没有正常回答（%(code)s）") % {"code": code}


def _recognition_label(recognition: Recognition) -> str:
    return {
        Recognition.NONE: _("未互认"),
        Recognition.PROPOSED: _("互认等同事同意"),
        Recognition.OURS: _("互认等对方同意"),
        Recognition.MUTUAL: _("已互认"),
    }[recognition]


def _last_moment(until: dt.datetime | None) -> dt.datetime | None:
    """Return a moment of the last day that counts: midnight would be read as the day after."""
    return None if until is None else until - dt.timedelta(seconds=1)


def _event_label(kind: NodeEventKind) -> str:
    return {
        NodeEventKind.REGISTERED: _("新用户"),
        NodeEventKind.IDENTIFIED: _("完成实名"),
        NodeEventKind.CONTACT_CHANGED: _("联系方式变更"),
        NodeEventKind.LEVEL_CHANGED: _("实名等级变更"),
        NodeEventKind.MERGED: _("账户合并"),
        NodeEventKind.CLOSED: _("账户注销"),
        NodeEventKind.SKIPPED: _("已搁置"),
    }[kind]


def _conflict_label(kind: ConflictKind) -> str:
    return {
        ConflictKind.NAME_DIFFERS: _("号码相同，姓名不同"),
        ConflictKind.MOBILE_TAKEN: _("手机号或邮箱已属于另一个账户"),
        ConflictKind.CONTACT_DIFFERS: _("两边都改了联系方式"),
        ConflictKind.PERSON_DIFFERS: _("账户属于另一个人"),
        ConflictKind.MERGE_DIFFERS: _("对方合并了两个人的账户"),
        ConflictKind.UNIT_CONFIRMED: _("单位已在本节点核实，对方不能改变它的账户"),
        ConflictKind.HOME_DIFFERS: _("对方告知的用户不归对方管理"),
    }[kind]
