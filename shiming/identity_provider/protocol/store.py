"""
What the engine asks of the store: operations, and the records they answer with.

An operation is a value; an endpoint says ``record = yield from FindClient(client_id=…)`` and the
driver that runs it sends the answer back. Every operation that changes something carries the
audit entry of the change: a driver commits both or neither, and nobody can forget the entry.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Generator, Mapping
from typing import Any, Generic, TypeVar

from shiming.identity_provider.types import AuthMethod, ClientKind, Leading
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.levels import Level

R = TypeVar("R")


class Operation(Generic[R]):
    """Something asked of the store; `yield from` it to get the answer."""

    __slots__ = ()

    # Any: a generator has one type for all that is sent into it, and each operation has its own.
    def __iter__(self) -> Generator["Operation[Any]", Any, R]:
        answer: R = yield self
        return answer


Steps = Generator[Operation[Any], Any, R]
"""A run of the engine: operations out, answers in, an `R` at the end."""


# Records.


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ClientRecord:
    """A business system that trusts us (接入系统)."""

    id: uuid.UUID
    client_id: str
    name: str
    kind: ClientKind
    is_active: bool
    redirect_uris: frozenset[str]
    post_logout_redirect_uris: frozenset[str]
    sector: str
    auth_method: AuthMethod
    secret_hash: str = dataclasses.field(repr=False)
    allowed_scopes: frozenset[str]
    min_level: Level


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """A live session of an active account."""

    sid: uuid.UUID
    account_id: uuid.UUID
    person_id: uuid.UUID | None
    level: Level
    level_until: dt.datetime | None
    methods: tuple[str, ...]
    identity: ActingIdentity
    authenticated_at: dt.datetime

    def level_at(self, now: dt.datetime) -> Level:
        """Return the level at an instant: past its term only the sign-in itself is left (C3)."""
        if self.level_until is not None and self.level_until <= now:
            return min(self.level, Level.REGISTERED)
        return self.level


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecord:
    """What a person lets a client have, since when."""

    scopes: frozenset[str]
    given_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InteractionRecord:
    """An authorization request that waits for a person to come back with a proof."""

    id: uuid.UUID
    query: str
    led_to: Leading
    created_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """
    What was granted to a client: by whom, for what, proven how. A code stands for it.

    `acting` is the capacity in which the person acts; `claims` the parameter of that name.
    """

    client_pk: uuid.UUID
    account_id: uuid.UUID
    person_id: uuid.UUID | None
    sid: uuid.UUID
    scopes: tuple[str, ...]
    nonce: str
    level: Level
    methods: tuple[str, ...]
    acting: str
    authenticated_at: dt.datetime
    claims: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CodeRecord:
    """A stored authorization code."""

    id: uuid.UUID
    grant: Grant
    redirect_uri: str
    code_challenge: str
    expires_at: dt.datetime
    is_redeemed: bool
    is_revoked: bool
    is_session_live: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TokenRecord:
    """A stored access or refresh token, and the code that it descends from."""

    id: uuid.UUID
    code_id: uuid.UUID
    grant: Grant
    client_id: str
    sector: str
    is_client_active: bool
    expires_at: dt.datetime
    is_rotated: bool
    is_revoked: bool
    is_session_live: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """
    One valid piece of evidence, as far as a client may know of it.

    `method` is a check method of OpenID Connect for Identity Assurance (`data`, `bvr`, `pvp`, …).
    """

    method: str
    source: str
    proven_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HolderRecord:
    """What is known of the person behind an account; for claims only, never for a decision."""

    user_kind: str
    user_name: str = dataclasses.field(repr=False)
    mobile: str = dataclasses.field(repr=False)
    email: str = dataclasses.field(repr=False)
    name: str = dataclasses.field(repr=False)
    document_type: str
    document_number: str = dataclasses.field(repr=False)
    document_number_masked: str = dataclasses.field(repr=False)
    level: Level
    """What the evidence amounts to now; `anonymous` unless attestations were wanted."""
    attestations: tuple[Attestation, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """The audit record of a change; ids, codes and counts only."""

    event: str
    actor: Actor
    subject: str
    details: Mapping[str, str | int | bool | None] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token to be stored: only its hash is."""

    token_hash: str
    expires_at: dt.datetime


# Reads.


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindClient(Operation[ClientRecord | None]):
    """Find a client by its public identifier, whatever its state."""

    client_id: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindSession(Operation[SessionRecord | None]):
    """Find the session that this cookie opens, if it is live and its account in use."""

    cookie: str = dataclasses.field(repr=False)
    now: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindConsent(Operation[ConsentRecord | None]):
    """Find the consent in force between an account and a client."""

    account_id: uuid.UUID
    client_pk: uuid.UUID


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindInteraction(Operation[InteractionRecord | None]):
    """Find an open, unexpired interaction of the browser that holds its secret."""

    id: uuid.UUID
    browser_hash: str
    now: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindCode(Operation[CodeRecord | None]):
    """Find an authorization code by its hash, whatever its state."""

    code_hash: str
    now: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindAccessToken(Operation[TokenRecord | None]):
    """Find an access token by its hash, whatever its state."""

    token_hash: str
    now: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindRefreshToken(Operation[TokenRecord | None]):
    """Find a refresh token by its hash, whatever its state."""

    token_hash: str
    now: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindHolder(Operation[HolderRecord]):
    """Find what is known of the person behind an account; the evidence only if it is wanted."""

    account_id: uuid.UUID
    person_id: uuid.UUID | None
    wants_attestations: bool
    now: dt.datetime


# Writes: each commits alone, with its audit entry.


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenInteraction(Operation[None]):
    """
    Keep an authorization request until the person comes back.

    No audit entry: nobody is known yet and nothing was granted.
    """

    id: uuid.UUID
    client_pk: uuid.UUID
    browser_hash: str
    query: str
    led_to: Leading
    now: dt.datetime
    expires_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LeadOn(Operation[None]):
    """Note where the person of an open interaction was sent last."""

    id: uuid.UUID
    led_to: Leading


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CloseInteraction(Operation[bool]):
    """Close an open interaction without a grant; tell whether it was open."""

    id: uuid.UUID
    now: dt.datetime
    audit: AuditEntry


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InsertCode(Operation[bool]):
    """
    Store a code, closing the interaction that led to it.

    Tell whether that was done: not if somebody closed the interaction meanwhile.
    """

    id: uuid.UUID
    code_hash: str
    grant: Grant
    redirect_uri: str
    code_challenge: str
    now: dt.datetime
    expires_at: dt.datetime
    interaction_id: uuid.UUID | None
    audit: AuditEntry


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RedeemCode(Operation[bool]):
    """Use up a code and store what it buys, as one statement; tell whether it was still unused."""

    code_id: uuid.UUID
    now: dt.datetime
    access_token: NewToken
    refresh_token: NewToken | None
    audit: AuditEntry


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RotateRefreshToken(Operation[bool]):
    """Use up a refresh token and store its successors; tell whether it was still unused."""

    token_id: uuid.UUID
    code_id: uuid.UUID
    now: dt.datetime
    access_token: NewToken
    refresh_token: NewToken
    audit: AuditEntry


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RevokeGrant(Operation[None]):
    """Revoke a code and every token that descends from it."""

    code_id: uuid.UUID
    now: dt.datetime
    audit: AuditEntry


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EndSession(Operation[None]):
    """
    End the session of the actor, if it is live.

    The accounts area does it and writes its own audit record in the same transaction.
    """

    now: dt.datetime
    actor: Actor
