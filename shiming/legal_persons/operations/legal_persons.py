"""Putting units on record, their numbers, and their own accounts."""

import datetime as dt

from django.db.models import Q

from shiming.accounts import operations as accounts
from shiming.accounts.types import AccountId, AccountKind
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.ids import new_id
from shiming.kernel.names import CompanyName, PersonName
from shiming.legal_persons import errors, queries
from shiming.legal_persons.models import AgencyRecognition, FormerNumber, LegalPerson
from shiming.legal_persons.operations.office_events import alert_of_state
from shiming.legal_persons.policies.numbers import former_key, normalise_former
from shiming.legal_persons.types import (
    FormerNumberKind,
    LegalPersonEvent,
    LegalPersonId,
    LegalPersonKind,
    LegalPersonState,
    RecognitionId,
    UnitRecord,
)
from shiming.vault import operations as vault
from shiming.vault import queries as vault_queries


def add_legal_person(*, record: UnitRecord, actor: Actor, now: dt.datetime) -> LegalPersonId:
    """
    Put a unit on record; that proves nothing of it.

    :raises errors.UnitExists: if a unit with its credit code or taxpayer number is on record
    """
    representative = record.representative_number
    taxpayer_number = record.taxpayer_number
    unit = LegalPerson(
        id=new_id(),
        credit_code=None if record.credit_code is None else record.credit_code.value,
        taxpayer_number=None if taxpayer_number is None else taxpayer_number.value,
        taxpayer_index=None
        if taxpayer_number is None
        else vault.blind_index(queries.TAXPAYER_INDEX, taxpayer_number.value),
        name=record.name.value,
        name_key=record.name.folded[:100],
        kind=record.kind,
        region=record.region or ("" if record.credit_code is None else record.credit_code.region),
        is_insurance_only=record.is_insurance_only,
        representative_name=None
        if record.representative_name is None
        else record.representative_name.value,
        representative_document="" if representative is None else representative.document_type,
        representative_number=None if representative is None else representative.value,
        representative_index=None
        if representative is None
        else vault.blind_index(queries.HOLDER_INDEX, representative.key),
        address=record.address or None,
        email=record.email or None,
        capital_amount=None if record.capital is None else record.capital.amount,
        capital_unit="" if record.capital is None else record.capital.unit,
        capital_currency="" if record.capital is None else record.capital.currency,
        scope=record.scope,
        source=record.source,
        created_at=now,
    )
    # The unique indexes decide between two who come at once.
    LegalPerson.objects.bulk_create([unit], ignore_conflicts=True)
    if not LegalPerson.objects.filter(pk=unit.pk).exists():
        raise errors.UnitExists
    audit.record(
        event=LegalPersonEvent.UNIT_ADDED,
        actor=actor,
        subject=f"legal_person:{unit.pk}",
        at=now,
        details={"source": record.source.value, "kind": record.kind.value},
    )
    return LegalPersonId(unit.pk)


def name_representative(
    *,
    legal_person_id: LegalPersonId,
    name: PersonName,
    number: DocumentNumber,
    state: LegalPersonState,
    actor: Actor,
    now: dt.datetime,
) -> None:
    """Record whom a source names as a unit's legal representative, and how the unit stands."""
    LegalPerson.objects.filter(pk=legal_person_id).update(
        representative_name=name.value,
        representative_document=number.document_type,
        representative_number=number.value,
        representative_index=vault.blind_index(queries.HOLDER_INDEX, number.key),
        state=state,
    )
    audit.record(
        event=LegalPersonEvent.UNIT_CHANGED,
        actor=actor,
        subject=f"legal_person:{legal_person_id}",
        at=now,
        details={"state": state.value},
    )


def note_state(
    *, credit_code: str, state: LegalPersonState, actor: Actor, now: dt.datetime
) -> None:
    """Record how a unit stands, if it is on record; one that is not normal falls back at once."""
    unit = LegalPerson.objects.filter(credit_code=credit_code).exclude(state=state).first()
    if unit is None:
        return
    if unit.state == LegalPersonState.EXISTING:
        # First of all: for a unit that is gone nobody acts any more.
        alert_of_state(LegalPersonId(unit.pk), unit=unit.name, now=now)
    LegalPerson.objects.filter(pk=unit.pk).update(state=state)
    audit.record(
        event=LegalPersonEvent.UNIT_CHANGED,
        actor=actor,
        subject=f"legal_person:{unit.pk}",
        at=now,
        details={"state": state.value},
    )
    # Sessions keep a copy of whom they act for: whoever may no longer falls back at once.
    for account_id in queries.list_accounts_in_office(LegalPersonId(unit.pk)):
        accounts.refresh_session_permissions(account_id=account_id, now=now)
    shared = Q(client_id=unit.pk) | Q(agency_id=unit.pk)
    for recognition_id in AgencyRecognition.objects.filter(shared).values_list("pk", flat=True):
        for account_id in queries.list_accounts_acting_for(RecognitionId(recognition_id)):
            accounts.refresh_session_permissions(account_id=account_id, now=now)


def add_former_number(
    *,
    legal_person_id: LegalPersonId,
    kind: FormerNumberKind,
    number: str,
    actor: Actor,
    now: dt.datetime,
) -> None:
    """
    Keep a number that a unit had before its credit code, so that it is found by it (S33-24).

    Doing it twice changes nothing.

    :raises errors.NumberTaken: if the number is another unit's
    :raises DomainError: if it cannot be such a number
    """
    value = normalise_former(kind, number)
    key = former_key(kind, value)
    row = FormerNumber(
        id=new_id(),
        legal_person_id=legal_person_id,
        kind=kind,
        number=value,
        number_index=vault.blind_index(queries.FORMER_INDEX, key),
        added_at=now,
    )
    indexes = vault_queries.blind_indexes(queries.FORMER_INDEX, key)
    held = FormerNumber.objects.filter(number_index__in=indexes).first()
    if held is None:
        FormerNumber.objects.bulk_create([row], ignore_conflicts=True)
        held = FormerNumber.objects.filter(number_index__in=indexes).first()
    if held is None or held.legal_person_id != legal_person_id:
        raise errors.NumberTaken
    if held.pk == row.pk:
        audit.record(
            event=LegalPersonEvent.NUMBER_ADDED,
            actor=actor,
            subject=f"legal_person:{legal_person_id}",
            at=now,
            details={"kind": kind.value},
        )


def join_account(*, legal_person_id: LegalPersonId, account_id: AccountId, is_told: bool) -> None:
    """
    Make an account that is there already the unit's own, where it has none yet.

    One that rests on another node's word alone (`is_told`) opens nothing any more once the unit is
    confirmed.

    :raises errors.UnitMovedOn: if it has one by now
    """
    units = LegalPerson.objects.filter(pk=legal_person_id, account__isnull=True)
    if not units.update(account_id=account_id, is_account_told=is_told):
        raise errors.UnitMovedOn(legal_person_id=legal_person_id)


def correct_name(
    *, legal_person_id: LegalPersonId, name: CompanyName, actor: Actor, now: dt.datetime
) -> None:
    """Record another name of a unit, which officers have agreed upon."""
    LegalPerson.objects.filter(pk=legal_person_id).update(
        name=name.value, name_key=name.folded[:100]
    )
    audit.record(
        event=LegalPersonEvent.UNIT_CHANGED,
        actor=actor,
        subject=f"legal_person:{legal_person_id}",
        at=now,
        details={"name": True},
    )


def ensure_account(*, legal_person_id: LegalPersonId, actor: Actor, now: dt.datetime) -> AccountId:
    """
    Return the unit's own account; open it, without any way in, if it has none.

    :raises errors.UnitNotFound: if there is no such unit
    """
    unit = LegalPerson.objects.filter(pk=legal_person_id).first()
    if unit is None:
        raise errors.UnitNotFound(legal_person_id=legal_person_id)
    if unit.account_id is not None:
        return AccountId(unit.account_id)
    is_agency = unit.kind == LegalPersonKind.AGENCY
    account_id = accounts.open_unit_account(
        kind=AccountKind.AGENCY if is_agency else AccountKind.UNIT, actor=actor, now=now
    )
    won = LegalPerson.objects.filter(pk=legal_person_id, account__isnull=True).update(
        account_id=account_id
    )
    if not won:
        raise errors.UnitMovedOn(legal_person_id=legal_person_id)
    accounts.announce_unit_account(account_id=account_id, actor=actor, now=now)
    return account_id
