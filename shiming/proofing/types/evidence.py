"""Evidence, and what is missing for a level."""

import dataclasses
import datetime as dt
import enum

from shiming.kernel.levels import Level


class FaceEvent(enum.StrEnum):
    """What a face check was for; kept apart in the audit trail (S13-7)."""

    REGISTRATION = "registration"
    SIGN_IN = "sign_in"
    CONSENT = "consent"
    TRANSACTION = "transaction"


class EvidenceKind(enum.StrEnum):
    """What kind of act of proof a piece of evidence is."""

    MOBILE = "mobile"
    """A mobile number proven by a one-time code."""
    EMAIL = "email"
    REGISTER_TWO_FACTORS = "register_two_factors"
    REGISTER_FOUR_FACTORS = "register_four_factors"
    LIVE_FACE = "live_face"
    """A live face compared online with the card or the register photo."""
    REMOTE_REVIEW = "remote_review"
    """The same, decided by a person at a distance."""
    COUNTER = "counter"
    """Captured at a window."""
    TRUST_SOURCE = "trust_source"
    """Another identity system vouches (S33-22), as surely as its contract says (`strength`)."""
    CERTIFICATE = "certificate"
    TRANSACTION_FACE = "transaction_face"
    """A fresh live check bound to one transaction."""


class RevocationReason(enum.StrEnum):
    """Why evidence stopped counting before its time."""

    SUPERSEDED = "superseded"
    APPEAL_UPHELD = "appeal_upheld"
    DEATH = "death"
    DOCUMENT_CANCELLED = "document_cancelled"
    MISTAKE = "mistake"


class Way(enum.StrEnum):
    """How a missing proof can be given."""

    ONLINE = "online"
    COUNTER = "counter"
    CERTIFICATE = "certificate"
    IN_TRANSACTION = "in_transaction"


class MissingProof(enum.StrEnum):
    """What still lacks for a level."""

    MOBILE = "mobile"
    REGISTER_CHECK = "register_check"
    FACE = "face"
    TRANSACTION_FACE = "transaction_face"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One missing proof and the ways to give it, the cheapest first."""

    proof: MissingProof
    ways: tuple[Way, ...]

    @property
    def cheapest(self) -> Way:
        """The way that costs the person least."""
        return self.ways[0]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFact:
    """What the level function needs to know of one piece of evidence."""

    kind: EvidenceKind
    at: dt.datetime
    valid_until: dt.datetime | None = None
    revoked_at: dt.datetime | None = None
    is_manual: bool = False
    transaction: str = ""
    strength: Level | None = None
    """For a trust source: what its word carries; other kinds carry what they always do."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Assurance:
    """A level, and until when it holds if nothing happens (None: without end)."""

    level: Level
    until: dt.datetime | None
