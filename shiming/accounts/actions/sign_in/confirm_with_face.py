"""Use case: a signed-in person has shown their face once more."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.face_claims import claim_face
from shiming.accounts.types import (
    AccountEvent,
    OutsideAim,
    OutsideKind,
    OutsideProofId,
    SessionId,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def confirm_with_face(
    *, proof_id: OutsideProofId, actor: Actor, visit: Visit, now: dt.datetime
) -> None:
    """
    Note in the session that its owner's face has just been shown.

    :raises errors.OutsideNotUsable: if it is another session's check, is over, or was used
    :raises errors.FaceCheckNotUsable: if it is not judged yet, or took too long
    :raises errors.FaceUnconvincing: if the live check failed
    :raises errors.FaceUnavailable: if no engine could judge; the try does not count
    :raises errors.FaceNotRecognised: if it is another face, or an unsure one
    """
    proof = queries.get_outside_proof(
        proof_id=proof_id, kind=OutsideKind.FACE, visit=visit, now=now
    )
    is_ours = (
        proof.aim is OutsideAim.CONFIRM
        and actor.session_id is not None
        and proof.secrets["session_id"] == str(actor.session_id)
    )
    if not is_ours or actor.session_id is None:
        raise errors.OutsideNotUsable
    with transaction.atomic(durable=True):
        claimed = claim_face(proof=proof, actor=actor, now=now)
        if claimed.person_id is not None and claimed.person_id == actor.person_id:
            operations.record_factor(session_id=SessionId(actor.session_id), method="face", now=now)
            audit.record(
                event=AccountEvent.REAUTHENTICATED,
                actor=actor,
                subject=f"session:{actor.session_id}",
                at=now,
                details={"method": "face"},
            )
            return
    # Committed by now: the check is used up.
    raise claimed.refusal or errors.FaceNotRecognised()
