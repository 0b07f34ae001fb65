"""Opening, confirming and ending offices."""

import datetime as dt
import uuid
from collections.abc import Sequence

from shiming.accounts import operations as accounts
from shiming.accounts import queries as accounts_queries
from shiming.accounts.types import PersonId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.ids import new_id
from shiming.kernel.names import PersonName
from shiming.kernel.phones import Mobile
from shiming.legal_persons import errors, queries
from shiming.legal_persons.models import Office
from shiming.legal_persons.operations.office_events import settle_todos
from shiming.legal_persons.operations.told_accounts import settle_told_account
from shiming.legal_persons.types import (
    OPEN_STATES,
    LegalPersonEvent,
    LegalPersonId,
    OfficeEnd,
    OfficeId,
    OfficeKind,
    OfficeSource,
    OfficeState,
)
from shiming.vault import operations as vault
from shiming.vault import queries as vault_queries


def open_office(
    *,
    legal_person_id: LegalPersonId,
    kind: OfficeKind,
    source: OfficeSource,
    state: OfficeState,
    number: DocumentNumber,
    name: PersonName,
    actor: Actor,
    now: dt.datetime,
    person_id: PersonId | None = None,
    mobile: Mobile | None = None,
    position: str = "",
    accepts_risk_alerts: bool = False,
    valid_from: dt.datetime | None = None,
    valid_until: dt.datetime | None = None,
) -> OfficeId:
    """
    Begin a relation of somebody with a unit; one that begins active needs the `person_id`.

    :raises errors.OfficeExists: if the person holds this office, or is asked to
    """
    held = Office.objects.filter(
        legal_person_id=legal_person_id,
        kind=kind,
        holder_index__in=vault_queries.blind_indexes(queries.HOLDER_INDEX, number.key),
        state__in=list(OPEN_STATES),
    )
    if held.exists():
        raise errors.OfficeExists(legal_person_id=legal_person_id)
    office = Office(
        id=new_id(),
        legal_person_id=legal_person_id,
        kind=kind,
        state=state,
        source=source,
        person_id=person_id,
        holder_name=name.value,
        holder_document=number.document_type,
        holder_number=number.value,
        holder_index=vault.blind_index(queries.HOLDER_INDEX, number.key),
        mobile=None if mobile is None else mobile.value,
        position=position or None,
        accepts_risk_alerts=accepts_risk_alerts,
        opened_by=actor.account_id,
        opened_at=now,
        decided_by=actor.account_id if state is OfficeState.ACTIVE else None,
        decided_at=now if state is OfficeState.ACTIVE else None,
        valid_from=valid_from or now,
        valid_until=valid_until,
    )
    # The unique indexes decide between two who come at once.
    Office.objects.bulk_create([office], ignore_conflicts=True)
    if not Office.objects.filter(pk=office.pk).exists():
        raise errors.OfficeExists(legal_person_id=legal_person_id)
    audit.record(
        event=LegalPersonEvent.OFFICE_OPENED,
        actor=actor,
        subject=f"office:{office.pk}",
        at=now,
        details={
            "legal_person_id": str(legal_person_id),
            "kind": kind.value,
            "source": source.value,
            "state": state.value,
        },
    )
    if state is OfficeState.ACTIVE and person_id is not None:
        settle_told_account(legal_person_id, actor=actor, now=now)
        _refresh_sessions(person_id, now=now)
    return OfficeId(office.pk)


def activate_office(
    *,
    office_id: OfficeId,
    person_id: PersonId,
    from_states: Sequence[OfficeState],
    actor: Actor,
    now: dt.datetime,
) -> None:
    """
    Have an office count from now on, for the person who is known by its document.

    :raises errors.OfficeExists: if somebody else is the unit's legal representative now
    :raises errors.OfficeMovedOn: if it is in none of `from_states` any more
    """
    heads = Office.objects.filter(kind=OfficeKind.LEGAL_REPRESENTATIVE)
    units = heads.filter(pk=office_id).values("legal_person_id")
    if (
        heads.filter(legal_person_id__in=units, state=OfficeState.ACTIVE)
        .exclude(pk=office_id)
        .exists()
    ):
        raise errors.OfficeExists(office_id=office_id)
    won = Office.objects.filter(pk=office_id, state__in=[one.value for one in from_states]).update(
        state=OfficeState.ACTIVE,
        person_id=person_id,
        decided_by=actor.account_id,
        decided_at=now,
    )
    if not won:
        raise errors.OfficeMovedOn(office_id=office_id)
    audit.record(
        event=LegalPersonEvent.OFFICE_CONFIRMED,
        actor=actor,
        subject=f"office:{office_id}",
        at=now,
    )
    unit_id = Office.objects.values_list("legal_person_id", flat=True).get(pk=office_id)
    settle_told_account(LegalPersonId(unit_id), actor=actor, now=now)
    _settle_todos(office_id, now=now)
    _refresh_sessions(person_id, now=now)


def refuse_office(
    *, office_id: OfficeId, from_states: Sequence[OfficeState], actor: Actor, now: dt.datetime
) -> None:
    """
    Record that the other side does not want an office.

    :raises errors.OfficeMovedOn: if it is in none of `from_states` any more
    """
    won = Office.objects.filter(pk=office_id, state__in=[one.value for one in from_states]).update(
        state=OfficeState.REFUSED, decided_by=actor.account_id, decided_at=now
    )
    if not won:
        raise errors.OfficeMovedOn(office_id=office_id)
    audit.record(
        event=LegalPersonEvent.OFFICE_REFUSED, actor=actor, subject=f"office:{office_id}", at=now
    )
    _settle_todos(office_id, now=now)


def end_office(*, office_id: OfficeId, reason: OfficeEnd, actor: Actor, now: dt.datetime) -> None:
    """
    End an office; sessions that act in it fall back to the person at once.

    Whether the actor may end it is the caller's to judge.

    :raises errors.OfficeMovedOn: if it is over already
    """
    won = Office.objects.filter(pk=office_id, state__in=list(OPEN_STATES)).update(
        state=OfficeState.ENDED, ended_by=actor.account_id, ended_at=now, end_reason=reason
    )
    if not won:
        raise errors.OfficeMovedOn(office_id=office_id)
    audit.record(
        event=LegalPersonEvent.OFFICE_ENDED,
        actor=actor,
        subject=f"office:{office_id}",
        at=now,
        details={"reason": reason.value},
    )
    _settle_todos(office_id, now=now)
    person_id: uuid.UUID | None = Office.objects.values_list("person_id", flat=True).get(
        pk=office_id
    )
    if person_id is not None:
        _refresh_sessions(PersonId(person_id), now=now)


def _settle_todos(office_id: OfficeId, *, now: dt.datetime) -> None:
    unit_id = Office.objects.values_list("legal_person_id", flat=True).get(pk=office_id)
    settle_todos(office_id, legal_person_id=LegalPersonId(unit_id), now=now)


def _refresh_sessions(person_id: PersonId, *, now: dt.datetime) -> None:
    for account in accounts_queries.list_accounts_of_person(person_id):
        accounts.refresh_session_permissions(account_id=account.id, now=now)
