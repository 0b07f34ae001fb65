"""Operations on CAS services and tickets."""

import dataclasses
import datetime as dt
import uuid

from shiming.identity_provider.protocol.store.clients import ClientRecord
from shiming.identity_provider.protocol.store.grants import Grant, Standing
from shiming.identity_provider.protocol.store.operation import AuditEntry, Operation


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CasServiceRecord:
    """A registered service: the client, and the path below which everything is its."""

    client: ClientRecord
    path: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CasTicketRecord:
    """A stored service ticket."""

    id: uuid.UUID
    client: ClientRecord
    service: str
    grant: Grant
    is_new_sign_in: bool
    expires_at: dt.datetime
    is_used: bool
    is_session_live: bool
    standing: Standing
    has_capacity_ended: bool = False
    """Whether its person does not act any more as they did (`capacities`)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindCasServices(Operation[tuple[CasServiceRecord, ...]]):
    """Find the services of an origin, the deepest first."""

    origin: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InsertCasTicket(Operation[bool]):
    """
    Store a ticket, closing the interaction that led to it.

    Tell whether that was done: not if somebody closed the interaction meanwhile.
    """

    ticket_hash: str
    service: str
    grant: Grant
    is_new_sign_in: bool
    now: dt.datetime
    expires_at: dt.datetime
    interaction_id: uuid.UUID | None
    audit: AuditEntry


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindCasTicket(Operation[CasTicketRecord | None]):
    """Find a ticket by its hash, whatever its state."""

    ticket_hash: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UseCasTicket(Operation[bool]):
    """Use up a ticket, and keep it as the client's name for the session; tell if it was unused."""

    ticket_id: uuid.UUID
    ticket: str = dataclasses.field(repr=False)
    now: dt.datetime
    audit: AuditEntry
