"""
Having a certificate's statement verified, once; the use cases of signing in and binding share it.

The errand is used up before the verifier is asked, and the verifier, who may ask other machines,
works outside of any transaction.
"""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.policies.certificates import signed_bytes
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import (
    CertificateProblem,
    OutsideAim,
    OutsideEvent,
    OutsideKind,
    OutsideOutcome,
    OutsideProof,
    OutsideProofId,
    ProvenCertificate,
    SignedStatement,
    Visit,
)
from shiming.audit import operations as audit


def check_certificate(
    *,
    proof_id: OutsideProofId,
    aim: OutsideAim,
    algorithm: str,
    signature: bytes,
    certificate: bytes,
    chain: tuple[bytes, ...],
    visit: Visit,
    now: dt.datetime,
) -> tuple[OutsideProof, ProvenCertificate]:
    """
    Return the certificate whose key signed this browser's statement.

    :raises errors.OutsideNotUsable: if the statement is another browser's, is over, or was used
    :raises errors.CertificateRefused: with the `problem`, if it does not serve
    :raises errors.OutsideUnavailable: if that cannot be found out now
    """
    with transaction.atomic(durable=True):
        proof = queries.get_outside_proof(
            proof_id=proof_id, kind=OutsideKind.CERTIFICATE, visit=visit, now=now
        )
        if proof.aim is not aim:
            raise errors.OutsideNotUsable
        operations.consume_outside_proof(proof_id=proof_id, now=now)
    answer = ports.certificate_verifier().verify(
        SignedStatement(
            content=signed_bytes(proof.secrets["statement"]),
            algorithm=algorithm,
            signature=signature,
            certificate=certificate,
            chain=chain,
        ),
        now=now,
    )
    if answer.outcome is OutsideOutcome.UNAVAILABLE:
        raise errors.OutsideUnavailable
    if answer.outcome is OutsideOutcome.PROVEN and answer.certificate is not None:
        return proof, answer.certificate
    problem = answer.problem or CertificateProblem.NOT_TRUSTED
    with transaction.atomic(durable=True):
        note_failure(proof=proof, problem=problem, visit=visit, now=now)
    raise errors.CertificateRefused(problem=problem.value)


def note_failure(
    *, proof: OutsideProof, problem: CertificateProblem, visit: Visit, now: dt.datetime
) -> None:
    """Write into the abuse log that a certificate did not serve."""
    audit.record(
        event=OutsideEvent.CERTIFICATE_FAILED,
        actor=actor_of_visit(visit),
        subject=f"outside_proof:{proof.id}",
        at=now,
        details={"problem": problem.value, "aim": proof.aim.value},
    )
