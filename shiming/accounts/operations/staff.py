"""Opening, suspending and closing accounts of staff, in the caller's transaction."""

import datetime as dt

from django.db.models import Case, Q, Value, When

from shiming.accounts import errors
from shiming.accounts.models import Account, ActivationCode
from shiming.accounts.operations.codes import write
from shiming.accounts.operations.openings import open_pending_account
from shiming.accounts.operations.sessions import end_sessions_of_account
from shiming.accounts.policies.desk import refusal_to_reason
from shiming.accounts.queries.four_eyes import is_of_actor
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountKind,
    AccountState,
    Contact,
    IssuedActivation,
    SessionEnd,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor

_IN_USE = (AccountState.PENDING, AccountState.ACTIVE)
# A member of staff who never chose a password goes on waiting for their first one.
STATE_AGAIN = Case(
    When(
        kind=AccountKind.STAFF,
        password_changed_at__isnull=True,
        then=Value(AccountState.PENDING.value),
    ),
    default=Value(AccountState.ACTIVE.value),
)


def open_staff(*, user_name: str, actor: Actor, now: dt.datetime) -> IssuedActivation:
    """
    Open a staff account without any permission, and return the code that makes it active.

    There is no first password: its owner chooses one with the code (Q03).

    :raises errors.UserNameMalformed: if the user name has a form that none may have
    :raises errors.UserNameTaken: if somebody is called this already
    """
    return open_pending_account(kind=AccountKind.STAFF, user_name=user_name, actor=actor, now=now)


def send_staff_code(*, issued: IssuedActivation, contact: Contact, now: dt.datetime) -> None:
    """Send a first code to the contact that personnel named, which stays unproven."""
    hours = int((issued.expires_at - now).total_seconds() // 3600)
    write(
        template="accounts/staff_opened",
        contact=contact,
        context={"code": issued.code, "hours": hours},
        now=now,
    )


def suspend_staff(*, account_id: AccountId, actor: Actor, now: dt.datetime) -> bool:
    """Freeze an account until it is resumed, and end its sessions; tell whether it was in use."""
    won = Account.objects.filter(pk=account_id, kind=AccountKind.STAFF, state__in=_IN_USE).update(
        state=AccountState.FROZEN, suspended_at=now
    )
    if won:
        _stop(account_id, event=AccountEvent.ACCOUNT_FROZEN, actor=actor, now=now)
    return bool(won)


def freeze_staff(*, account_id: AccountId, reason: str, actor: Actor, now: dt.datetime) -> None:
    """
    Lock an account by an officer's word, and end its sessions; no program resumes it.

    :raises errors.OwnAccount: if it is the officer's own
    :raises errors.ReasonUnfit: if the reason is none, or names somebody
    :raises errors.StateUnchanged: if it is locked or closed already
    """
    _check_officer(account_id, reason=reason, actor=actor)
    suspended = Q(state=AccountState.FROZEN, suspended_at__isnull=False)
    won = Account.objects.filter(
        Q(state__in=_IN_USE) | suspended, pk=account_id, kind=AccountKind.STAFF
    ).update(state=AccountState.FROZEN, suspended_at=None)
    if not won:
        raise errors.StateUnchanged(account_id=account_id)
    _stop(account_id, event=AccountEvent.ACCOUNT_FROZEN, actor=actor, now=now, reason=reason)


def unfreeze_staff(*, account_id: AccountId, reason: str, actor: Actor, now: dt.datetime) -> None:
    """
    Unlock an account by an officer's word.

    :raises errors.OwnAccount: if it is the officer's own
    :raises errors.ReasonUnfit: if the reason is none, or names somebody
    :raises errors.StateUnchanged: if it is not locked
    """
    _check_officer(account_id, reason=reason, actor=actor)
    won = Account.objects.filter(
        pk=account_id, kind=AccountKind.STAFF, state=AccountState.FROZEN
    ).update(state=STATE_AGAIN, suspended_at=None)
    if not won:
        raise errors.StateUnchanged(account_id=account_id)
    audit.record(
        event=AccountEvent.ACCOUNT_UNFROZEN,
        actor=actor,
        subject=f"account:{account_id}",
        at=now,
        details={"reason": reason.strip()},
    )


def _check_officer(account_id: AccountId, *, reason: str, actor: Actor) -> None:
    if is_of_actor(account_id, actor=actor):
        raise errors.OwnAccount
    if refusal := refusal_to_reason(reason):
        raise refusal


def resume_staff(*, account_id: AccountId, actor: Actor, now: dt.datetime) -> bool:
    """
    Let a suspended account be used again; tell whether it was suspended.

    One that an officer froze stays frozen: whoever suspends cannot undo what an officer did.
    """
    won = Account.objects.filter(
        pk=account_id,
        kind=AccountKind.STAFF,
        state=AccountState.FROZEN,
        suspended_at__isnull=False,
    ).update(
        state=STATE_AGAIN,
        suspended_at=None,
    )
    if won:
        audit.record(
            event=AccountEvent.ACCOUNT_UNFROZEN,
            actor=actor,
            subject=f"account:{account_id}",
            at=now,
        )
    return bool(won)


def close_staff(*, account_id: AccountId, actor: Actor, now: dt.datetime) -> bool:
    """
    Close an account for good; tell whether it was open.

    The row, its evidence and what was done with it stay; the password and every session go.
    """
    won = (
        Account.objects.filter(pk=account_id, kind=AccountKind.STAFF)
        .exclude(state=AccountState.CLOSED)
        .update(state=AccountState.CLOSED, closed_at=now, password="", suspended_at=None)
    )
    if won:
        _stop(account_id, event=AccountEvent.ACCOUNT_CLOSED, actor=actor, now=now)
    return bool(won)


def _stop(
    account_id: AccountId,
    *,
    event: AccountEvent,
    actor: Actor,
    now: dt.datetime,
    reason: str = "",
) -> None:
    ActivationCode.objects.filter(account_id=account_id, consumed_at__isnull=True).update(
        consumed_at=now
    )
    end_sessions_of_account(
        account_id=account_id, reason=SessionEnd.ACCOUNT_STOPPED, actor=actor, now=now
    )
    audit.record(
        event=event,
        actor=actor,
        subject=f"account:{account_id}",
        at=now,
        details={"reason": reason.strip()} if reason else {},
    )
