"""Use case: a visitor who forgot their password wants to be known by their face (A6, S31-5)."""

import datetime as dt
import json

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.operations.attempts import Attempt
from shiming.accounts.policies.recovery import is_same_person
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import (
    AttemptKind,
    FaceSignInEvent,
    GivenDocument,
    OutsideAim,
    OutsideKind,
    OutsideProofId,
    PersonFacts,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel.identifiers.documents import DocumentType


def start_face_recovery(
    *, document: GivenDocument, visit: Visit, now: dt.datetime
) -> OutsideProofId:
    """
    Make a face check, for the person with this number and name or for nobody: the page is the same.

    Which accounts the person has is not even looked up before the face is known.

    :raises errors.FaceRecoveryExcluded: if the document is no resident identity card
    :raises errors.RecoveryLocked: if the number or the address has had its tries of the day
    :raises errors.SignInLocked: if the address has begun too many errands of any kind
    """
    number = document.number
    if number.document_type is not DocumentType.RESIDENT_ID_CARD:
        raise errors.FaceRecoveryExcluded
    person = queries.find_person(number)
    with transaction.atomic(durable=True):
        attempt = operations.pay_for_attempt(
            kind=AttemptKind.FACE_RECOVERY,
            account_id=None,
            known_as=number.key,
            number=number.key,
            visit=visit,
            now=now,
        )
        if attempt.refusal is None:
            is_right = is_same_person(document, person)
            return _open(attempt=attempt, person=person if is_right else None, visit=visit, now=now)
    # Committed by now: what was counted stays counted.
    raise errors.RecoveryLocked(**attempt.refusal.context)


def _open(
    *, attempt: Attempt, person: PersonFacts | None, visit: Visit, now: dt.datetime
) -> OutsideProofId:
    actor = actor_of_visit(visit)
    check_id = ports.face_check().prepare(
        person_id=None if person is None else person.id, actor=actor, now=now
    )
    audit.record(
        event=FaceSignInEvent.ASKED,
        actor=actor,
        subject=f"face_check:{check_id}",
        at=now,
        details={"aim": OutsideAim.RECOVER.value},
    )
    return operations.open_outside_proof(
        kind=OutsideKind.FACE,
        aim=OutsideAim.RECOVER,
        secrets={
            "check_id": str(check_id),
            "account_id": "",
            "counted": json.dumps(attempt.counted),
        },
        visit=visit,
        lifetime=ports.policy().outside_proof_lifetime,
        now=now,
    )
