"""
Using a face check up, to sign in, to confirm or to recover; the tries follow what came of it.

It stands beside the use cases that share it. The caller's transaction is open, and commits
before a refusal is raised.
"""

import dataclasses
import datetime as dt
import json
import uuid

from shiming.accounts import errors, operations, ports
from shiming.accounts.operations.attempts import Attempt
from shiming.accounts.types import (
    AccountId,
    AttemptKind,
    CounterScope,
    FaceCheckId,
    FaceSignInEvent,
    FaceState,
    OutsideAim,
    OutsideProof,
    PersonId,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError

_KINDS = {
    OutsideAim.SIGN_IN: AttemptKind.FACE,
    OutsideAim.CONFIRM: AttemptKind.FACE_CONFIRM,
    OutsideAim.ERRAND: AttemptKind.FACE_CONFIRM,
    OutsideAim.RECOVER: AttemptKind.FACE_RECOVERY,
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedFace:
    """Whose face was shown, or why that is not known."""

    check_id: FaceCheckId
    person_id: PersonId | None = None
    refusal: DomainError | None = None


def claim_face(*, proof: OutsideProof, actor: Actor, now: dt.datetime) -> ClaimedFace:
    """
    Use the check of this errand up, and give tries back that a machine of ours wasted.

    :raises errors.FaceCheckNotUsable: if it is still being judged; the errand stays good
    """
    check_id = FaceCheckId(uuid.UUID(proof.secrets["check_id"]))
    facts = ports.face_check().facts_of(check_id, now=now)
    if facts.state in {FaceState.OPEN, FaceState.JUDGING}:
        raise errors.FaceCheckNotUsable
    operations.consume_outside_proof(proof_id=proof.id, now=now)
    attempt = attempt_of(proof)
    if facts.state is FaceState.UNAVAILABLE:
        operations.give_attempt_back(attempt)
        return ClaimedFace(check_id=check_id, refusal=errors.FaceUnavailable())
    if facts.state is FaceState.UNCONVINCING:
        refusal = errors.FaceUnconvincing(problem=facts.problem)
        return ClaimedFace(check_id=check_id, refusal=refusal)
    person_id = ports.face_check().claim(check_id, now=now)
    if person_id is None:
        audit.record(
            event=FaceSignInEvent.NOT_RECOGNISED,
            actor=actor,
            subject=f"face_check:{check_id}",
            at=now,
            details={"aim": proof.aim.value},
        )
        expired = facts.state is FaceState.EXPIRED
        refusal_ = errors.FaceCheckNotUsable() if expired else errors.FaceNotRecognised()
        return ClaimedFace(check_id=check_id, refusal=refusal_)
    operations.forgive_attempt(attempt)
    return ClaimedFace(check_id=check_id, person_id=person_id)


def attempt_of(proof: OutsideProof) -> Attempt:
    """Return the try that was paid for when the errand began."""
    account_id = proof.secrets["account_id"]
    return Attempt(
        kind=_KINDS[proof.aim],
        account_id=AccountId(uuid.UUID(account_id)) if account_id else None,
        counted=tuple(
            (CounterScope(scope), subject)
            for scope, subject in json.loads(proof.secrets["counted"])
        ),
    )
