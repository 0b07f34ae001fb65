"""Signing in on a PC with a code that a phone scans (S25-4, S31-1)."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

QrSignInId = NewType("QrSignInId", uuid.UUID)


class QrState(enum.StrEnum):
    """Where a code stands; it only ever goes on, and each step is taken once."""

    SHOWN = "shown"
    SCANNED = "scanned"
    CONFIRMED = "confirmed"
    USED = "used"
    REFUSED = "refused"
    EXPIRED = "expired"


class QrEnd(enum.StrEnum):
    """Why a code came to nothing."""

    BY_OWNER = "by_owner"
    WRONG_NUMBER = "wrong_number"
    OTHER_ORIGIN = "other_origin"
    REPLACED = "replaced"


class QrEvent(enum.StrEnum):
    """The audit events of codes; those named `abuse` are the abuse log (A10)."""

    SCANNED = "accounts.qr.scanned"
    CONFIRMED = "accounts.qr.confirmed"
    USED = "accounts.qr.used"
    REFUSED = "accounts.abuse.qr_refused"
    WRONG_NUMBER = "accounts.abuse.qr_wrong_number"
    OTHER_ORIGIN = "accounts.abuse.qr_other_origin"
    SECOND_PHONE = "accounts.abuse.qr_second_phone"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class QrOnPc:
    """A code as the PC that shows it sees it; `number` is there once a phone has scanned."""

    id: QrSignInId
    code: str
    state: QrState
    ended_for: QrEnd | None
    number: int | None
    needs_face: bool
    expires_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class QrOnPhone:
    """A code as the phone sees it: who asks, and the numbers to choose from once it has scanned."""

    code: str
    state: QrState
    ended_for: QrEnd | None
    is_mine: bool
    choices: tuple[int, ...]
    needs_face: bool
    origin: str
    device: str
    address: str
    created_at: dt.datetime
    expires_at: dt.datetime
