"""Use case: a browser has shown its certificate to the proxy in front, which signs in (E5)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports
from shiming.accounts.models import CertificateBinding
from shiming.accounts.policies.certificates import CERTIFICATE_METHODS, is_fit_for
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import (
    AccountKind,
    CertificateProblem,
    CounterScope,
    OutsideEvent,
    OutsideOutcome,
    ProvenCertificate,
    SessionId,
    SignInMethod,
    SignInOutcome,
    Visit,
)
from shiming.audit import operations as audit


def sign_in_with_shown_certificate(
    *, certificate: bytes, visit: Visit, replaces: SessionId | None, now: dt.datetime
) -> SignInOutcome:
    """
    Sign in the account that the certificate (DER) is bound to: the handshake has proven its key.

    The proxy knows which authorities it trusts; which certificates sign in is decided here alone.

    :raises errors.SignInLocked: if the address has tried too often
    :raises errors.CertificateRefused: with the `problem`, if it does not serve
    :raises errors.OutsideUnavailable: if that cannot be found out now
    :raises errors.CertificateNotBound: if it is good, and bound to nothing
    :raises errors.MethodNotOffered: if the portal does not let this kind of account in this way
    :raises DomainError: one of `accounts.account.…` if the account may not be signed in to
    """
    with transaction.atomic(durable=True):
        charge = operations.charge(
            scope=CounterScope.OUTSIDE_ADDRESS,
            subject=operations.subject_of_address(visit.address),
            actor=actor_of_visit(visit),
            now=now,
        )
    if not charge.is_granted:
        raise operations.locked(charge, now)
    answer = ports.certificate_verifier().recognise(certificate, now=now)
    if answer.outcome is OutsideOutcome.UNAVAILABLE:
        raise errors.OutsideUnavailable
    proven = answer.certificate
    if answer.outcome is not OutsideOutcome.PROVEN or proven is None:
        raise _noted(answer.problem or CertificateProblem.NOT_TRUSTED, visit=visit, now=now)
    binding = _binding_of(proven)
    if binding is None:
        raise errors.CertificateNotBound
    if not is_fit_for(proven, kind=AccountKind(binding.account.kind)):
        raise _noted(CertificateProblem.WRONG_KIND, visit=visit, now=now)
    with transaction.atomic(durable=True):
        operations.check_method(SignInMethod.CERTIFICATE, account=binding.account, visit=visit)
        CertificateBinding.objects.filter(pk=binding.pk).update(used_at=now)
        return operations.complete_sign_in(
            account=binding.account,
            methods=CERTIFICATE_METHODS,
            visit=visit,
            replaces=replaces,
            now=now,
        )


def _binding_of(proven: ProvenCertificate) -> CertificateBinding | None:
    return (
        CertificateBinding.objects.select_related("account")
        .filter(issuer=proven.issuer, serial=proven.serial, fingerprint=proven.fingerprint)
        .first()
    )


def _noted(
    problem: CertificateProblem, *, visit: Visit, now: dt.datetime
) -> errors.CertificateRefused:
    """Write into the abuse log that a certificate did not serve, and return the refusal."""
    with transaction.atomic(durable=True):
        audit.record(
            event=OutsideEvent.CERTIFICATE_FAILED,
            actor=actor_of_visit(visit),
            subject="certificate:shown",
            at=now,
            details={"problem": problem.value, "aim": "sign_in"},
        )
    return errors.CertificateRefused(problem=problem.value)
