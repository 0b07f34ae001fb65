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
class ActingRecord:
    """For whom somebody acts, and as what; empty where it is not known or does not apply."""

    organisation_name: str = ""
    organisation_code: str = ""
    company_name: str = ""
    uscc: str = ""
    """Unified social credit code (统一社会信用代码)."""
    taxpayer_number: str = ""
    legal_representative: str = dataclasses.field(default="", repr=False)
    office: str = ""
    region: str = ""
    has_ended: bool = False
    """Whether whoever knows says that they do not act so any more."""


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
    acting: ActingRecord = ActingRecord()
    """For whom the person acts; empty unless that was wanted."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindActing(Operation[ActingRecord]):
    """Find for whom a person acts at present, and as what."""

    person_id: uuid.UUID | None
    organisation_id: uuid.UUID | None
    legal_person_id: uuid.UUID | None
    alone_at: uuid.UUID | None = None
    """The client to which a unit came by its password alone, if one did."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindHolder(Operation[HolderRecord]):
    """Find what is known of the person behind an account; the evidence only if it is wanted."""

    account_id: uuid.UUID
    person_id: uuid.UUID | None
    wants_attestations: bool
    organisation_id: uuid.UUID | None = None
    legal_person_id: uuid.UUID | None = None
    """For whom the person acts, if that is wanted."""
    now: dt.datetime
