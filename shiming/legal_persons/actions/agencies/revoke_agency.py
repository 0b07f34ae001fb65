"""Use case: a unit no longer recognises an agency (S35-13)."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.models import AgencyRecognition
from shiming.legal_persons.policies.management import managed_unit
from shiming.legal_persons.types import LegalPersonEvent, RecognitionId, RecognitionState


def revoke_agency(*, recognition_id: RecognitionId, actor: Actor, now: dt.datetime) -> None:
    """
    End it at once: the agreement password is gone, and live sessions fall back to the person.

    :raises errors.UnitNotFound: if the actor manages no unit
    :raises errors.RecognitionNotFound: if the agency is not on that unit's list
    :raises errors.RecognitionMovedOn: if it is not recognised (any more)
    """
    client_id = managed_unit(actor)
    with transaction.atomic(durable=True):
        found = queries.get_recognition(recognition_id, client_id=client_id)
        won = AgencyRecognition.objects.filter(
            pk=recognition_id, state=RecognitionState.RECOGNISED
        ).update(
            state=RecognitionState.REVOKED,
            agreement="",
            decided_by=actor.account_id,
            changed_at=now,
        )
        if not won:
            raise errors.RecognitionMovedOn
        audit.record(
            event=LegalPersonEvent.AGENCY_REVOKED,
            actor=actor,
            subject=f"recognition:{recognition_id}",
            at=now,
            details={"agency_id": str(found.agency_id)},
        )
        operations.end_client_sessions(recognition_id, now=now)
