"""Use case: somebody comes back from a social network (S14-2)."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.models import SocialBinding
from shiming.accounts.policies.outside_proofs import is_state_right, proof_id_of
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import (
    SOCIAL_METHOD,
    OutsideAim,
    OutsideEvent,
    OutsideKind,
    OutsideOutcome,
    OutsideProof,
    OutsideProofId,
    SessionId,
    SignInMethod,
    SignInOutcome,
    Visit,
)
from shiming.audit import operations as audit


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedFromSocial:
    """Who is signed in now, or what may be bound after signing in another way; one of the two."""

    wanted: str
    signed_in: SignInOutcome | None = None
    to_bind: OutsideProofId | None = None


def return_from_social(
    *,
    provider: str,
    state: str,
    code: str,
    redirect_uri: str,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> ReturnedFromSocial:
    """
    Sign in the account that the network's user is bound to; bind nobody to anything here.

    Who is bound to nothing gets an errand with which to bind after signing in: no account is found
    by mobile, e-mail or name, for what a network says of those proves nothing.

    :raises errors.SocialProviderNotOffered: if there is no such network here
    :raises errors.OutsideNotUsable: if this browser began no such errand, it is over, or was used
    :raises errors.SocialRefused: if the person said no there, or the network does
    :raises errors.OutsideUnavailable: if the network does not answer
    :raises errors.MethodNotOffered: if the portal does not let this kind of account in this way
    :raises DomainError: one of `accounts.account.…` if the account may not be signed in to
    """
    network = ports.social_providers().find(provider)
    if network is None:
        raise errors.SocialProviderNotOffered
    proof = _use_up(provider=provider, state=state, visit=visit, now=now)
    if not code:
        raise errors.SocialRefused
    answer = network.identify(
        code=code,
        redirect_uri=redirect_uri,
        code_verifier=proof.secrets["verifier"],
        nonce=proof.secrets["nonce"],
    )
    if answer.outcome is OutsideOutcome.UNAVAILABLE:
        raise errors.OutsideUnavailable
    if answer.outcome is not OutsideOutcome.PROVEN or not answer.subject:
        raise errors.SocialRefused
    wanted = proof.secrets["wanted"]
    with transaction.atomic(durable=True):
        binding = queries.social_binding_of(provider=provider, subject=answer.subject)
        if binding is not None and proof.aim is OutsideAim.SIGN_IN:
            operations.check_method(SignInMethod(provider), account=binding.account, visit=visit)
            SocialBinding.objects.filter(pk=binding.pk).update(used_at=now)
            outcome = operations.complete_sign_in(
                account=binding.account,
                methods=(SOCIAL_METHOD,),
                visit=visit,
                replaces=replaces,
                now=now,
            )
            return ReturnedFromSocial(wanted=wanted, signed_in=outcome)
        to_bind = operations.open_outside_proof(
            kind=OutsideKind.SOCIAL,
            aim=OutsideAim.BIND,
            provider=provider,
            account_id=proof.account_id,
            secrets={"subject": answer.subject, "wanted": wanted},
            visit=visit,
            lifetime=ports.policy().outside_proof_lifetime,
            now=now,
        )
    return ReturnedFromSocial(wanted=wanted, to_bind=to_bind)


def _use_up(*, provider: str, state: str, visit: Visit, now: dt.datetime) -> OutsideProof:
    """Use the errand up before the network is asked: of two who bring it back, one gets through."""
    proof_id = proof_id_of(state)
    if proof_id is None:
        raise errors.OutsideNotUsable
    with transaction.atomic(durable=True):
        proof = queries.get_outside_proof(
            proof_id=proof_id, kind=OutsideKind.SOCIAL, visit=visit, now=now
        )
        is_right = proof.provider == provider and is_state_right(
            state, proof.secrets.get("state", "")
        )
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
