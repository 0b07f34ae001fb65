"""Use case: somebody asks to act for a unit (S31-8)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.kernel.actor import Actor
from shiming.kernel.clock import CHINA, today_in_china
from shiming.legal_persons import errors, operations, ports, queries
from shiming.legal_persons.policies.offices import refusal_to_request
from shiming.legal_persons.types import (
    LegalPersonId,
    OfficeId,
    OfficeKind,
    OfficeSource,
    OfficeState,
)


def request_office(
    *,
    legal_person_id: LegalPersonId,
    kind: OfficeKind,
    until: dt.date | None,
    actor: Actor,
    now: dt.datetime,
) -> OfficeId:
    """
    Ask those who head a unit for an office, up to and with a day or for good.

    They find it on their list of to-dos; who they are, and whether there is anybody, is not said.

    :raises errors.PersonNotProofed: if this account of the person is not proofed
    :raises errors.UnitNotFound: if there is no such unit
    :raises errors.OfficeNotOffered: if units do not give such an office away
    :raises errors.UnitNotActive: if the unit is cancelled or its licence was revoked
    :raises errors.TermOver: if the day is past
    :raises errors.TooManyRequests: if too many of the person's requests wait, or were made today
    :raises errors.OfficeExists: if the person holds this office, or is asked to
    """
    person = queries.get_proofed_person(actor, now=now)
    today = today_in_china(now)
    if until is not None and until < today:
        raise errors.TermOver
    with transaction.atomic(durable=True):
        unit = queries.get_legal_person(legal_person_id)
        start = dt.datetime.combine(today, dt.time.min, CHINA)
        accounts.hold_person(person.id)
        waiting, made = queries.count_requests(person.id, since=start)
        if refusal := refusal_to_request(
            kind=kind,
            unit_state=unit.state,
            waiting=waiting,
            made=made,
            policy=ports.policy().requests,
        ):
            raise refusal
        office_id = operations.open_office(
            legal_person_id=legal_person_id,
            kind=kind,
            source=OfficeSource.REQUEST,
            state=OfficeState.REQUESTED,
            number=person.number,
            name=person.name,
            person_id=person.id,
            valid_until=None if until is None else _end_of(until),
            actor=actor,
            now=now,
        )
        operations.ask_heads(legal_person_id, now=now)
    return office_id


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, CHINA)
