"""Reads about legal persons: finding one by any of its numbers, its level."""

import datetime as dt
import uuid

from shiming.accounts import ports as accounts_ports
from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId, AccountState, OutsideKind, PersonId
from shiming.kernel.identifiers.documents import (
    DocumentNumber,
    DocumentType,
    parse_document_number,
)
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.kernel.levels import Level
from shiming.kernel.names import PersonName
from shiming.legal_persons import errors
from shiming.legal_persons.models import LegalPerson, LegalPersonEvidence, Office
from shiming.legal_persons.policies import levels, numbers
from shiming.legal_persons.policies.standing import may_be_acted_for
from shiming.legal_persons.types import (
    LegalPersonFacts,
    LegalPersonId,
    LegalPersonKind,
    LegalPersonState,
    OfficeKind,
    OfficeState,
    RecordSource,
    UnitAssurance,
    UnitEvidenceFact,
    UnitEvidenceKind,
    UnitProof,
)
from shiming.vault import queries as vault

TAXPAYER_INDEX = "legal_persons.taxpayer"
FORMER_INDEX = "legal_persons.former_number"
HOLDER_INDEX = "legal_persons.holder"

_BOUND = {
    OutsideKind.CERTIFICATE: UnitEvidenceKind.CERTIFICATE,
    OutsideKind.LICENCE: UnitEvidenceKind.ELECTRONIC_LICENCE,
}


def get_legal_person(legal_person_id: LegalPersonId) -> LegalPersonFacts:
    """
    Return a unit.

    :raises errors.UnitNotFound: if there is none
    """
    unit = LegalPerson.objects.filter(pk=legal_person_id).first()
    if unit is None:
        raise errors.UnitNotFound(legal_person_id=legal_person_id)
    return facts_of(unit)


def may_come_alone(unit: LegalPersonFacts) -> bool:
    """Tell whether a unit may come with nobody who acts for it: if it is insured only (S35-8)."""
    return unit.is_insurance_only and may_be_acted_for(unit.state)


def find_by_number(text: str) -> LegalPersonFacts | None:
    """
    Return the unit that has this number, or had it once, or None (S32-12, S33-24).

    The credit code comes first, then the taxpayer number, then the numbers that it replaced.
    """
    readings = numbers.read(text)
    if readings.is_empty:
        return None
    by_code = LegalPerson.objects.filter(credit_code=readings.credit_code or None)
    by_taxpayer_number = LegalPerson.objects.filter(
        taxpayer_index__in=vault.blind_indexes(TAXPAYER_INDEX, readings.taxpayer_number)
    )
    former = [index for key in readings.former for index in vault.blind_indexes(FORMER_INDEX, key)]
    by_former = LegalPerson.objects.filter(former_numbers__number_index__in=former)
    for candidates in (by_code, by_taxpayer_number, by_former):
        # A former number that two units claim finds neither of them.
        found = list(candidates.distinct().order_by("pk")[:2])
        if len(found) == 1:
            return facts_of(found[0])
    return None


def find_by_credit_code(code: CreditCode) -> LegalPersonFacts | None:
    """Return the unit of this credit code, or None."""
    unit = LegalPerson.objects.filter(credit_code=code.value).first()
    return None if unit is None else facts_of(unit)


def find_unit_of_account(account_id: AccountId) -> LegalPersonFacts | None:
    """Return the unit whose own account this is, or None."""
    unit = LegalPerson.objects.filter(account_id=account_id).first()
    return None if unit is None else facts_of(unit)


def code_of_account(account_id: AccountId) -> str | None:
    """Return the credit code of the unit whose own account this is; None if it is no unit's."""
    units = LegalPerson.objects.filter(account_id=account_id)
    found = units.values_list("credit_code").first()
    return None if found is None else found[0] or ""


def list_by_representative_unscoped(number: DocumentNumber) -> list[LegalPersonFacts]:
    """Return the units on whose record this document is the legal representative's."""
    units = LegalPerson.objects.filter(
        representative_document=number.document_type,
        representative_index__in=vault.blind_indexes(HOLDER_INDEX, number.key),
    )
    return [facts_of(unit) for unit in units.order_by("name", "pk")]


def level_of_unit(
    legal_person_id: LegalPersonId, *, now: dt.datetime, transaction: str = ""
) -> UnitAssurance:
    """
    Return the level that a unit's evidence and its representative's own level amount to.

    :raises errors.UnitNotFound: if there is none
    """
    unit = LegalPerson.objects.filter(pk=legal_person_id).first()
    if unit is None:
        raise errors.UnitNotFound(legal_person_id=legal_person_id)
    representative, until = _level_of_representative(legal_person_id, now=now)
    return levels.level_of(
        evidence=list_evidence_facts(legal_person_id),
        state=LegalPersonState(unit.state),
        representative=representative,
        representative_until=until,
        now=now,
        transaction=transaction,
    )


def find_assurance(
    *,
    account_id: AccountId,
    legal_person_id: uuid.UUID | None,
    now: dt.datetime,
    transaction: str = "",
) -> UnitAssurance | None:
    """
    Return how surely the unit is known that is acted for, or whose own account this is, or None.

    A unit that has disappeared is known as little as one of which nothing is proven.
    """
    unit_id = legal_person_id
    if unit_id is None:
        unit_id = (
            LegalPerson.objects.filter(account_id=account_id).values_list("pk", flat=True).first()
        )
        if unit_id is None:
            return None
    try:
        return level_of_unit(LegalPersonId(unit_id), now=now, transaction=transaction)
    except errors.UnitNotFound:
        return UnitAssurance(level=Level.REGISTERED, until=None)


def missing_for_unit(
    legal_person_id: LegalPersonId, *, level: Level, now: dt.datetime
) -> tuple[UnitProof, ...]:
    """
    Return what a unit still lacks for a level, in the order to give it.

    :raises errors.UnitNotFound: if there is none
    """
    unit = get_legal_person(legal_person_id)
    representative, _until = _level_of_representative(legal_person_id, now=now)
    return levels.missing_for(
        level=level,
        evidence=list_evidence_facts(legal_person_id),
        state=unit.state,
        representative=representative,
        now=now,
    )


def may_get_code(legal_person_id: LegalPersonId, *, now: dt.datetime) -> bool:
    """Tell whether a unit is confirmed, and has chosen no password yet."""
    unit = get_legal_person(legal_person_id)
    if unit.account_id is not None:
        account = accounts.get_account(AccountId(unit.account_id))
        if account.state is not AccountState.PENDING:
            return False
    return is_confirmed(legal_person_id, now=now)


def is_confirmed(legal_person_id: LegalPersonId, *, now: dt.datetime) -> bool:
    """Tell whether a source or an officer says that a unit exists (S15-9)."""
    return any(
        fact.kind is not UnitEvidenceKind.TRANSACTION_FACE and levels.is_valid(fact=fact, now=now)
        for fact in list_evidence_facts(legal_person_id)
    )


def list_evidence_facts(legal_person_id: LegalPersonId) -> list[UnitEvidenceFact]:
    """
    Return what speaks for a unit, valid or not: kept evidence, and what its account is bound to.

    Certificate and electronic licence were checked when the unit's account was bound to them; each
    counts only for the unit whose credit code it names, and as long as it is bound (S25-6).
    """
    rows = LegalPersonEvidence.objects.filter(legal_person_id=legal_person_id)
    kept = [
        UnitEvidenceFact(
            kind=UnitEvidenceKind(row.kind),
            at=row.at,
            valid_until=row.valid_until,
            revoked_at=row.revocation.at if hasattr(row, "revocation") else None,
            transaction=row.transaction,
        )
        for row in rows.select_related("revocation").order_by("at", "pk")
    ]
    return [*kept, *_list_bound(legal_person_id)]


def _list_bound(legal_person_id: LegalPersonId) -> list[UnitEvidenceFact]:
    # No encrypted column is read for it.
    units = LegalPerson.objects.only("account_id", "credit_code")
    unit = units.filter(pk=legal_person_id).first()
    if unit is None or unit.account_id is None or unit.credit_code is None:
        return []
    return [
        UnitEvidenceFact(
            kind=_BOUND[binding.kind], at=binding.bound_at, valid_until=binding.valid_until
        )
        for binding in accounts.list_bindings(AccountId(unit.account_id))
        if binding.kind in _BOUND and binding.body_code == unit.credit_code
    ]


def facts_of(unit: LegalPerson) -> LegalPersonFacts:
    """Return a row as other areas may know it."""
    return LegalPersonFacts(
        id=LegalPersonId(unit.pk),
        credit_code=unit.credit_code or "",
        taxpayer_number=unit.taxpayer_number or "",
        name=unit.name,
        kind=LegalPersonKind(unit.kind),
        state=LegalPersonState(unit.state),
        region=unit.region,
        is_insurance_only=unit.is_insurance_only,
        source=RecordSource(unit.source),
        representative_name=(
            None if unit.representative_name is None else PersonName.parse(unit.representative_name)
        ),
        representative_number=(
            None
            if unit.representative_number is None
            else parse_document_number(
                DocumentType(unit.representative_document), unit.representative_number
            )
        ),
        account_id=unit.account_id,
        synchronised_at=unit.synchronised_at,
    )


def _level_of_representative(
    legal_person_id: LegalPersonId, *, now: dt.datetime
) -> tuple[Level, dt.datetime | None]:
    head = Office.objects.filter(
        legal_person_id=legal_person_id,
        kind=OfficeKind.LEGAL_REPRESENTATIVE,
        state=OfficeState.ACTIVE,
    ).first()
    if head is None or head.person_id is None:
        return Level.ANONYMOUS, None
    return level_of_person(PersonId(head.person_id), now=now)


def level_of_person(person_id: PersonId, *, now: dt.datetime) -> tuple[Level, dt.datetime | None]:
    """Return the highest level that any account of a person has, and until when it holds."""
    source = accounts_ports.level_source()
    found = [
        source.level_of(person_id, account.id, now)
        for account in accounts.list_accounts_of_person(person_id)
    ]
    return max(found, key=lambda one: one[0], default=(Level.ANONYMOUS, None))
