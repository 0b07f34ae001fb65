"""Use case: a visitor who forgot their password was known by their face (A6, S31-5)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, queries
from shiming.accounts.face_claims import claim_face
from shiming.accounts.operations import activation
from shiming.accounts.policies import recovery as rules
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.queries.activation import list_accounts_of_face
from shiming.accounts.types import (
    AccountEvent,
    AccountFacts,
    ActivationPurpose,
    IssuedActivation,
    OutsideAim,
    OutsideKind,
    OutsideProofId,
    PersonId,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel.errors import DomainError


def prove_recovery_face(
    *, proof_id: OutsideProofId, visit: Visit, now: dt.datetime
) -> IssuedActivation:
    """
    Give whose face was recognised an activation code, for this browser alone.

    It opens each account that the person was proofed in with their face; they choose one when they
    choose the password.

    :raises errors.OutsideNotUsable: if it is another browser's check, is over, or was used
    :raises errors.FaceCheckNotUsable: if it is not judged yet, or took too long
    :raises errors.FaceUnconvincing: if the live check failed
    :raises errors.FaceUnavailable: if no engine could judge; the try does not count
    :raises errors.FaceNotRecognised: if it is another face, an unsure one, nobody's, or that of
        somebody without such an account
    :raises errors.AccountFrozen: if an administrator froze every such account
    """
    proof = queries.get_outside_proof(
        proof_id=proof_id, kind=OutsideKind.FACE, visit=visit, now=now
    )
    if proof.aim is not OutsideAim.RECOVER:
        raise errors.OutsideNotUsable
    actor = actor_of_visit(visit)
    with transaction.atomic(durable=True):
        claimed = claim_face(proof=proof, actor=actor, now=now)
        opened = claimed.refusal or _account_of(claimed.person_id, now=now)
        if isinstance(opened, AccountFacts):
            audit.record(
                event=AccountEvent.RECOVERY_FACE_PROVEN,
                actor=actor,
                subject=f"account:{opened.id}",
                at=now,
            )
            return activation.issue_activation_code(
                account_id=opened.id,
                purpose=ActivationPurpose.FACE_RECOVERY,
                actor=actor,
                visitor_token=visit.token,
                now=now,
            )
    # Committed by now: the check is used up, whatever it led to.
    raise opened


def _account_of(person_id: PersonId | None, *, now: dt.datetime) -> AccountFacts | DomainError:
    """Return the first account that opens to the face, or why none does."""
    owned = [] if person_id is None else list_accounts_of_face(person_id, now=now)
    for account in owned:
        if rules.refusal_to_self_recovery(account) is None:
            return account
    frozen = (rules.refusal_to_self_recovery(account) for account in owned)
    return next(filter(None, frozen), errors.FaceNotRecognised())
