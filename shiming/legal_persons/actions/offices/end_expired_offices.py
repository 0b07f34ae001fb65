"""Use case: offices end by themselves at the end of their term (D4)."""

import contextlib
import datetime as dt

from django.db import transaction

from shiming.accounts.types import PersonId
from shiming.kernel.actor import Actor
from shiming.legal_persons import errors, operations
from shiming.legal_persons.models import Office
from shiming.legal_persons.office_titles import title_of
from shiming.legal_persons.types import (
    OPEN_STATES,
    OfficeEnd,
    OfficeId,
    OfficeKind,
    OfficeState,
)

_BATCH = 100


def end_expired_offices(*, actor: Actor, now: dt.datetime) -> int:
    """
    End what is past its term, held or only asked for, and tell the holders; return how many ended.

    Nobody acts in such an office any more before this (`queries.list_capacities`); now it is open
    no longer, so that it can be asked for again.
    """
    ended = 0
    while batch := _end_batch(actor=actor, now=now):
        ended += batch
    return ended


def _end_batch(*, actor: Actor, now: dt.datetime) -> int:
    with transaction.atomic(durable=True):
        due = Office.objects.select_related("legal_person").filter(
            state__in=list(OPEN_STATES), valid_until__lte=now
        )
        batch = list(due.order_by("valid_until", "pk")[:_BATCH])
        for office in batch:
            # Somebody else may end it in this very moment.
            with contextlib.suppress(errors.OfficeMovedOn):
                _end(office, actor=actor, now=now)
    return len(batch)


def _end(office: Office, *, actor: Actor, now: dt.datetime) -> None:
    operations.end_office(
        office_id=OfficeId(office.pk), reason=OfficeEnd.EXPIRED, actor=actor, now=now
    )
    if office.state == OfficeState.ACTIVE and office.person_id is not None:
        operations.tell_person(
            PersonId(office.person_id),
            template="legal_persons/office_expired",
            context={
                "unit": office.legal_person.name,
                "title": str(title_of(OfficeKind(office.kind))),
            },
            now=now,
        )
