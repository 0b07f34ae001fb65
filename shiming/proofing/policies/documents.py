"""What a document is good for, and what a person may enter about it (B1)."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from shiming.kernel.clock import CHINA
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import (
    DocumentNumber,
    DocumentType,
    parse_document_number,
)
from shiming.kernel.identifiers.identifier import narrow
from shiming.kernel.names import PersonName
from shiming.proofing import errors
from shiming.proofing.ports import LONG_TERM, DocumentField
from shiming.proofing.types import (
    DOCUMENTS,
    EntryWay,
    ProofingPolicy,
    ReviewCause,
)

_ADULT = 18


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EnteredForm:
    """What the person typed or left as it was read; nothing of it is checked yet."""

    name: str = dataclasses.field(repr=False)
    number: str = dataclasses.field(repr=False)
    valid_until: str = ""
    valid_from: str = ""
    ethnicity: str = dataclasses.field(default="", repr=False)
    issuer: str = dataclasses.field(default="", repr=False)
    guardian_name: str = dataclasses.field(default="", repr=False)
    guardian_relation: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CheckedForm:
    """The same after all checks, in normal form."""

    name: PersonName
    number: DocumentNumber
    valid_from: dt.date | None
    valid_until: dt.date | None
    """The last day; None where the document never expires."""
    ethnicity: str = dataclasses.field(default="", repr=False)
    issuer: str = dataclasses.field(default="", repr=False)
    guardian_name: str = dataclasses.field(default="", repr=False)
    guardian_relation: str = ""
    age: int | None = None

    @property
    def has_guardian(self) -> bool:
        """Tell whether a guardian is named."""
        return bool(self.guardian_name)

    @property
    def as_stored(self) -> dict[str, str]:
        """The fields as they are kept, encrypted, with the case."""
        return {
            "name": self.name.value,
            "number": self.number.value,
            "valid_from": self.valid_from.isoformat() if self.valid_from else "",
            "valid_until": self.valid_until.isoformat() if self.valid_until else LONG_TERM,
            "ethnicity": self.ethnicity,
            "issuer": self.issuer,
            "guardian_name": self.guardian_name,
            "guardian_relation": self.guardian_relation,
        }


def refusal_to_prove_online(*, document_type: DocumentType) -> DomainError | None:
    """Return why the online journey cannot be walked with a document, or None if it can."""
    if DOCUMENTS[document_type].may_prove_online:
        return None
    return errors.DocumentOnlyAtCounter(document_type=document_type.value)


def check_form(
    *, entered: EnteredForm, document_type: DocumentType, today: dt.date, policy: ProofingPolicy
) -> CheckedForm:
    """
    Return what was entered in normal form.

    :raises DomainError: the refusals of `kernel.refusals` about name and number
    :raises errors.ValidityUnreadable: if the validity is no date, or ends before it begins
    :raises errors.DocumentExpired: if its last day has passed
    :raises errors.DocumentNotYetValid: if its first day is yet to come
    :raises errors.FactorMissing: if four factors are compared and the ethnicity is missing
    :raises errors.GuardianNeeded: if the person is under age and no guardian is named
    """
    name = PersonName.parse(entered.name)
    number = parse_document_number(document_type, entered.number, today=today)
    valid_from = parse_day(text=entered.valid_from) if entered.valid_from else None
    valid_until = (
        None if entered.valid_until.strip() == LONG_TERM else parse_day(text=entered.valid_until)
    )
    if valid_from and valid_until and valid_until <= valid_from:
        raise errors.ValidityUnreadable
    if valid_until and valid_until < today:
        raise errors.DocumentExpired
    if valid_from and valid_from > today:
        raise errors.DocumentNotYetValid
    if policy.is_four_factors and not entered.ethnicity:
        raise errors.FactorMissing
    age = age_on(born=number.birth_date, day=today)
    guardian = PersonName.parse(entered.guardian_name).value if entered.guardian_name else ""
    if age is not None and age < _ADULT and not (guardian and entered.guardian_relation):
        raise errors.GuardianNeeded(age=age)
    return CheckedForm(
        name=name,
        number=number,
        valid_from=valid_from,
        valid_until=valid_until,
        ethnicity=entered.ethnicity.removesuffix("族"),
        issuer=entered.issuer,
        guardian_name=guardian,
        guardian_relation=entered.guardian_relation if guardian else "",
        age=age,
    )


def parse_day(*, text: str) -> dt.date:
    """
    Return the day that `text` spells, as a card prints it or as a date field sends it.

    :raises errors.ValidityUnreadable: if it spells none
    """
    plain = narrow(text).strip()
    for sign in "年月./":
        plain = plain.replace(sign, "-")
    plain = plain.removesuffix("日")
    digits = plain.replace("-", "")
    try:
        if "-" in plain:
            year, month, day = (int(part) for part in plain.split("-"))
            return dt.date(year, month, day)
        return dt.datetime.strptime(digits, "%Y%m%d").replace(tzinfo=CHINA).date()
    except ValueError as error:
        raise errors.ValidityUnreadable from error


def age_on(*, born: dt.date | None, day: dt.date) -> int | None:
    """Return the age in full years on `day`, or None where the document does not tell."""
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_face_allowed(*, age: int | None, policy: ProofingPolicy) -> bool:
    """Tell whether a face may be captured online: not of pupils, by default (Q48)."""
    return age is None or age >= policy.face_from_age


def end_of_document(*, last_day: dt.date | None) -> dt.datetime | None:
    """Return the first instant at which a document no longer counts, or None if it never ends."""
    if last_day is None or last_day == dt.date.max:
        return None
    return dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time(), tzinfo=CHINA)


def entry_ways(*, form: CheckedForm, read: Mapping[str, str]) -> dict[str, str]:
    """Return for each filled field whether it stands as it was read, or was typed (S07-9)."""
    kept = form.as_stored
    return {
        field: (EntryWay.OCR if read.get(field) == text else EntryWay.TYPED).value
        for field, text in kept.items()
        if text
    }


def causes_of_form(*, ways: Mapping[str, str], read: Mapping[str, str]) -> frozenset[ReviewCause]:
    """
    Return why a person must look at the card: what it says was not read, or was overruled.

    Otherwise somebody could photograph their own card and type another's name over it.
    """
    causes = set()
    for fields, corrected in (
        ((DocumentField.NAME, DocumentField.NUMBER), ReviewCause.FIELDS_CORRECTED),
        ((DocumentField.VALID_UNTIL,), ReviewCause.VALIDITY_CORRECTED),
    ):
        for field in fields:
            if not read.get(field):
                causes.add(ReviewCause.DOCUMENT_UNREAD)
            elif ways.get(field) != EntryWay.OCR:
                causes.add(corrected)
    return frozenset(causes)
