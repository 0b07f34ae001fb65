"""Trust sources (信任源) as sign-in knows them: other identity systems with users of their own."""

import dataclasses
import enum

from shiming.accounts.types.accounts import AccountKind
from shiming.accounts.types.outside_proofs import (
    LICENCE_METHOD,
    SOCIAL_METHOD,
    OutsideOutcome,
)
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.levels import Level
from shiming.kernel.names import PersonName

SOURCE_METHOD = "urn:shiming:amr:trust_source"
"""No RFC 8176 name is true of another system's word."""
OUTSIDE_METHODS = frozenset({SOCIAL_METHOD, LICENCE_METHOD, SOURCE_METHOD, "mca"})
"""
What another system or another device said proves nothing about who sits here now: a phone that was
stolen while signed in would make any PC's session young (mca).
"""


class SourceForm(enum.StrEnum):
    """How a person shows a source who they are."""

    REDIRECT = "redirect"
    """On a page of the source."""
    PASSWORD = "password"  # noqa: S105  the name of a form
    """With name and password of the source, typed here and asked of it at once."""
    CHECK = "check"
    """By having it compare what the platform knows of them; only for proofs."""


class SourceUse(enum.StrEnum):
    """What a source's word is taken for."""

    SIGN_IN = "sign_in"
    PROOF = "proof"
    """Evidence for a level, and never a way to sign in (S33-22)."""


class FirstUse(enum.StrEnum):
    """What comes of a source's user who is linked to no account yet."""

    LINK = "link"
    """The one account of the person whom a strong source names: by its word alone."""
    PROVE = "prove"
    """There are accounts: their owner signs in to one of them and confirms."""
    OPEN = "open"
    """There is none: one is opened, at the level of the source."""
    CHOOSE = "choose"
    """The source names nobody: an account is opened, or linked after signing in to it."""
    CONFLICT = "conflict"
    """The number is here under another name: nothing is linked or opened."""


class SourceEvent(enum.StrEnum):
    """The audit events of trust sources at sign-in; `abuse` is the abuse log (A10)."""

    LINKED_BY_WORD = "accounts.source.linked_by_word"
    OPENED = "accounts.source.account_opened"
    ENDED = "accounts.source.user_ended"
    CONFLICT = "accounts.abuse.source_conflict"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OfferedSource:
    """A source as the sign-in page lists it; one that is down is only named in a note."""

    code: str
    name: str
    form: SourceForm
    is_up: bool
    is_for_units: bool = False
    """Whether its word is about the unit for which somebody acts."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SourceTrust:
    """What the contract lets a source's word do here."""

    code: str
    name: str
    form: SourceForm
    use: SourceUse
    kinds: frozenset[AccountKind]
    links_alone: bool
    opens_accounts: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SourceAnswer:
    """
    Whom a source says that somebody is.

    `subject` is its unchanging name of them. `number` and `name` are there only where the contract
    takes its word for them; nothing that a user can change at the source is in here. `level` is
    what the word amounts to, never more than the contract's highest.
    """

    outcome: OutsideOutcome
    subject: str = dataclasses.field(default="", repr=False)
    number: DocumentNumber | None = dataclasses.field(default=None, repr=False)
    name: PersonName | None = dataclasses.field(default=None, repr=False)
    level: Level = Level.REGISTERED
    is_ended: bool = False
    """Whether the source says that this user of its has ended there."""
    reason: str = ""
    terms: str = ""
    """Under which version of the source's terms it was heard; they may change before it is kept."""
    permissions: frozenset[str] = frozenset()
    """What the posts that the source states give a member of staff here (S11-3)."""
