"""Use case: who answers for an account lets its owner choose a new password (S35-6, S12-3)."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import errors, ports, queries
from shiming.accounts.operations import activation
from shiming.accounts.operations.resets import reset_account
from shiming.accounts.policies.sessions import is_freshly_proven
from shiming.accounts.types import AccountEvent, AccountId, ActivationPurpose
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ResetPassword:
    """How the owner gets the activation code."""

    account_id: AccountId
    sent_to: str
    """Where it went, masked; empty if the owner has no proven contact."""
    code: str
    """To be handed over by word or paper, and only where it could not be sent."""
    expires_at: dt.datetime


def reset_by_superior(*, account_id: AccountId, actor: Actor, now: dt.datetime) -> ResetPassword:
    """
    Take the password away, end all sessions, and get an activation code to the owner.

    Where the owner has a proven mobile or mailbox the code goes there alone: who resets never
    learns it, and so cannot enter in the owner's place. Without one it is shown, and only of an
    account that may do nothing; who has seen it gives that account no permission either.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    :raises errors.ResetNotAllowed: if the actor does not answer for this account
    :raises errors.NoContactForCode: if the account holds permissions, and no proven contact
    """
    if actor.account_id is None:
        raise errors.SignInRequired
    lifetime = ports.policy().reauthentication_lifetime
    if not is_freshly_proven(actor, now=now, lifetime=lifetime):
        raise errors.ReauthenticationRequired
    with transaction.atomic(durable=True):
        try:
            account = queries.get_account(account_id)
        except errors.AccountNotFound:
            # «Not yours» and «does not exist» are one answer.
            raise errors.ResetNotAllowed from None
        refusal = queries.refusal_to_reset(account, actor=actor, now=now)
        if refusal := refusal or queries.refusal_to_hand_over(account, now=now):
            raise refusal
        issued = reset_account(
            account_id=account_id,
            purpose=ActivationPurpose.RESET_BY_SUPERIOR,
            actor=actor,
            now=now,
        )
        sent_to = activation.send_activation_code(issued=issued, now=now)
        if sent_to is None:
            audit.record(
                event=AccountEvent.CODE_HANDED_OVER,
                actor=actor,
                subject=f"account:{account_id}",
                at=now,
            )
    return ResetPassword(
        account_id=account_id,
        sent_to="" if sent_to is None else sent_to.masked,
        code=issued.code if sent_to is None else "",
        expires_at=issued.expires_at,
    )
