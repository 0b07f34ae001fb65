"""Use case: a signed-in person binds the social account that they have just shown (S14-3)."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.models import SocialBinding
from shiming.accounts.policies.bindings import refusal_to_change_bindings
from shiming.accounts.types import (
    AccountId,
    AccountState,
    BindingId,
    OutsideEvent,
    OutsideKind,
    OutsideProofId,
    Visit,
)
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id
from shiming.vault import operations as vault


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BoundSocial:
    """The binding that signs in from now on, and where the person wanted to go."""

    binding_id: BindingId
    wanted: str


def bind_social(
    *, proof_id: OutsideProofId, actor: Actor, visit: Visit, now: dt.datetime
) -> BoundSocial:
    """
    Bind the network's user to this account; neither of them may have another one (A13).

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ReauthenticationRequired: if the last own proof is too old
    :raises errors.OutsideNotUsable: if it is another browser's or account's errand, over or used
    :raises errors.SocialTaken: if the network's user is bound to another account
    :raises errors.SocialAlreadyBound: if this account is bound with this network
    """
    lifetime = ports.policy().reauthentication_lifetime
    if refusal := refusal_to_change_bindings(actor=actor, now=now, lifetime=lifetime):
        raise refusal
    if actor.account_id is None:  # pragma: no cover  the policy has just refused it
        raise errors.SignInRequired
    account_id = AccountId(actor.account_id)
    with transaction.atomic(durable=True):
        proof = queries.get_outside_proof(
            proof_id=proof_id, kind=OutsideKind.SOCIAL, visit=visit, now=now
        )
        subject = proof.secrets.get("subject", "")
        if not subject or proof.account_id not in {None, account_id}:
            raise errors.OutsideNotUsable
        operations.consume_outside_proof(proof_id=proof_id, now=now)
        binding = SocialBinding(
            id=new_id(),
            account_id=account_id,
            provider=proof.provider,
            subject=subject,
            subject_index=vault.blind_index(
                purpose=queries.SOCIAL_INDEX, value=queries.social_key(proof.provider, subject)
            ),
            bound_at=now,
        )
        # An index under an older key would not clash: so it is looked for as well.
        taken = queries.social_binding_of(provider=proof.provider, subject=subject)
        if taken is not None and taken.account.state == AccountState.CLOSED:
            taken.delete()
            taken = None
        if taken is None:
            SocialBinding.objects.bulk_create([binding], ignore_conflicts=True)
        if not SocialBinding.objects.filter(pk=binding.pk).exists():
            taken = queries.social_binding_of(provider=proof.provider, subject=subject)
            is_others = taken is not None and taken.account_id != account_id
            raise errors.SocialTaken() if is_others else errors.SocialAlreadyBound()
        operations.tell_of_binding(
            event=OutsideEvent.SOCIAL_BOUND,
            binding_id=binding.pk,
            account_id=account_id,
            what=operations.name_of_network(proof.provider),
            is_added=True,
            actor=actor,
            now=now,
            details={"provider": proof.provider},
        )
    return BoundSocial(binding_id=BindingId(binding.pk), wanted=proof.secrets.get("wanted", ""))
