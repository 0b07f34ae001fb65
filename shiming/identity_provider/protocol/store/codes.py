"""Operations on authorization codes."""

import dataclasses
import datetime as dt
import uuid

from shiming.identity_provider.protocol.store.grants import Grant, Standing
from shiming.identity_provider.protocol.store.operation import AuditEntry, Operation
from shiming.identity_provider.protocol.store.tokens import NewToken


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
    standing: Standing
    has_capacity_ended: bool = False
    """Whether its person does not act any more as they did (`capacities`)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindCode(Operation[CodeRecord | None]):
    """Find an authorization code by its hash, whatever its state."""

    code_hash: str
    now: dt.datetime


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
