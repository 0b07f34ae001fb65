"""Use case: the applicant takes a registration back."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.actions.registrations.ask_register import REVIEW_TODO
from shiming.legal_persons.models import UnitRegistration
from shiming.legal_persons.types import LegalPersonEvent, RegistrationId, RegistrationState
from shiming.messages import operations as messages

_WITHDRAWABLE = [RegistrationState.CHECKING.value, RegistrationState.AWAITING_APPROVAL.value]


def withdraw_registration(
    *, registration_id: RegistrationId, actor: Actor, now: dt.datetime
) -> None:
    """
    End a registration that nothing has come of yet.

    :raises errors.RegistrationNotFound: if it is not the actor's
    :raises errors.RegistrationMovedOn: if the unit is on record, or it is over
    """
    with transaction.atomic(durable=True):
        queries.get_registration(registration_id, viewer=actor)
        won = UnitRegistration.objects.filter(pk=registration_id, state__in=_WITHDRAWABLE).update(
            state=RegistrationState.WITHDRAWN, decided_at=now
        )
        if not won:
            raise errors.RegistrationMovedOn(registration_id=registration_id)
        operations.shred_paper(registration_id=registration_id, now=now)
        messages.close_todo(
            kind=REVIEW_TODO, subject=f"unit_registration:{registration_id}", now=now
        )
        audit.record(
            event=LegalPersonEvent.REGISTRATION_WITHDRAWN,
            actor=actor,
            subject=f"unit_registration:{registration_id}",
            at=now,
        )
