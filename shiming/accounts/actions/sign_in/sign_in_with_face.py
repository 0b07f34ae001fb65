"""Use case: somebody signs in with the face that was judged (S13-4, S31-5)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.face_claims import claim_face
from shiming.accounts.models import Account
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import (
    OutsideAim,
    OutsideKind,
    OutsideProofId,
    SessionId,
    SignInMethod,
    SignInOutcome,
    Visit,
)
from shiming.kernel.errors import DomainError

_METHODS = (SignInMethod.DOCUMENT_FACE, SignInMethod.FACE)


def sign_in_with_face(
    *, proof_id: OutsideProofId, visit: Visit, replaces: SessionId | None, now: dt.datetime
) -> SignInOutcome:
    """
    Sign in whose face was recognised; every other outcome names the other ways in.

    :raises errors.OutsideNotUsable: if it is another browser's check, is over, or was used
    :raises errors.FaceCheckNotUsable: if it is not judged yet, or took too long
    :raises errors.FaceUnconvincing: if the live check failed
    :raises errors.FaceUnavailable: if no engine could judge; the try does not count
    :raises errors.FaceNotRecognised: if it is another face, an unsure one, or nobody's
    :raises errors.MethodNotOffered: if the portal does not let this kind of account in this way
    :raises DomainError: one of `accounts.account.…` if the account may not be signed in to
    """
    proof = queries.get_outside_proof(
        proof_id=proof_id, kind=OutsideKind.FACE, visit=visit, now=now
    )
    if proof.aim is not OutsideAim.SIGN_IN:
        raise errors.OutsideNotUsable
    refusal: DomainError
    with transaction.atomic(durable=True):
        claimed = claim_face(proof=proof, actor=actor_of_visit(visit), now=now)
        account = None if claimed.person_id is None else queries.account_of_face(claimed.person_id)
        if account is None:
            refusal = claimed.refusal or errors.FaceNotRecognised()
        else:
            try:
                row = Account.objects.get(pk=account.id)
                operations.check_method(*_METHODS, account=row, visit=visit)
                return operations.complete_sign_in(
                    account=row,
                    methods=("face",),
                    visit=visit,
                    replaces=replaces,
                    now=now,
                )
            except DomainError as error:
                refusal = error
    # Committed by now: the check is used up, whatever it led to.
    raise refusal
