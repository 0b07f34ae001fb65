"""Taking a password away so that its owner must choose another one (A6)."""

import datetime as dt

from shiming.accounts.operations.activation import issue_activation_code, void_password
from shiming.accounts.operations.sessions import end_sessions_of_account
from shiming.accounts.queries import get_account
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountState,
    ActivationPurpose,
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
