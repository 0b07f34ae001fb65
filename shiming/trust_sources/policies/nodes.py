"""Who may change the nodes and decide conflicts, which calls are believed. Pure rules."""

import datetime as dt
import hashlib
import hmac
import re

from shiming.kernel import signatures
from shiming.kernel.actor import ActingKind, Actor, system_actor
from shiming.kernel.clock import CHINA
from shiming.kernel.errors import DomainError
from shiming.kernel.levels import Level
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.types.nodes import (
    ConflictKind,
    Decision,
    NodeEventKind,
    NodePermission,
    NodePolicy,
    NodeRole,
    PeerEntry,
    SignedCall,
)

SHORTEST_KEY = 32
LONGEST_REASON = 200
AGREEABLE_LEVELS = (Level.REGISTERED, Level.PRIMARY, Level.INTERMEDIATE)
"""What a peer's word may be worth: nothing, a register's confirmation, or a trust source's."""
_CODE = re.compile(r"[a-z0-9-]{2,32}")
_REGION = re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_NONCE = re.compile(r"[0-9a-f]{32}")
_DEVICE = "node:"
_COUNTERPART = {NodeRole.CITY: NodeRole.PROVINCE, NodeRole.PROVINCE: NodeRole.CITY}


def refusal_to_manage(*, officer: Actor) -> DomainError | None:
    """Return why this actor may not see or change the nodes, or None if they may."""
    return None if officer.may(NodePermission.MANAGE) else errors.MayNotManageNodes()


def refusal_to_settle(*, officer: Actor) -> DomainError | None:
    """Return why this actor may not see or decide conflicts, or None if they may."""
    return None if officer.may(NodePermission.SETTLE) else errors.MayNotSettle()


def refusal_of_peer(entry: PeerEntry, *, own: NodePolicy) -> DomainError | None:
    """Return why a node cannot be entered like this, or None."""
    if own.role is NodeRole.ALONE:
        return errors.StandsAlone()
    is_fit = (
        _CODE.fullmatch(entry.code)
        and _REGION.fullmatch(entry.region)
        and entry.code != own.code
        and entry.role is _COUNTERPART[own.role]
        and entry.highest_level in AGREEABLE_LEVELS
    )
    if not is_fit:
        return errors.PeerUnfit()
    return errors.PeerKeyWeak() if len(entry.key) < SHORTEST_KEY else None


def refusal_of_key(key: str, *, present: str) -> DomainError | None:
    """Return why a key cannot take the place of the present one, or None."""
    if len(key) < SHORTEST_KEY:
        return errors.PeerKeyWeak()
    return errors.PeerKeySame() if key == present else None


def refusal_of_overlap(
    last_day: dt.date | None, *, today: dt.date, own: NodePolicy
) -> DomainError | None:
    """Return why the key before cannot stay good until this day, or None; no day: not at all."""
    if last_day is None or today <= last_day <= today + own.longest_overlap:
        return None
    return errors.OverlapUnfit(days=own.longest_overlap.days)


def fingerprint_of(key: str) -> str:
    """Return what two officers compare by telephone to know that they entered one key."""
    digest = hmac.new(key.encode(), b"shiming key fingerprint 1", hashlib.sha256).hexdigest()
    return "-".join(digest[start : start + 4] for start in (0, 4, 8))


def end_of(day: dt.date) -> dt.datetime:
    """Return when a day is over in China."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, tzinfo=CHINA)


def good_keys(
    *, key: str, former: str, former_until: dt.datetime | None, now: dt.datetime
) -> tuple[str, ...]:
    """Return the keys by which a node proves itself now, the present one first."""
    is_good = bool(former) and former_until is not None and now < former_until
    return (key, former) if is_good else (key,)


def is_authentic(call: SignedCall, *, key: str, now: dt.datetime) -> bool:
    """Tell whether a call was signed with this key, lately; repetitions are found elsewhere."""
    if not _TIMESTAMP.fullmatch(call.timestamp) or not _NONCE.fullmatch(call.nonce):
        return False
    if abs(now.timestamp() - int(call.timestamp)) > signatures.TOLERANCE_SECONDS:
        return False
    expected = signatures.sign_request(
        key=key,
        method="POST",
        path=call.path,
        timestamp=call.timestamp,
        nonce=call.nonce,
        body=call.body,
    )
    return signatures.is_same(call.signature, expected)


def refusal_of_place(*, sequence: int, received: int) -> DomainError | None:
    """Return why an event that was not seen before cannot come now, or None."""
    if sequence <= received:
        return errors.EventPlaceTaken()
    return errors.EventOutOfOrder(expected=received + 1) if sequence > received + 1 else None


def may_tell(*, teller: str, role: NodeRole, home: str, own: NodePolicy) -> bool:
    """
    Tell whether a node may tell of a user: a city of those at home there, the province of ours.

    A city can thus never change, or lay claim to, a user of another city.
    """
    return home == (teller if role is NodeRole.CITY else own.code)


def home_told_by(*, teller: str, role: NodeRole, own: NodePolicy) -> str:
    """Return where a user is at home whom a node tells of for the first time."""
    return teller if role is NodeRole.CITY else own.code


def needs_second_officer(decision: Decision) -> bool:
    """Tell whether a decision gives something of an account here away."""
    return decision is Decision.TAKE_THEIRS


def may_be_two(*, kind: ConflictKind, event: NodeEventKind) -> bool:
    """Tell whether both can be right: two people may have had one mobile, never one number."""
    return kind is ConflictKind.MOBILE_TAKEN and event is NodeEventKind.REGISTERED


def refusal_to_confirm(*, is_own: bool) -> DomainError | None:
    """Return why an officer may not be the second one, or None: never of what they proposed."""
    return errors.SecondOfficerNeeded() if is_own else None


def actor_of_peer(code: str) -> Actor:
    """Return the actor for what a node has done."""
    return system_actor(device=f"{_DEVICE}{code}")


def origin_of(actor: Actor) -> str:
    """Return the code of the node that an act came from, or an empty text."""
    is_node = actor.identity.kind is ActingKind.SYSTEM and actor.device.startswith(_DEVICE)
    return actor.device.removeprefix(_DEVICE) if is_node else ""


def hour_of(now: dt.datetime) -> dt.datetime:
    """Return when the hour began."""
    return now.replace(minute=0, second=0, microsecond=0)


def delay_after(attempts: int, *, own: NodePolicy) -> dt.timedelta:
    """Return how long to wait after so many failures: doubled each time, up to a limit."""
    doubled: int = 1 << min(attempts, 16)
    return min(own.first_retry * doubled, own.longest_retry)
