"""Use case: a person goes on in another of their linked accounts, in one action (S14-8)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations
from shiming.accounts.models import Account, Session
from shiming.accounts.queries.links import accounts_to_switch_to
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    SessionId,
    SignInOutcome,
    StartedSession,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def switch_account(
    *, account_id: AccountId, actor: Actor, visit: Visit, now: dt.datetime
) -> SignInOutcome:
    """
    Begin a session of a linked account in place of the present one.

    What was proven counts on, from when it was proven: switching to and fro makes no proof younger
    and no session longer. An account that wants a second factor asks for it, and the session then
    begins with that one.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.LinkNotFound: if the account is not linked with this one
    :raises errors.AccountFrozen: if an administrator froze it
    """
    if actor.account_id is None or actor.session_id is None:
        raise errors.SignInRequired
    present = AccountId(actor.account_id)
    if account_id not in {each.id for each in accounts_to_switch_to(present)}:
        raise errors.LinkNotFound
    with transaction.atomic(durable=True):
        before = Session.objects.get(public_id=actor.session_id)
        outcome = operations.complete_sign_in(
            account=Account.objects.get(pk=account_id),
            methods=actor.methods,
            visit=visit,
            replaces=SessionId(actor.session_id),
            proven=before.factors,
            now=now,
        )
        if isinstance(outcome, StartedSession):
            after = Session.objects.get(public_id=outcome.session_id)
            Session.objects.filter(pk=after.pk).update(
                authenticated_at=before.authenticated_at,
                absolute_until=min(before.absolute_until, after.absolute_until),
                idle_until=min(before.absolute_until, after.idle_until),
            )
        audit.record(
            event=AccountEvent.IDENTITY_SWITCHED,
            actor=actor,
            subject=f"account:{account_id}",
            at=now,
            details={"from_id": str(present)},
        )
    return outcome
