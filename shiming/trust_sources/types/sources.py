"""Trust sources (信任源): other identity systems with users that they have verified (S19-3)."""

import dataclasses
import datetime as dt
import enum
import uuid
from collections.abc import Mapping
from typing import NewType

from shiming.accounts.types import AccountKind, OutsideOutcome, SourceForm, SourceUse
from shiming.kernel.levels import Level

SourceId = NewType("SourceId", uuid.UUID)
TermsId = NewType("TermsId", uuid.UUID)


class SourceProtocol(enum.StrEnum):
    """How a source is asked; certificates and social networks have registers of their own."""

    OIDC = "oidc"
    OAUTH2 = "oauth2"
    CAS = "cas"
    LDAP = "ldap"
    IMAP = "imap"
    ALIPAY = "alipay"
    UNIONPAY = "unionpay"
    PROVIDENT_FUND = "provident_fund"
    TAX_FILING = "tax_filing"

    @property
    def is_check(self) -> bool:
        """Tell whether such a source only compares what it is told, and so proves and no more."""
        return self in {
            SourceProtocol.ALIPAY,
            SourceProtocol.UNIONPAY,
            SourceProtocol.PROVIDENT_FUND,
            SourceProtocol.TAX_FILING,
        }

    @property
    def is_about_units(self) -> bool:
        """Tell whether its word is about a unit (S33-23), and not about a person."""
        return self is SourceProtocol.TAX_FILING

    @property
    def form(self) -> SourceForm:
        """How a person shows such a source who they are."""
        if self.is_check:
            return SourceForm.CHECK
        is_typed_here = self in {SourceProtocol.LDAP, SourceProtocol.IMAP}
        return SourceForm.PASSWORD if is_typed_here else SourceForm.REDIRECT


class SourceState(enum.StrEnum):
    """Whether a source may be used; that its contract has ended is a matter of dates."""

    DRAFT = "draft"
    """Entered, and no second officer has approved its terms yet."""
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class SourceHealth(enum.StrEnum):
    """Whether a source answered when it was last asked for a sign of life."""

    UNKNOWN = "unknown"
    UP = "up"
    DOWN = "down"


class TermsState(enum.StrEnum):
    """Where a version of a source's terms stands."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    REFUSED = "refused"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AttributeMapping:
    """
    Which of a source's attributes say what.

    `subject` is its unchanging name of a user. `number` and `name` are believed for the identity
    document; empty where the source's word is not taken for them. `document_type_attribute` says
    which document it is, where a source knows several. Where `kinds` is named, whoever is none of
    `kind_values` there is refused. `level` names the attribute
    whose values stand for levels (`levels`); without it each user is known as surely as the terms
    say. `ended` says, if its value is one of `ended_values`, that the user has ended there.
    `posts` names the attribute with the posts of a member of staff, for whom the source is the
    master; each gives here what `permissions_of` says, and only that.
    """

    subject: str
    number: str = ""
    name: str = ""
    document_type: str = "resident_id_card"
    document_type_attribute: str = ""
    kinds: str = ""
    kind_values: frozenset[str] = frozenset()
    level: str = ""
    levels: Mapping[str, Level] = dataclasses.field(default_factory=dict)
    ended: str = ""
    ended_values: frozenset[str] = frozenset()
    posts: str = ""
    permissions_of: Mapping[str, frozenset[str]] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """
    How a source is reached; which of it is needed, its protocol says.

    `address` is the issuer (OIDC), the page of authorisation (OAuth 2), the server (CAS), or
    `host:port` (LDAP and IMAP, always TLS). `base` and `name_attribute` are where and under which
    attribute LDAP finds a user, whom `client_id` (a DN) may look for. `peer_key` is the public key
    with which a source that only compares signs its answers.
    """

    protocol: SourceProtocol
    address: str
    client_id: str = ""
    secret: str = dataclasses.field(default="", repr=False)
    scopes: str = ""
    token_url: str = ""
    userinfo_url: str = ""
    base: str = ""
    name_attribute: str = ""
    peer_key: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TermsEntry:
    """What an officer enters about a source, and a second one approves as a whole."""

    name: str
    operator: str
    connection: Connection
    mapping: str
    """JSON, as the page documents it."""
    use: SourceUse
    kinds: frozenset[AccountKind]
    level: Level
    """The highest level that its word may give; also how surely it knows its users."""
    links_alone: bool
    opens_accounts: bool
    portals: tuple[str, ...]
    """Short names of the portals that offer it; none means all."""
    evidence_days: int
    contract_from: dt.date
    contract_until: dt.date
    keeps_links: bool = False
    """Whether the proposer vouches that operator and names of users are the same as before."""
    origins: tuple[str, ...] = ()
    """Of another node: the addresses to which its people are sent back."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TermsFacts:
    """One version of the terms as officers see it; its secret is never shown."""

    id: TermsId
    number: int
    state: TermsState
    entry: TermsEntry
    has_secret: bool
    proposed_by: uuid.UUID
    proposed_at: dt.datetime
    note: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """A source as officers see it."""

    id: SourceId
    code: str
    state: SourceState
    health: SourceHealth
    checked_at: dt.datetime | None
    in_force: TermsFacts | None
    proposed: TermsFacts | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """What a source's protocol brought; `claims` are not mapped yet."""

    outcome: OutsideOutcome
    claims: Mapping[str, object] = dataclasses.field(default_factory=dict, repr=False)
    reason: str = ""


class SourceEvent(enum.StrEnum):
    """The audit events of trust sources."""

    PROPOSED = "trust_sources.source.terms_proposed"
    APPROVED = "trust_sources.source.terms_approved"
    REFUSED = "trust_sources.source.terms_refused"
    SUSPENDED = "trust_sources.source.suspended"
    RESUMED = "trust_sources.source.resumed"
    CLOSED = "trust_sources.source.closed"
    WENT_DOWN = "trust_sources.source.went_down"
    CAME_BACK = "trust_sources.source.came_back"
    LINKS_SUSPENDED = "trust_sources.source.links_suspended"
    LINKS_KEPT = "trust_sources.source.links_kept"


class SourcePermission(enum.StrEnum):
    """What officers may do about trust sources: one proposes, another one approves."""

    MANAGE_SOURCES = "trust_sources:source:manage"
    APPROVE_SOURCES = "trust_sources:source:approve"
