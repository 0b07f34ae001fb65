"""Signing in with one's face (S13-4, S31-5), as far as accounts know about it."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

FaceCheckId = NewType("FaceCheckId", uuid.UUID)


class FaceErrandKind(enum.StrEnum):
    """For what else than signing in a face is shown; kept apart in the audit trail (S13-7)."""

    CONSENT = "consent"
    TRANSACTION = "transaction"


class FaceState(enum.StrEnum):
    """Where a face check stands."""

    OPEN = "open"
    """Nothing was filmed yet."""
    JUDGING = "judging"
    RECOGNISED = "recognised"
    NOT_RECOGNISED = "not_recognised"
    """Another face, a face that nobody can be sure of, or nobody to compare with: one answer."""
    UNCONVINCING = "unconvincing"
    """The live check itself failed; `problem` says how, and trying again may help."""
    UNAVAILABLE = "unavailable"
    EXPIRED = "expired"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FaceCheckFacts:
    """How far a face check has come; whom it is about is not in it."""

    state: FaceState
    problem: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AskedAction:
    """Something to do before the camera, and when, in milliseconds from the first frame."""

    action: str
    label: str
    start_ms: int
    end_ms: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DrawnFaceCheck:
    """What the script of the page needs to guide somebody."""

    id: FaceCheckId
    nonce: str
    actions: tuple[AskedAction, ...]
    expires_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FacePage:
    """How the page of a face check is made: the fragment with the camera, and what it shows."""

    template: str
    script: str
    style: str
    consent_title: str
    consent_text: str
    action_count: int
    seconds: int


class FaceSignInEvent(enum.StrEnum):
    """The audit events of signing in with a face; those named `abuse` are the abuse log (A10)."""

    ASKED = "accounts.face.asked"
    CONFIRMED = "accounts.face.confirmed"
    ERRAND_DONE = "accounts.face.errand_done"
    NOT_RECOGNISED = "accounts.abuse.face_not_recognised"
