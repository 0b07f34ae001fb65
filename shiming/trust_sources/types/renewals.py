"""Requests to have a certificate renewed (S30-2)."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

RenewalId = NewType("RenewalId", uuid.UUID)


class RenewalState(enum.StrEnum):
    """Where a request stands."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


class RenewalEvent(enum.StrEnum):
    """The audit events of renewals."""

    REQUESTED = "trust_sources.renewal.requested"
    DECIDED = "trust_sources.renewal.decided"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RenewableCertificate:
    """A certificate of one's own that is bound, and who could renew it."""

    binding_id: uuid.UUID
    serial: str
    valid_until: dt.datetime
    authority_name: str
    renewal_url: str
    is_asked: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RenewalFacts:
    """A request as its person and officers see it."""

    id: RenewalId
    account_id: uuid.UUID
    authority_name: str
    serial: str
    valid_until: dt.datetime
    need: str = dataclasses.field(repr=False)
    state: RenewalState
    answer: str
    requested_at: dt.datetime
