"""Use case: the platform lets a page talk to the card agent, and says what a key may sign."""

import dataclasses
import datetime as dt
import re

from django.db import transaction

from shiming.accounts import errors, operations, ports
from shiming.accounts.policies import certificates
from shiming.accounts.policies.bindings import refusal_to_change_bindings
from shiming.accounts.types import AccountId, OutsideAim, OutsideKind, OutsideProofId, Visit
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id

_NONCE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class IssuedTicket:
    """What the page hands to the agent, and under which id the signature comes back."""

    proof_id: OutsideProofId
    ticket: str
    statement: str


def issue_agent_ticket(
    *,
    aim: OutsideAim,
    nonce: str,
    origin: str,
    actor: Actor,
    visit: Visit,
    now: dt.datetime,
) -> IssuedTicket:
    """
    Sign a ticket and a statement for this connection of the agent, good once and for two minutes.

    `origin` is the site's as the browser sends it, `nonce` the one of the agent's hello.

    :raises errors.AgentNonceMalformed: if the nonce is none of an agent's
    :raises errors.SignInLocked: if the address has asked for too many
    :raises errors.SignInRequired: if nobody is signed in, and something shall be bound
    :raises errors.ReauthenticationRequired: if the last proof is too old for binding
    """
    if not _NONCE.fullmatch(nonce):
        raise errors.AgentNonceMalformed
    policy = ports.policy()
    if aim is OutsideAim.BIND and (
        refusal := refusal_to_change_bindings(
            actor=actor, now=now, lifetime=policy.reauthentication_lifetime
        )
    ):
        raise refusal
    proof_id = OutsideProofId(new_id())
    lifetime = policy.certificate_statement_lifetime
    common = certificates.common_claims(origin=origin, nonce=nonce, now=now, lifetime=lifetime)
    signer = ports.agent_signer()
    statement = signer.sign(
        typ=certificates.STATEMENT,
        claims=certificates.statement_claims(common, origin=origin, aim=aim, proof_id=proof_id),
    )
    with transaction.atomic(durable=True):
        operations.open_outside_proof(
            proof_id=proof_id,
            kind=OutsideKind.CERTIFICATE,
            aim=aim,
            account_id=AccountId(actor.account_id)
            if aim is OutsideAim.BIND and actor.account_id is not None
            else None,
            secrets={"statement": statement},
            visit=visit,
            lifetime=lifetime,
            now=now,
        )
    ticket = signer.sign(
        typ=certificates.TICKET, claims=certificates.ticket_claims(common, origin=origin)
    )
    return IssuedTicket(proof_id=proof_id, ticket=ticket, statement=statement)
