"""Nodes (节点): installations of the product that keep their users in step (E6)."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

from shiming.kernel.levels import Level

PeerId = NewType("PeerId", uuid.UUID)
EventId = NewType("EventId", uuid.UUID)
ConflictId = NewType("ConflictId", uuid.UUID)
StockId = NewType("StockId", uuid.UUID)
KeyChangeId = NewType("KeyChangeId", uuid.UUID)

USER_KINDS = ("natural", "legal")
"""Whom nodes tell each other of; staff is never among them (S33-25)."""


class NodeRole(enum.StrEnum):
    """What an installation is among the others."""

    ALONE = "alone"
    PROVINCE = "province"
    CITY = "city"


class PeerState(enum.StrEnum):
    """Whether a node is talked to."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class KeyChangeState(enum.StrEnum):
    """Where another key for a node stands."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    REFUSED = "refused"
    """The second officer did not agree, or the first one took it back."""


class NodeEventKind(enum.StrEnum):
    """What one node tells another of one user."""

    REGISTERED = "registered"
    IDENTIFIED = "identified"
    CONTACT_CHANGED = "contact_changed"
    LEVEL_CHANGED = "level_changed"
    MERGED = "merged"
    CLOSED = "closed"
    SKIPPED = "skipped"
    """An officer set the event aside that had this place in the row."""


class EventState(enum.StrEnum):
    """How far an event to a peer has come."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
    """Set aside by an officer; the peer is told that its place in the row is empty."""


class EventResult(enum.StrEnum):
    """What the receiver made of an event."""

    APPLIED = "applied"
    ALREADY = "already"
    CONFLICT = "conflict"
    """It is in the receiver's work list; for the sender it is done."""
    REFUSED = "refused"
    """It stays with the sender until an officer looks at it."""


class LineOutcome(enum.StrEnum):
    """What became of a user who was told of."""

    ADDED = "added"
    MERGED = "merged"
    CONFLICT = "conflict"
    REFUSED = "refused"


class ConflictKind(enum.StrEnum):
    """Why a machine does not decide."""

    NAME_DIFFERS = "name_differs"
    """The number is here, under another name."""
    MOBILE_TAKEN = "mobile_taken"
    """The mobile or mailbox belongs to somebody else here."""
    CONTACT_DIFFERS = "contact_differs"
    """Both sides changed the contact of one user."""
    PERSON_DIFFERS = "person_differs"
    """The account belongs to another person here."""
    MERGE_DIFFERS = "merge_differs"
    """Merged over there, but two persons here."""
    UNIT_CONFIRMED = "unit_confirmed"
    """It would give, take or close the account of a unit that is confirmed here."""
    HOME_DIFFERS = "home_differs"
    """It tells of somebody who is at home elsewhere; what it tells waits with it."""


class ConflictState(enum.StrEnum):
    """Where a conflict stands."""

    OPEN = "open"
    PROPOSED = "proposed"
    """One officer would give something of an account here away; a second one has to agree."""
    SETTLED = "settled"


class Decision(enum.StrEnum):
    """What an officer makes of a conflict."""

    KEEP_OURS = "keep_ours"
    TAKE_THEIRS = "take_theirs"
    TWO_PERSONS = "two_persons"


class StockState(enum.StrEnum):
    """How far a stock file has come."""

    WAITING = "waiting"
    DONE = "done"


class Recognition(enum.StrEnum):
    """Whether the people of two nodes may sign in at either with their account at home."""

    NONE = "none"
    PROPOSED = "proposed"
    """A second officer here has not agreed yet."""
    OURS = "ours"
    """We agreed; the other node has not, or does not any more."""
    MUTUAL = "mutual"


class NodePermission(enum.StrEnum):
    """What officers may do with nodes."""

    MANAGE = "trust_sources:node:manage"
    SETTLE = "trust_sources:conflict:settle"


class NodeEvent(enum.StrEnum):
    """The audit events of the subject."""

    PEER_ADDED = "trust_sources.peer.added"
    PEER_SUSPENDED = "trust_sources.peer.suspended"
    PEER_RESUMED = "trust_sources.peer.resumed"
    PEER_KEY_PROPOSED = "trust_sources.peer.key_proposed"
    PEER_KEY_CHANGED = "trust_sources.peer.key_changed"
    PEER_KEY_REFUSED = "trust_sources.peer.key_refused"
    PEER_KEY_SHOWN = "trust_sources.peer.key_shown"
    PEER_MET = "trust_sources.peer.met"
    CALL_REFUSED = "trust_sources.abuse.call_refused"
    EVENT_APPLIED = "trust_sources.event.applied"
    EVENT_REFUSED = "trust_sources.abuse.event_refused"
    EVENT_SET_ASIDE = "trust_sources.event.set_aside"
    STOCK_ARRIVED = "trust_sources.stock.arrived"
    STOCK_IMPORTED = "trust_sources.stock.imported"
    STOCK_SENT = "trust_sources.stock.sent"
    CONFLICT_FOUND = "trust_sources.conflict.found"
    CONFLICT_PROPOSED = "trust_sources.conflict.proposed"
    CONFLICT_SETTLED = "trust_sources.conflict.settled"
    HOME_MOVED = "trust_sources.user.home_moved"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NodePolicy:
    """What this node is, and its limits; wiring fills it from the operator's settings."""

    role: NodeRole = NodeRole.ALONE
    code: str = ""
    issuer: str = ""
    """The name of this node as an identity provider."""
    origins: tuple[str, ...] = ()
    """The addresses under which people reach this node, the issuer's among them."""
    most_lines: int = 5000
    most_bytes: int = 4 * 2**20
    lines_at_once: int = 200
    events_at_once: int = 50
    first_retry: dt.timedelta = dt.timedelta(seconds=5)
    longest_retry: dt.timedelta = dt.timedelta(hours=1)
    word_holds: dt.timedelta = dt.timedelta(days=365)
    """How long a peer's word of a level counts, unless it takes it back."""
    longest_overlap: dt.timedelta = dt.timedelta(days=30)
    """How long the key before may stay good beside a new one."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PeerEntry:
    """What an officer enters about another node."""

    code: str
    name: str
    role: NodeRole
    region: str
    address: str
    key: str = dataclasses.field(repr=False)
    portal_code: str = ""
    highest_level: Level = Level.REGISTERED


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SignedCall:
    """A call as it came in: nothing in it is believed yet."""

    key_id: str
    timestamp: str
    nonce: str
    signature: str
    path: str
    body: bytes = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProvenPeer:
    """The node that has proven itself by a call, and the key that its answer is signed with."""

    id: PeerId
    code: str
    role: NodeRole
    key: str = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NodeAnswer:
    """What a peer answered, proven to be its word; or in `failure` why there is nothing to hear."""

    status: int = 0
    content: dict[str, object] = dataclasses.field(default_factory=dict, repr=False)
    failure: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PeerFacts:
    """A node, and how the line to it stands, as officers see it."""

    id: PeerId
    code: str
    name: str
    role: NodeRole
    region: str
    address: str
    state: PeerState
    highest_level: Level
    waiting: int
    oldest_at: dt.datetime | None
    last_error: str
    answered_at: dt.datetime | None
    recognition: Recognition
    refused_calls: int
    """Calls in its name that were not proven, within the last day."""
    unagreed_origins: tuple[str, ...]
    """Addresses that it has named since: nobody is sent there before two officers agree."""
    former_until: dt.datetime | None
    """Until when it may use the key before; None where there is none."""
    has_key_waiting: bool
    """Whether another key waits for a second officer."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class KeyFacts:
    """The key that is shared with a node, and the one that may take its place; never a key."""

    fingerprint: str
    former_until: dt.datetime | None
    """Until when the key before is good; None once the node has shown the new one."""
    proposed: "ProposedKeyFacts | None"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProposedKeyFacts:
    """Another key that waits for a second officer."""

    id: KeyChangeId
    fingerprint: str
    former_until: dt.datetime | None
    proposed_at: dt.datetime
    is_own: bool
    """Whether the viewer entered it."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WaitingEventFacts:
    """An event that a peer has not taken yet; of its user only the opaque key is shown."""

    id: EventId
    kind: NodeEventKind
    user_id: uuid.UUID | None
    sequence: int
    happened_at: dt.datetime
    attempts: int
    next_try_at: dt.datetime
    last_error: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SideFacts:
    """One side of a conflict, masked."""

    name: str
    number: str
    mobile: str
    email: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConflictFacts:
    """A conflict as officers see it."""

    id: ConflictId
    kind: ConflictKind
    state: ConflictState
    source: str
    found_at: dt.datetime
    ours: SideFacts
    theirs: SideFacts
    decision: Decision | None
    reason: str
    may_be_two: bool
    is_own_proposal: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StockFault:
    """A line that was not taken, and why; never what stood in it."""

    line: int
    code: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StockFacts:
    """How far a stock file has come, and what became of its lines."""

    id: StockId
    source: str
    number: int
    is_last: bool
    lines: int
    done: int
    added: int
    merged: int
    conflicts: int
    refused: int
    state: StockState
    received_at: dt.datetime
    faults: tuple[StockFault, ...]
