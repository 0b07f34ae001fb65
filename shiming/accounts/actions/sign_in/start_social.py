"""Use case: somebody goes to a social network or trust source (S14-2, S14-3, E4)."""

import dataclasses
import datetime as dt
import secrets

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.policies.outside_proofs import code_challenge_of, state_of
from shiming.accounts.types import (
    AccountId,
    Challenge,
    OutsideAim,
    OutsideKind,
    OutsideProofId,
    SourceForm,
    SourceUse,
    Visit,
)
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StartedSocial:
    """Where the network asks who it is."""

    url: str = dataclasses.field(repr=False)


def start_social(
    *,
    provider: str,
    aim: OutsideAim,
    redirect_uri: str,
    wanted: str,
    actor: Actor,
    visit: Visit,
    now: dt.datetime,
) -> StartedSocial:
    """
    Begin an errand that only this browser can bring back, and only once.

    `wanted` is the page of this site that the person came for.

    :raises errors.SocialProviderNotOffered: if there is no such network or source here
    :raises errors.OutsideUnavailable: if the source does not say where it asks people
    :raises errors.SignInLocked: if the address has begun too many
    :raises errors.SignInRequired: if nobody is signed in, and something shall be bound
    :raises errors.ReauthenticationRequired: if the last proof is too old for binding
    :raises errors.UnitPasswordAlone: if a unit binds that showed nothing but its password
    """
    network = _find(provider, aim=aim, visit=visit, now=now)
    lifetime = ports.policy().reauthentication_lifetime
    if aim is OutsideAim.CONFIRM and actor.account_id is None:
        raise errors.SignInRequired
    if aim is OutsideAim.BIND and (
        refusal := queries.refusal_to_add_credential(actor, now=now, lifetime=lifetime)
    ):
        raise refusal
    kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    proof_id = OutsideProofId(new_id())
    with transaction.atomic(durable=True):
        operations.open_outside_proof(
            proof_id=proof_id,
            kind=OutsideKind.SOCIAL,
            aim=aim,
            provider=provider,
            account_id=AccountId(actor.account_id)
            if aim in {OutsideAim.BIND, OutsideAim.CONFIRM} and actor.account_id is not None
            else None,
            secrets=kept | {"wanted": wanted},
            visit=visit,
            lifetime=ports.policy().outside_proof_lifetime,
            now=now,
        )
    challenge = Challenge(
        state=state_of(proof_id, kept["state"]),
        nonce=kept["nonce"],
        code_challenge=code_challenge_of(kept["verifier"]),
    )
    return StartedSocial(
        url=network.authorization_url(challenge=challenge, redirect_uri=redirect_uri)
    )


def _find(
    provider: str, *, aim: OutsideAim, visit: Visit, now: dt.datetime
) -> ports.SocialProvider | ports.TrustedSource:
    network = ports.social_providers().find(provider)
    if network is not None and aim is not OutsideAim.CONFIRM:
        return network
    portal = queries.portal_of_host(visit.host).code
    source = ports.trusted_sources().find(provider, portal=portal, now=now)
    # What only proves somebody never signs in, and has nothing to be bound.
    is_for_proof = aim is OutsideAim.CONFIRM
    if (
        source is None
        or source.trust.form is not SourceForm.REDIRECT
        or (source.trust.use is SourceUse.PROOF) is not is_for_proof
    ):
        raise errors.SocialProviderNotOffered
    return source
