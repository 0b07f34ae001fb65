"""Use case: somebody comes back from a social network (S14-2)."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.errand_return import use_up_errand
from shiming.accounts.models import SocialBinding
from shiming.accounts.types import (
    SOCIAL_METHOD,
    OutsideAim,
    OutsideKind,
    OutsideOutcome,
    OutsideProofId,
    SessionId,
    SignInMethod,
    SignInOutcome,
    Visit,
)


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
    proof = use_up_errand(provider=provider, state=state, visit=visit, now=now)
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
