"""Use case: a unit recognises an agency and sets the agreement password (S35-13, Q49)."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from shiming.accounts import queries as accounts_queries
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.models import AgencyRecognition
from shiming.legal_persons.policies.management import managed_unit
from shiming.legal_persons.types import LegalPersonEvent, RecognitionId, RecognitionState


def recognise_agency(
    *, recognition_id: RecognitionId, agreement_password: str, actor: Actor, now: dt.datetime
) -> None:
    """
    Let an agency act for the unit under this password, or replace the password of one that may.

    With a new password every session that acts under the old one falls back at once.

    :raises errors.UnitNotFound: if the actor manages no unit
    :raises errors.RecognitionNotFound: if the agency is not on that unit's list
    :raises DomainError: why the platform's password rule does not take the password
    """
    client_id = managed_unit(actor)
    found = queries.get_recognition(recognition_id, client_id=client_id)
    client = queries.get_legal_person(client_id)
    known = (client.credit_code, client.name, found.agency_code, found.agency_name)
    if fault := accounts_queries.find_fault_of_secret(agreement_password, known=known):
        raise fault
    encoded = make_password(agreement_password)
    is_new = found.state is not RecognitionState.RECOGNISED
    with transaction.atomic(durable=True):
        won = AgencyRecognition.objects.filter(pk=recognition_id, state=found.state).update(
            state=RecognitionState.RECOGNISED,
            agreement=encoded,
            agreement_number=F("agreement_number") + 1,
            decided_by=actor.account_id,
            changed_at=now,
        )
        if not won:
            raise errors.RecognitionMovedOn
        audit.record(
            event=LegalPersonEvent.AGENCY_RECOGNISED
            if is_new
            else LegalPersonEvent.AGREEMENT_REPLACED,
            actor=actor,
            subject=f"recognition:{recognition_id}",
            at=now,
            details={"agency_id": str(found.agency_id)},
        )
        operations.end_client_sessions(recognition_id, now=now)
