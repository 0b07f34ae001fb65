"""Use case: a signed-in person binds what they have just shown outside (S14-3, E4)."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.policies.sources import answer_in
from shiming.accounts.source_entry import refusal_of_owner
from shiming.accounts.types import (
    AccountId,
    BindingId,
    OutsideEvent,
    OutsideKind,
    OutsideProofId,
    SourceAnswer,
    SourceUse,
    Visit,
)
from shiming.kernel.actor import Actor


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
    :raises errors.UnitPasswordAlone: if a unit showed nothing but its password
    :raises errors.OutsideNotUsable: if it is another browser's or account's errand, over or used
    :raises errors.SocialTaken: if the network's user is bound to another account
    :raises errors.SocialAlreadyBound: if this account is bound with this network
    :raises errors.SourceNotOffered: if it is a trust source that may not be used any more
    :raises errors.MethodNotOffered: if the source is not for this kind of account
    :raises errors.SourceNamesAnother: if the source names another person than the account's owner
    """
    lifetime = ports.policy().reauthentication_lifetime
    if refusal := queries.refusal_to_add_credential(actor, now=now, lifetime=lifetime):
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
        said = answer_in(proof.secrets)
        if said is not None:
            _check_source(proof.provider, said, account_id=account_id, visit=visit, now=now)
        operations.consume_outside_proof(proof_id=proof_id, now=now)
        binding_id = operations.bind_subject(
            provider=proof.provider, subject=subject, account_id=account_id, now=now
        )
        operations.tell_of_binding(
            event=OutsideEvent.SOCIAL_BOUND,
            binding_id=binding_id,
            account_id=account_id,
            what=operations.name_of_network(proof.provider),
            is_added=True,
            actor=actor,
            now=now,
            details={"provider": proof.provider},
        )
        if said is not None:
            ports.trusted_sources().keep_word(
                proof.provider, account_id=account_id, answer=said, actor=actor, now=now
            )
    return BoundSocial(binding_id=binding_id, wanted=proof.secrets.get("wanted", ""))


def _check_source(
    code: str, said: SourceAnswer, *, account_id: AccountId, visit: Visit, now: dt.datetime
) -> None:
    """Hold a trust source to its contract, and its word to the account's owner."""
    portal = queries.portal_of_host(visit.host).code
    source = ports.trusted_sources().find(code, portal=portal, now=now)
    if source is None or source.trust.use is not SourceUse.SIGN_IN:
        raise errors.SourceNotOffered
    account = queries.get_account(account_id)
    if account.kind not in source.trust.kinds:
        raise errors.MethodNotOffered(method=code)
    if refusal := refusal_of_owner(account.person_id, said):
        raise refusal
