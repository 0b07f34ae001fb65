"""Taking away what opens an account, so that its owner sets it up anew (A6)."""

import datetime as dt

from shiming.accounts.operations.activation import issue_activation_code, void_password
from shiming.accounts.operations.contacts import drop_contact
from shiming.accounts.operations.credentials import forget_second_factors, note_change
from shiming.accounts.operations.outside_proofs import forget_bindings
from shiming.accounts.operations.sessions import end_sessions_of_account
from shiming.accounts.queries import get_account
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountState,
    ActivationPurpose,
    ContactChangeReason,
    ContactKind,
    IssuedActivation,
    SessionEnd,
)
from shiming.audit import operations as audit
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.messages import operations as messages


def reset_account(
    *, account_id: AccountId, purpose: ActivationPurpose, actor: Actor, now: dt.datetime
) -> IssuedActivation:
    """Void the password, end all sessions, give out an activation code and tell the owner."""
    account = get_account(account_id)
    if account.state is AccountState.PENDING and account.password_changed_at is None:
        # It never had a password: what looks like a reset is its first code, given out anew.
        purpose = ActivationPurpose.FIRST_SIGN_IN
    void_password(account_id=account_id)
    end_sessions_of_account(
        account_id=account_id, reason=SessionEnd.PASSWORD_CHANGED, actor=actor, now=now
    )
    issued = issue_activation_code(account_id=account_id, purpose=purpose, actor=actor, now=now)
    audit.record(
        event=AccountEvent.PASSWORD_RESET,
        actor=actor,
        subject=f"account:{account_id}",
        at=now,
        details={"purpose": purpose.value},
    )
    messages.notify(
        template="accounts/password_reset",
        account_id=account_id,
        context={"time": now.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M")},
        now=now,
    )
    return issued


def close_ways_in(*, account_id: AccountId, actor: Actor, now: dt.datetime) -> None:
    """
    Take everything off an account that signs in to it, as nobody knows who added what.

    Its contacts are told before they go too. Its owner adds theirs again at the next sign-in.
    """
    note_change(event=AccountEvent.WAYS_CLOSED, account_id=account_id, actor=actor, now=now)
    forget_bindings(account_id, now=now)
    forget_second_factors(account_id, now=now)
    for kind in ContactKind:
        drop_contact(
            account_id=account_id,
            kind=kind,
            reason=ContactChangeReason.AT_COUNTER,
            actor=actor,
            now=now,
            is_told=False,
        )
