"""The document types of the product (B1) and the number rule of each."""

import dataclasses
import datetime as dt
import enum
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Self

from shiming.kernel import refusals
from shiming.kernel.identifiers import gb11643, permits
from shiming.kernel.identifiers.identifier import Caution, Change, Identifier, normalise_number
from shiming.kernel.identifiers.permanent_residence_card import (
    PermanentResidenceCard2023,
    parse_permanent_residence_card,
)
from shiming.kernel.identifiers.residence_permit import ResidencePermitNumber
from shiming.kernel.identifiers.resident_number import ResidentNumber

# «军字第1234567号» and the like: letters of any script, digits, a few signs.
_OTHER = re.compile(r"[\w()/.\-]{2,40}")


class DocumentType(enum.StrEnum):
    """A kind of document by which a person may be known."""

    RESIDENT_ID_CARD = "resident_id_card"
    TEMPORARY_RESIDENT_ID_CARD = "temporary_resident_id_card"
    HOUSEHOLD_REGISTER = "household_register"
    HK_MACAU_PERMIT = "hk_macau_permit"
    HKMT_RESIDENCE_PERMIT = "hkmt_residence_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    PASSPORT = "passport"
    PERMANENT_RESIDENCE_CARD = "permanent_residence_card"
    MILITARY = "military"
    POLICE = "police"
    OTHER = "other"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OtherNumber(Identifier):
    """The number of a document whose rule nobody publishes: kept nearly as it stands."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the number that `text` spells.

        :raises refusals.OtherDocumentForm: unless it is 2 to 40 letters, digits and - / . ( )
        """
        normalised = normalise_number(text, drop_hyphens=False)
        if not _OTHER.fullmatch(normalised.value):
            raise refusals.OtherDocumentForm
        return cls(
            value=normalised.value,
            typed=text,
            changes=normalised.changes,
            warnings=(Caution.NO_CHECK_DIGIT,),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNumber:
    """A document type and a number that has passed the rule of that type."""

    document_type: DocumentType
    number: Identifier

    @property
    def value(self) -> str:
        """The number in its normal form."""
        return self.number.value

    @property
    def key(self) -> str:
        """The part that identifies the holder: make blind indexes of this, not of `value`."""
        return self.number.key

    @property
    def masked(self) -> str:
        """The number as it may be shown."""
        return self.number.masked

    @property
    def typed(self) -> str:
        """What was typed."""
        return self.number.typed

    @property
    def changes(self) -> tuple[Change, ...]:
        """What normalising changed."""
        return self.number.changes

    @property
    def warnings(self) -> tuple[Caution, ...]:
        """What is odd about the number."""
        return self.number.warnings

    @property
    def birth_date(self) -> dt.date | None:
        """The birth date that the number carries, if it does."""
        number = self.number
        return number.birth_date if isinstance(number, gb11643.Gb11643Number) else None

    @property
    def sex(self) -> gb11643.Sex | None:
        """The sex that the number carries, if it does."""
        return self.number.sex if isinstance(self.number, gb11643.Gb11643Number) else None

    @property
    def is_sample(self) -> bool:
        """
        Tell whether the number cannot belong to anybody (province code 60).

        Simulators take only these; production refuses them.
        """
        number = self.number
        if isinstance(number, PermanentResidenceCard2023):
            return number.province == gb11643.SAMPLE_PROVINCE
        return isinstance(number, ResidentNumber) and number.is_sample


def parse_document_number(
    document_type: DocumentType, text: str, *, today: dt.date | None = None
) -> DocumentNumber:
    """
    Return the number that `text` spells, checked by the rule of its document type.

    Give `today` to refuse a birth date that is yet to come.

    :raises DomainError: the refusals of `kernel.refusals` that the type's own `parse` names
    """
    return DocumentNumber(document_type=document_type, number=_RULES[document_type](text, today))


def _without_date(
    parse: Callable[[str], Identifier],
) -> Callable[[str, dt.date | None], Identifier]:
    return lambda text, _today: parse(text)


def _resident(text: str, today: dt.date | None) -> Identifier:
    return ResidentNumber.parse(text, today=today)


_RULES: Mapping[DocumentType, Callable[[str, dt.date | None], Identifier]] = MappingProxyType(
    {
        DocumentType.RESIDENT_ID_CARD: _resident,
        DocumentType.TEMPORARY_RESIDENT_ID_CARD: _resident,
        DocumentType.HOUSEHOLD_REGISTER: _resident,
        DocumentType.HK_MACAU_PERMIT: _without_date(permits.HkMacauPermitNumber.parse),
        DocumentType.HKMT_RESIDENCE_PERMIT: lambda text, today: ResidencePermitNumber.parse(
            text, today=today
        ),
        DocumentType.TAIWAN_PERMIT: _without_date(permits.TaiwanPermitNumber.parse),
        DocumentType.PASSPORT: _without_date(permits.PassportNumber.parse),
        DocumentType.PERMANENT_RESIDENCE_CARD: lambda text, today: parse_permanent_residence_card(
            text, today=today
        ),
        DocumentType.MILITARY: _without_date(OtherNumber.parse),
        DocumentType.POLICE: _without_date(OtherNumber.parse),
        DocumentType.OTHER: _without_date(OtherNumber.parse),
    }
)
