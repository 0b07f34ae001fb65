"""Use case: somebody says who they are and wants to be known by their face (S13-4, S31-5)."""

import datetime as dt
import json

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.operations.attempts import Attempt
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import (
    AttemptKind,
    FaceSignInEvent,
    OutsideAim,
    OutsideKind,
    OutsideProofId,
    PersonFacts,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel.identifiers.documents import DocumentNumber, DocumentType
from shiming.kernel.names import PersonName


def start_face_sign_in(
    *, number: DocumentNumber, name: PersonName | None, visit: Visit, now: dt.datetime
) -> OutsideProofId:
    """
    Make a face check, for the person with this document or for nobody: the page is the same.

    A `name` must belong to the number; the portal that asks for the number alone gives None.

    :raises errors.FaceDocumentExcluded: if the document is no resident identity card
    :raises errors.SignInLocked: if the number or the address has had its tries of the day
    """
    if number.document_type is not DocumentType.RESIDENT_ID_CARD:
        raise errors.FaceDocumentExcluded
    person = queries.find_person(number)
    if person is not None and name is not None and person.name.folded != name.folded:
        person = None
    account = None if person is None else queries.account_of_face(person.id)
    with transaction.atomic(durable=True):
        attempt = operations.pay_for_attempt(
            kind=AttemptKind.FACE,
            account_id=None if account is None else account.id,
            known_as=number.key,
            number=number.key,
            visit=visit,
            now=now,
        )
        if attempt.refusal is None:
            return _open(
                attempt=attempt,
                person=person if account is not None else None,
                visit=visit,
                now=now,
            )
    # Committed by now: what was counted stays counted.
    raise attempt.refusal


def _open(
    *, attempt: Attempt, person: PersonFacts | None, visit: Visit, now: dt.datetime
) -> OutsideProofId:
    actor = actor_of_visit(visit)
    check_id = ports.face_check().prepare(
        person_id=None if person is None else person.id, actor=actor, now=now
    )
    proof_id = operations.open_outside_proof(
        kind=OutsideKind.FACE,
        aim=OutsideAim.SIGN_IN,
        secrets={
            "check_id": str(check_id),
            "account_id": str(attempt.account_id or ""),
            "counted": json.dumps(attempt.counted),
        },
        visit=visit,
        lifetime=ports.policy().outside_proof_lifetime,
        now=now,
    )
    audit.record(
        event=FaceSignInEvent.ASKED,
        actor=actor,
        subject=f"face_check:{check_id}",
        at=now,
        details={"aim": OutsideAim.SIGN_IN.value},
    )
    return proof_id
