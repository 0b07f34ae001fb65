"""The tables of the area. Nothing here says "is verified": levels are computed from evidence."""

from shiming.proofing.models.archive import ArchiveView
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
from shiming.proofing.models.face_checks import FaceCheck

__all__ = [
    "ArchiveView",
    "CasePicture",
    "ConsentGiven",
    "ConsentText",
    "DailyTries",
    "Evidence",
    "EvidenceRevocation",
    "FaceCheck",
    "LiveSession",
    "PersonBinding",
    "ProofingCase",
    "ReviewDecision",
]
