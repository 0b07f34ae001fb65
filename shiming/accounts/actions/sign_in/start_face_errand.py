"""Use case: somebody who is signed in shows their face, so that another area has something done."""

import datetime as dt
import json

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.types import (
    AccountId,
    AttemptKind,
    FaceErrandKind,
    FaceSignInEvent,
    OutsideAim,
    OutsideKind,
    OutsideProofId,
    PersonId,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentType


def start_face_errand(
    *, kind: FaceErrandKind, reference: str, actor: Actor, visit: Visit, now: dt.datetime
) -> OutsideProofId:
    """
    Make a face check for the person who is signed in; `reference` says what is done once it passed.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.FaceNotRecognised: if the account has no person whose face could be known
    :raises errors.FaceDocumentExcluded: if that person was proofed with another document
    :raises errors.SignInLocked: if the account, number or address has had its tries of the day
    """
    if actor.account_id is None or actor.session_id is None:
        raise errors.SignInRequired
    if actor.person_id is None:
        raise errors.FaceNotRecognised
    person = queries.get_person(PersonId(actor.person_id))
    if person.document_type is not DocumentType.RESIDENT_ID_CARD:
        raise errors.FaceDocumentExcluded
    with transaction.atomic(durable=True):
        attempt = operations.pay_for_attempt(
            kind=AttemptKind.FACE_CONFIRM,
            account_id=AccountId(actor.account_id),
            known_as=person.number.key,
            number=person.number.key,
            visit=visit,
            now=now,
        )
        if attempt.refusal is None:
            check_id = ports.face_check().prepare(
                person_id=person.id, errand=kind, actor=actor, now=now
            )
            audit.record(
                event=FaceSignInEvent.ASKED,
                actor=actor,
                subject=f"face_check:{check_id}",
                at=now,
                details={"aim": OutsideAim.ERRAND.value, "errand": kind.value},
            )
            return operations.open_outside_proof(
                kind=OutsideKind.FACE,
                aim=OutsideAim.ERRAND,
                secrets={
                    "check_id": str(check_id),
                    "account_id": str(actor.account_id),
                    "session_id": str(actor.session_id),
                    "counted": json.dumps(attempt.counted),
                    "errand": kind.value,
                    "reference": reference,
                },
                account_id=AccountId(actor.account_id),
                visit=visit,
                lifetime=ports.policy().outside_proof_lifetime,
                now=now,
            )
    # Committed by now: what was counted stays counted.
    raise attempt.refusal
