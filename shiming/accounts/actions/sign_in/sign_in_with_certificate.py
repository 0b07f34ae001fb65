"""Use case: somebody signs in with a certificate key and its PIN (S15-6, E5)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations
from shiming.accounts.certificate_check import check_certificate, note_failure
from shiming.accounts.models import CertificateBinding
from shiming.accounts.policies.certificates import CERTIFICATE_METHODS, is_fit_for
from shiming.accounts.types import (
    AccountKind,
    CertificateProblem,
    OutsideAim,
    OutsideProof,
    OutsideProofId,
    ProvenCertificate,
    SessionId,
    SignInMethod,
    SignInOutcome,
    Visit,
)
from shiming.kernel.errors import DomainError


def sign_in_with_certificate(
    *,
    proof_id: OutsideProofId,
    algorithm: str,
    signature: bytes,
    certificate: bytes,
    chain: tuple[bytes, ...],
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> SignInOutcome:
    """
    Sign in the account that the certificate is bound to: issuer, serial and key must be the same.

    :raises errors.OutsideNotUsable: if the statement is another browser's, is over, or was used
    :raises errors.CertificateRefused: with the `problem`, if it does not serve
    :raises errors.OutsideUnavailable: if that cannot be found out now
    :raises errors.CertificateNotBound: if it is good, and bound to nothing
    :raises errors.MethodNotOffered: if the portal does not let this kind of account in this way
    :raises DomainError: one of `accounts.account.…` if the account may not be signed in to
    """
    proof, proven = check_certificate(
        proof_id=proof_id,
        aim=OutsideAim.SIGN_IN,
        algorithm=algorithm,
        signature=signature,
        certificate=certificate,
        chain=chain,
        visit=visit,
        now=now,
    )
    with transaction.atomic(durable=True):
        binding = (
            CertificateBinding.objects.select_related("account")
            .filter(issuer=proven.issuer, serial=proven.serial, fingerprint=proven.fingerprint)
            .first()
        )
        refusal = _refusal(binding, proven, proof=proof, visit=visit, now=now)
        if refusal is None and binding is not None:
            operations.check_method(SignInMethod.CERTIFICATE, account=binding.account, visit=visit)
            CertificateBinding.objects.filter(pk=binding.pk).update(used_at=now)
            return operations.complete_sign_in(
                account=binding.account,
                methods=CERTIFICATE_METHODS,
                visit=visit,
                replaces=replaces,
                now=now,
            )
    # Committed by now: the abuse log keeps it.
    raise refusal or errors.CertificateNotBound()


def _refusal(
    binding: CertificateBinding | None,
    proven: ProvenCertificate,
    *,
    proof: OutsideProof,
    visit: Visit,
    now: dt.datetime,
) -> DomainError | None:
    if binding is None:
        return errors.CertificateNotBound()
    if is_fit_for(proven, kind=AccountKind(binding.account.kind)):
        return None
    problem = CertificateProblem.WRONG_KIND
    note_failure(proof=proof, problem=problem, visit=visit, now=now)
    return errors.CertificateRefused(problem=problem.value)
