"""Use case: a person asks that their account be closed, after time to think it over."""

import datetime as dt

from django.db import IntegrityError, transaction

from shiming.accounts import errors, ports, queries
from shiming.accounts.models import AccountClosure
from shiming.accounts.policies.links import refusal_to_close
from shiming.accounts.policies.sessions import is_freshly_proven
from shiming.accounts.types import AccountEvent, AccountId, ClosureFacts
from shiming.audit import operations as audit
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.messages import operations as messages


def request_closure(*, actor: Actor, now: dt.datetime) -> ClosureFacts:
    """
    Have the account closed once the days to think it over have passed; until then it works.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    :raises errors.ClosureByAdministrator: if it is an account of staff
    :raises errors.ClosureWithLinks: if other accounts are linked with it
    :raises errors.ClosureNotPossible: if it is not active, or about to close already
    """
    if actor.account_id is None:
        raise errors.SignInRequired
    policy = ports.policy()
    if not is_freshly_proven(actor, now=now, lifetime=policy.reauthentication_lifetime):
        raise errors.ReauthenticationRequired
    account = queries.get_account(AccountId(actor.account_id))
    has_linked = bool(queries.list_linked_accounts(account.id))
    if refusal := refusal_to_close(account, has_linked=has_linked):
        raise refusal
    closes_at = now + policy.closure_cooling_off
    try:
        with transaction.atomic(durable=True):
            AccountClosure.objects.create(
                account_id=account.id, requested_at=now, closes_at=closes_at
            )
            audit.record(
                event=AccountEvent.CLOSURE_REQUESTED,
                actor=actor,
                subject=f"account:{account.id}",
                at=now,
                details={"closes_at": closes_at.isoformat()},
            )
            messages.notify(
                template="accounts/closure_requested",
                account_id=account.id,
                context={
                    "time": now.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M"),
                    "date": closes_at.astimezone(clock.CHINA).strftime("%Y-%m-%d"),
                },
                now=now,
            )
    except IntegrityError as error:
        # The unique index: it was asked for before, or in another window just now.
        raise errors.ClosureNotPossible from error
    return ClosureFacts(requested_at=now, closes_at=closes_at)
