"""Evidence about legal persons."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

UnitEvidenceId = NewType("UnitEvidenceId", uuid.UUID)


class UnitEvidenceKind(enum.StrEnum):
    """What act of proof it is (S33-23, S25-6)."""

    REGISTER_MATCH = "register_match"
    """Code, name and representative confirmed by the register of legal persons."""
    APPROVAL = "approval"
    """An officer approved the registration of a unit that has its own way in (S15-9)."""
    COUNTER = "counter"
    TAX_FILING_USER = "tax_filing_user"
    CERTIFICATE = "certificate"
    ELECTRONIC_LICENCE = "electronic_licence"
    TRANSACTION_FACE = "transaction_face"
    """A fresh live check of the representative or an authorised person inside a transaction."""


class UnitRevocationReason(enum.StrEnum):
    """Why evidence stopped counting before its time."""

    SUPERSEDED = "superseded"
    CONTRADICTED = "contradicted"
    """The source says otherwise now."""
    APPEAL_UPHELD = "appeal_upheld"
    FORGED = "forged"
    MISTAKE = "mistake"


class UnitProof(enum.StrEnum):
    """What a unit can lack for a level (S33-23)."""

    NORMAL_STATE = "normal_state"
    REPRESENTATIVE = "representative"
    """A legal representative who confirmed to be it, and is proofed as a person."""
    REGISTER = "register"
    UNIT_EVIDENCE = "unit_evidence"
    """The unit itself was seen: counter, tax filing user, certificate or electronic licence."""
    TRANSACTION_FACE = "transaction_face"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UnitEvidenceFact:
    """What the level function needs to know of one piece of evidence."""

    kind: UnitEvidenceKind
    at: dt.datetime
    valid_until: dt.datetime | None = None
    revoked_at: dt.datetime | None = None
    transaction: str = ""
