"""Words of the area: channels, states, templates and what gateways answer."""

import dataclasses
import enum
import uuid
from typing import NewType

from shiming.kernel.phones import Mobile

OutboxId = NewType("OutboxId", uuid.UUID)
InboxId = NewType("InboxId", uuid.UUID)


class Channel(enum.StrEnum):
    """Over what a message goes out."""

    SMS = "sms"
    EMAIL = "email"


class DeliveryState(enum.StrEnum):
    """Where a message of the outbox stands."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class SendOutcome(enum.StrEnum):
    """What a gateway makes of a message; `UNAVAILABLE` is tried again, `REFUSED` is not."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SendResult:
    """A gateway's answer, with its reference to the message or a code for the reason against it."""

    outcome: SendOutcome
    reference: str = ""
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """Where an account can be reached."""

    mobile: Mobile | None = None
    email: str | None = dataclasses.field(default=None, repr=False)
