"""Operations on authorization requests that wait for a person, and on consents."""

import dataclasses
import datetime as dt
import uuid

from shiming.identity_provider.protocol.store.operation import AuditEntry, Operation
from shiming.identity_provider.types import Leading


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
    account_id: uuid.UUID | None = None
    """The account that spoke here last: chose itself, or consented."""
    consented_scopes: frozenset[str] = frozenset()
    """What that account agreed to for this once."""


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
