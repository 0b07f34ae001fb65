"""For whom somebody acts, as tokens tell it."""

import dataclasses

from shiming.legal_persons.types.legal_persons import LegalPersonFacts
from shiming.legal_persons.types.offices import OfficeKind


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ActingFacts:
    """A unit, and in which office somebody acts for it at present."""

    unit: LegalPersonFacts
    office: OfficeKind
