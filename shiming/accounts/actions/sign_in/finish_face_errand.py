"""Use case: a signed-in person has shown their face, and what they asked for is done."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, ports, queries
from shiming.accounts.face_claims import claim_face
from shiming.accounts.types import (
    FaceErrandKind,
    FaceSignInEvent,
    OutsideAim,
    OutsideKind,
    OutsideProofId,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def finish_face_errand(
    *, proof_id: OutsideProofId, actor: Actor, visit: Visit, now: dt.datetime
) -> None:
    """
    Have done what the errand was begun for; both happen or neither.

    :raises errors.OutsideNotUsable: if it is another session's check, is over, or was used
    :raises errors.FaceCheckNotUsable: if it is not judged yet, or took too long
    :raises errors.FaceUnconvincing: if the live check failed
    :raises errors.FaceUnavailable: if no engine could judge; the try does not count
    :raises errors.FaceNotRecognised: if it is another face, or an unsure one
    :raises DomainError: if what was asked for may not be done any more
    """
    proof = queries.get_outside_proof(
        proof_id=proof_id, kind=OutsideKind.FACE, visit=visit, now=now
    )
    is_ours = (
        proof.aim is OutsideAim.ERRAND
        and actor.session_id is not None
        and proof.secrets["session_id"] == str(actor.session_id)
    )
    if not is_ours:
        raise errors.OutsideNotUsable
    kind = FaceErrandKind(proof.secrets["errand"])
    with transaction.atomic(durable=True):
        claimed = claim_face(proof=proof, actor=actor, now=now)
        if claimed.person_id is not None and claimed.person_id == actor.person_id:
            audit.record(
                event=FaceSignInEvent.ERRAND_DONE,
                actor=actor,
                subject=f"face_check:{claimed.check_id}",
                at=now,
                details={"errand": kind.value},
            )
            ports.face_errands()[kind].face_shown(
                reference=proof.secrets["reference"],
                person_id=claimed.person_id,
                actor=actor,
                now=now,
            )
            return
    # Committed by now: the check is used up.
    raise claimed.refusal or errors.FaceNotRecognised()
