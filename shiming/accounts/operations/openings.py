"""Opening accounts that somebody else decided on; their owners choose the password (A4, A5)."""

import datetime as dt

from shiming.accounts import errors
from shiming.accounts.models import Account
from shiming.accounts.operations.activation import issue_activation_code
from shiming.accounts.policies.user_names import fold_user_name, refusal_to_user_name
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountKind,
    AccountState,
    ActivationPurpose,
    IssuedActivation,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id


def open_pending_account(
    *, kind: AccountKind, user_name: str, actor: Actor, now: dt.datetime
) -> IssuedActivation:
    """
    Open an account without password or permission, and return the code that makes it active.

    There is no first password: its owner chooses one with the code (Q03).

    :raises errors.UserNameMalformed: if the user name has a form that none may have
    :raises errors.UserNameTaken: if somebody is called this already
    """
    if refusal := refusal_to_user_name(user_name):
        raise refusal
    account = Account(
        id=new_id(),
        kind=kind,
        state=AccountState.PENDING,
        user_name=user_name.strip(),
        user_name_key=fold_user_name(user_name),
        created_at=now,
    )
    # The unique index decides between two who come at once.
    Account.objects.bulk_create([account], ignore_conflicts=True)
    if not Account.objects.filter(pk=account.pk).exists():
        raise errors.UserNameTaken
    audit.record(
        event=AccountEvent.REGISTERED,
        actor=actor,
        subject=f"account:{account.pk}",
        at=now,
        details={"state": str(account.state), "kind": str(account.kind)},
    )
    return issue_activation_code(
        account_id=AccountId(account.pk),
        purpose=ActivationPurpose.FIRST_SIGN_IN,
        actor=actor,
        now=now,
    )
