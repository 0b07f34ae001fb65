"""What each document can be used for (B1)."""

import dataclasses

from shiming.kernel.identifiers.documents import DocumentType


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFlags:
    """What a document can be used for (B1): the only place where the product knows."""

    is_machine_readable: bool
    may_sign_in_by_face: bool
    may_ask_population: bool
    needs_manual_capture: bool
    needs_both_sides: bool

    @property
    def may_prove_online(self) -> bool:
        """Tell whether the online journey can be walked with it."""
        return self.is_machine_readable and self.may_ask_population


def _flags(
    *, machine: bool = False, face: bool = False, population: bool = False, both: bool = True
) -> DocumentFlags:
    return DocumentFlags(
        is_machine_readable=machine,
        may_sign_in_by_face=face,
        may_ask_population=population,
        needs_manual_capture=not (machine and population),
        needs_both_sides=both,
    )


# Face sign-in is for the resident identity card only (S31-5).
DOCUMENTS: dict[DocumentType, DocumentFlags] = {
    DocumentType.RESIDENT_ID_CARD: _flags(machine=True, face=True, population=True),
    DocumentType.TEMPORARY_RESIDENT_ID_CARD: _flags(population=True),
    DocumentType.HOUSEHOLD_REGISTER: _flags(population=True, both=False),
    DocumentType.HK_MACAU_PERMIT: _flags(),
    DocumentType.HKMT_RESIDENCE_PERMIT: _flags(population=True),
    DocumentType.TAIWAN_PERMIT: _flags(),
    DocumentType.PASSPORT: _flags(both=False),
    DocumentType.PERMANENT_RESIDENCE_CARD: _flags(),
    DocumentType.MILITARY: _flags(),
    DocumentType.POLICE: _flags(),
    DocumentType.OTHER: _flags(),
}
