"""The tables of the area. Nothing here says "is verified": levels are computed from evidence."""

from shiming.proofing.models.cases import (
    CasePicture,
    DailyTries,
    LiveSession,
    ProofingCase,
)
from shiming.proofing.models.decisions import (
    ConsentGiven,
    ConsentText,
    ReviewDecision,
)
from shiming.proofing.models.evidence import (
    Evidence,
    EvidenceRevocation,
    PersonBinding,
)

__all__ = [
    "CasePicture",
    "ConsentGiven",
    "ConsentText",
    "DailyTries",
    "Evidence",
    "EvidenceRevocation",
    "LiveSession",
    "PersonBinding",
    "ProofingCase",
    "ReviewDecision",
]
