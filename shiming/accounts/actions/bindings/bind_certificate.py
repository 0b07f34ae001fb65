"""Use case: a signed-in person or unit binds a certificate, by signing with its key (A13, E5)."""

import dataclasses
import datetime as dt

from django.db import transaction
from django.db.models import Q

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.certificate_check import check_certificate
from shiming.accounts.models import CertificateBinding
from shiming.accounts.policies.bindings import is_of_body, refusal_to_change_bindings
from shiming.accounts.policies.certificates import is_fit_for
from shiming.accounts.types import (
    AccountFacts,
    AccountId,
    AccountState,
    BindingId,
    CertificateProblem,
    OutsideAim,
    OutsideEvent,
    OutsideProofId,
    ProvenCertificate,
    Visit,
)
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.resident_number import ResidentNumber
from shiming.kernel.ids import new_id
from shiming.messages import operations as messages
from shiming.messages.types import Receiver


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BoundCertificate:
    """The binding that signs in from now on."""

    binding_id: BindingId


def bind_certificate(
    *,
    proof_id: OutsideProofId,
    algorithm: str,
    signature: bytes,
    certificate: bytes,
    chain: tuple[bytes, ...],
    actor: Actor,
    visit: Visit,
    now: dt.datetime,
) -> BoundCertificate:
    """
    Bind a certificate to this account; a certificate belongs to one account at most.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ReauthenticationRequired: if the last own proof is too old
    :raises errors.OutsideNotUsable: if the statement is another's, is over, or was used
    :raises errors.CertificateRefused: with the `problem`, if it does not serve
    :raises errors.OutsideUnavailable: if that cannot be found out now
    :raises errors.CertificateOfAnother: if it names another person or unit than the account's own
    :raises errors.CertificateTaken: if it is bound already
    """
    lifetime = ports.policy().reauthentication_lifetime
    if refusal := refusal_to_change_bindings(actor=actor, now=now, lifetime=lifetime):
        raise refusal
    if actor.account_id is None:  # pragma: no cover  the policy has just refused it
        raise errors.SignInRequired
    account = queries.get_account(AccountId(actor.account_id))
    proof, proven = check_certificate(
        proof_id=proof_id,
        aim=OutsideAim.BIND,
        algorithm=algorithm,
        signature=signature,
        certificate=certificate,
        chain=chain,
        visit=visit,
        now=now,
    )
    if proof.account_id != account.id:
        raise errors.OutsideNotUsable
    if refusal := _refusal(account, proven):
        raise refusal
    with transaction.atomic(durable=True):
        binding_id = _keep(account.id, proven, now=now)
        operations.tell_of_binding(
            event=OutsideEvent.CERTIFICATE_BOUND,
            binding_id=binding_id,
            account_id=account.id,
            what=operations.name_of_certificate(proven.serial),
            is_added=True,
            actor=actor,
            now=now,
            details={"holder": proven.holder.value, "brand": proven.brand},
        )
        messages.remind(
            kind=operations.CERTIFICATE_EXPIRING,
            subject=f"certificate_binding:{binding_id}",
            receiver=Receiver.account(account.id),
            due_at=proven.valid_until,
            link_name="accounts:bindings",
            now=now,
        )
    return BoundCertificate(binding_id=binding_id)


def _refusal(account: AccountFacts, proven: ProvenCertificate) -> DomainError | None:
    if not is_fit_for(proven, kind=account.kind):
        return errors.CertificateRefused(problem=CertificateProblem.WRONG_KIND.value)
    if not is_of_body(named=proven.body_code, own=ports.body_codes()(account.id)):
        return errors.CertificateOfAnother()
    if not proven.person_number or account.person_id is None:
        return None
    owner = queries.get_person(account.person_id)
    try:
        named = ResidentNumber.parse(proven.person_number).key
    except DomainError:
        # A number of another kind of document: compared as it stands.
        named = proven.person_number
    return None if named == owner.number.key else errors.CertificateOfAnother()


def _keep(account_id: AccountId, proven: ProvenCertificate, *, now: dt.datetime) -> BindingId:
    same = Q(issuer=proven.issuer, serial=proven.serial) | Q(fingerprint=proven.fingerprint)
    CertificateBinding.objects.filter(same, account__state=AccountState.CLOSED).delete()
    binding = CertificateBinding(
        id=new_id(),
        account_id=account_id,
        body_code=proven.body_code,
        holder=proven.holder,
        brand=proven.brand,
        issuer=proven.issuer,
        serial=proven.serial,
        fingerprint=proven.fingerprint,
        valid_until=proven.valid_until,
        bound_at=now,
    )
    CertificateBinding.objects.bulk_create([binding], ignore_conflicts=True)
    if not CertificateBinding.objects.filter(pk=binding.pk).exists():
        raise errors.CertificateTaken
    return BindingId(binding.pk)
