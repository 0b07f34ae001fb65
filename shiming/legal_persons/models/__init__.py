"""The tables of the area, a file per subject."""

from shiming.legal_persons.models.agencies import (
    AgencyRecognition,
)
from shiming.legal_persons.models.consents import ConsentUse, StandingConsent
from shiming.legal_persons.models.enterprise_sign_in import (
    UnitSignIn,
)
from shiming.legal_persons.models.evidence import (
    LegalPersonEvidence,
    LegalPersonEvidenceRevocation,
)
from shiming.legal_persons.models.legal_persons import FormerNumber, LegalPerson
from shiming.legal_persons.models.officers import (
    OfficerMismatch,
)
from shiming.legal_persons.models.offices import Office
from shiming.legal_persons.models.registrations import CounterIssue, UnitRegistration

__all__ = [
    "AgencyRecognition",
    "ConsentUse",
    "CounterIssue",
    "FormerNumber",
    "LegalPerson",
    "LegalPersonEvidence",
    "LegalPersonEvidenceRevocation",
    "Office",
    "OfficerMismatch",
    "StandingConsent",
    "UnitRegistration",
    "UnitSignIn",
]
