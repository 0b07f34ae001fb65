"""Use case: somebody comes back from a trust source (E4)."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.errand_return import use_up_errand
from shiming.accounts.models import Account
from shiming.accounts.policies.outside_proofs import code_challenge_of
from shiming.accounts.policies.sources import facts_of
from shiming.accounts.source_entry import enter, note_conflict, refusal_of_owner
from shiming.accounts.types import (
    AccountId,
    Challenge,
    OutsideAim,
    OutsideKind,
    OutsideOutcome,
    OutsideProof,
    OutsideProofId,
    SessionId,
    SignInOutcome,
    SourceAnswer,
    SourceUse,
    Visit,
)
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedFromSource:
    """Who is signed in now, what the person has to decide, or neither where a proof was given."""

    wanted: str
    signed_in: SignInOutcome | None = None
    to_decide: OutsideProofId | None = None


def return_from_source(
    *,
    code: str,
    answer: Mapping[str, str],
    redirect_uri: str,
    actor: Actor,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> ReturnedFromSource:
    """
    Take a source's word for who came back, as far as its contract goes.

    :raises errors.SourceNotOffered: if there is no such source here now
    :raises errors.OutsideNotUsable: if this browser began no such errand, it is over, or was used
    :raises errors.SourceRefused: if the person said no there, or the source does
    :raises errors.OutsideUnavailable: if the source does not answer
    :raises errors.SourceUserEnded: if the source has ended this user
    :raises errors.SourceNamesAnother: if it names another person than the records
    :raises errors.SourceKnowsTooLittle: if a proof was wanted, and it names nobody surely enough
    :raises errors.MethodNotOffered: if the source is not for this kind of account
    :raises DomainError: one of `accounts.account.…` if the account may not be signed in to
    """
    portal = queries.portal_of_host(visit.host).code
    source = ports.trusted_sources().find(code, portal=portal, now=now)
    if source is None:
        raise errors.SourceNotOffered
    proof = use_up_errand(provider=code, state=answer.get("state", ""), visit=visit, now=now)
    said = source.identify(
        answer=answer,
        redirect_uri=redirect_uri,
        challenge=Challenge(
            state=answer.get("state", ""),
            nonce=proof.secrets["nonce"],
            code_challenge=code_challenge_of(proof.secrets["verifier"]),
        ),
        code_verifier=proof.secrets["verifier"],
        now=now,
    )
    if said.outcome is OutsideOutcome.UNAVAILABLE:
        raise errors.OutsideUnavailable
    if said.outcome is not OutsideOutcome.PROVEN or not said.subject:
        raise errors.SourceRefused
    wanted = proof.secrets["wanted"]
    if proof.aim is OutsideAim.CONFIRM:
        _keep_proof(code, said, proof=proof, actor=actor, now=now)
        return ReturnedFromSource(wanted=wanted)
    if source.trust.use is not SourceUse.SIGN_IN:
        raise errors.SourceNotOffered
    if proof.aim is OutsideAim.BIND:
        if said.is_ended:
            raise errors.SourceUserEnded
        return _to_confirm(code, said, proof=proof, visit=visit, now=now)
    with transaction.atomic(durable=True):
        entered = enter(
            trust=source.trust,
            answer=said,
            wanted=wanted,
            visit=visit,
            replaces=replaces,
            now=now,
        )
    # Committed by now: what was noted about it stays.
    if entered.refusal is not None:
        raise entered.refusal
    return ReturnedFromSource(
        wanted=wanted, signed_in=entered.signed_in, to_decide=entered.to_decide
    )


def _to_confirm(
    code: str, said: SourceAnswer, *, proof: OutsideProof, visit: Visit, now: dt.datetime
) -> ReturnedFromSource:
    wanted = proof.secrets["wanted"]
    with transaction.atomic(durable=True):
        to_decide = operations.open_outside_proof(
            kind=OutsideKind.SOCIAL,
            aim=OutsideAim.BIND,
            provider=code,
            account_id=proof.account_id,
            secrets=facts_of(said) | {"wanted": wanted},
            visit=visit,
            lifetime=ports.policy().outside_proof_lifetime,
            now=now,
        )
    return ReturnedFromSource(wanted=wanted, to_decide=to_decide)


def _keep_proof(
    code: str, said: SourceAnswer, *, proof: OutsideProof, actor: Actor, now: dt.datetime
) -> None:
    """Keep what a source said of a signed-in person who asked it to (S33-22)."""
    if proof.account_id is None or actor.account_id != proof.account_id:
        # Somebody else has signed in in this browser meanwhile.
        raise errors.OutsideNotUsable
    if said.is_ended:
        raise errors.SourceUserEnded
    if said.number is None or said.name is None or said.level < Level.PRIMARY:
        raise errors.SourceKnowsTooLittle
    account_id = AccountId(proof.account_id)
    with transaction.atomic(durable=True):
        account = Account.objects.get(pk=account_id)
        refusal = refusal_of_owner(account.person_id, said)
        if refusal is None:
            ports.trusted_sources().keep_word(
                code, account_id=account_id, answer=said, actor=actor, now=now
            )
        else:
            note_conflict(code, account_id=account_id, actor=actor, now=now)
    if refusal is not None:
        raise refusal
