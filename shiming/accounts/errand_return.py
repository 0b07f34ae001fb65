"""Taking back what a browser brings from outside: social networks and trust sources alike."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.policies.outside_proofs import is_state_right, proof_id_of
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import OutsideEvent, OutsideKind, OutsideProof, Visit
from shiming.audit import operations as audit


def use_up_errand(*, provider: str, state: str, visit: Visit, now: dt.datetime) -> OutsideProof:
    """
    Use the errand up before anybody is asked: of two who bring it back, one gets through.

    :raises errors.OutsideNotUsable: if this browser began no such errand, it is over, or was used
    """
    proof_id = proof_id_of(state)
    if proof_id is None:
        raise errors.OutsideNotUsable
    with transaction.atomic(durable=True):
        proof = queries.get_outside_proof(
            proof_id=proof_id, kind=OutsideKind.SOCIAL, visit=visit, now=now
        )
        # What waits for its owner's word has no state: nobody brings it back from outside.
        kept = proof.secrets.get("state", "")
        is_right = bool(kept) and proof.provider == provider and is_state_right(state, kept)
        operations.consume_outside_proof(proof_id=proof_id, now=now)
        if not is_right:
            audit.record(
                event=OutsideEvent.STATE_FORGED,
                actor=actor_of_visit(visit),
                subject=f"outside_proof:{proof_id}",
                at=now,
                details={"provider": provider},
            )
    # Committed by now: a wrong guess has used the errand up.
    if not is_right:
        raise errors.OutsideNotUsable
    return proof
