"""What is known of the person behind an account."""

import dataclasses
import datetime as dt
import uuid

from shiming.identity_provider.protocol.store.operation import Operation
from shiming.kernel.levels import Level


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
class FindHolder(Operation[HolderRecord]):
    """Find what is known of the person behind an account; the evidence only if it is wanted."""

    account_id: uuid.UUID
    person_id: uuid.UUID | None
    wants_attestations: bool
    now: dt.datetime
