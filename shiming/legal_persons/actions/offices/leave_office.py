"""Use case: a person or the unit ends an office, with a reason (S31-10, S31-13)."""

import datetime as dt

from django.db import transaction

from shiming.kernel.actor import Actor
from shiming.legal_persons import operations, queries
from shiming.legal_persons.office_titles import title_of
from shiming.legal_persons.policies.offices import is_holder, refusal_to_end
from shiming.legal_persons.types import OfficeEnd, OfficeId, OfficeState


def leave_office(*, office_id: OfficeId, reason: OfficeEnd, actor: Actor, now: dt.datetime) -> None:
    """
    End an office; whoever acts in it just now acts for themselves again.

    The other side hears of it: the holder of what the unit ends, its heads of what somebody leaves.

    :raises errors.OfficeNotFound: if it is neither the actor's own nor of the unit they head now
    :raises errors.OfficeFromCore: if it comes from the tax core, which alone ends it (S32-10)
    :raises errors.OfficeMovedOn: if it is over
    """
    with transaction.atomic(durable=True):
        office = queries.get_office(office_id)
        person = queries.find_person_of(actor)
        if refusal := refusal_to_end(
            office=office, actor=actor, own_number=None if person is None else person.number
        ):
            raise refusal
        is_own = person is not None and is_holder(office, person.number)
        operations.end_office(office_id=office_id, reason=reason, actor=actor, now=now)
        if is_own and office.state is OfficeState.ACTIVE:
            operations.tell_heads(
                office.legal_person_id,
                template="legal_persons/officer_left",
                context={"holder": office.holder_name.masked, "title": str(title_of(office.kind))},
                now=now,
            )
        elif not is_own and office.person_id is not None:
            operations.tell_person(
                office.person_id,
                template="legal_persons/office_ended",
                context={"unit": office.unit_name, "title": str(title_of(office.kind))},
                now=now,
            )
