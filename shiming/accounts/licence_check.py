"""Asking the wallet what came of a code; the use cases of signing in and binding share it."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.types import (
    LicenceAnswer,
    OutsideAim,
    OutsideKind,
    OutsideOutcome,
    OutsideProof,
    OutsideProofId,
    Visit,
)


def check_licence(
    *, proof_id: OutsideProofId, aim: OutsideAim, visit: Visit, now: dt.datetime
) -> tuple[OutsideProof, LicenceAnswer]:
    """
    Return whose licence was presented; the errand is used up by every final answer.

    :raises errors.OutsideNotUsable: if it is another browser's, is over, or was used
    :raises errors.LicenceNotPresented: if the holder has not done anything yet
    :raises errors.LicenceRefused: if the holder said no, or the licence is not in force
    :raises errors.OutsideUnavailable: if the wallet does not answer now
    """
    proof = queries.get_outside_proof(
        proof_id=proof_id, kind=OutsideKind.LICENCE, visit=visit, now=now
    )
    if proof.aim is not aim:
        raise errors.OutsideNotUsable
    answer = ports.licence_wallet().ask(reference=proof.secrets["reference"], now=now)
    if answer.outcome is OutsideOutcome.UNAVAILABLE:
        raise errors.OutsideUnavailable
    if answer.outcome is OutsideOutcome.WAITING:
        raise errors.LicenceNotPresented
    with transaction.atomic(durable=True):
        operations.consume_outside_proof(proof_id=proof_id, now=now)
    if answer.outcome is OutsideOutcome.REFUSED or not answer.body_code:
        raise errors.LicenceRefused
    return proof, answer
