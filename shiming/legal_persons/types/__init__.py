"""Words of the area, a file per subject."""

from shiming.legal_persons.types.acting import ActingFacts
from shiming.legal_persons.types.agencies import (
    RecognitionFacts,
    RecognitionId,
    RecognitionState,
)
from shiming.legal_persons.types.enterprise_sign_in import (
    EntryFact,
    EntryStep,
    EntryWay,
    NotSelectable,
    OfficerChoice,
    UnitSignInFacts,
    UnitSignInId,
)
from shiming.legal_persons.types.events import LegalPersonEvent, LegalPersonPermission
from shiming.legal_persons.types.evidence import (
    UnitEvidenceFact,
    UnitEvidenceId,
    UnitEvidenceKind,
    UnitRevocationReason,
)
from shiming.legal_persons.types.legal_persons import (
    Capital,
    FormerNumberKind,
    LegalPersonFacts,
    LegalPersonId,
    LegalPersonKind,
    LegalPersonState,
    RecordSource,
    UnitAssurance,
)
from shiming.legal_persons.types.officers import (
    Mismatch,
    MismatchReason,
    SynchronisedOfficers,
)
from shiming.legal_persons.types.offices import (
    OPEN_STATES,
    Capacity,
    OfficeEnd,
    OfficeFacts,
    OfficeId,
    OfficeKind,
    OfficeSource,
    OfficeState,
)
from shiming.legal_persons.types.records import UnitRecord
from shiming.legal_persons.types.registrations import (
    OPEN_REGISTRATIONS,
    ApplicantRole,
    RegistrationFacts,
    RegistrationId,
    RegistrationState,
    RegistrationWay,
    UnitStatement,
)

__all__ = [
    "OPEN_REGISTRATIONS",
    "OPEN_STATES",
    "ActingFacts",
    "ApplicantRole",
    "Capacity",
    "Capital",
    "EntryFact",
    "EntryStep",
    "EntryWay",
    "FormerNumberKind",
    "LegalPersonEvent",
    "LegalPersonFacts",
    "LegalPersonId",
    "LegalPersonKind",
    "LegalPersonPermission",
    "LegalPersonState",
    "Mismatch",
    "MismatchReason",
    "NotSelectable",
    "OfficeEnd",
    "OfficeFacts",
    "OfficeId",
    "OfficeKind",
    "OfficeSource",
    "OfficeState",
    "OfficerChoice",
    "RecognitionFacts",
    "RecognitionId",
    "RecognitionState",
    "RecordSource",
    "RegistrationFacts",
    "RegistrationId",
    "RegistrationState",
    "RegistrationWay",
    "SynchronisedOfficers",
    "UnitAssurance",
    "UnitEvidenceFact",
    "UnitEvidenceId",
    "UnitEvidenceKind",
    "UnitRecord",
    "UnitRevocationReason",
    "UnitSignInFacts",
    "UnitSignInId",
    "UnitStatement",
]
