"""Use case: the operator opens an account for a member of staff."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import transaction

from shiming.accounts import errors, ports
from shiming.accounts.models import Account
from shiming.accounts.policies.passwords import refusal_to_password
from shiming.accounts.policies.user_names import fold_user_name, refusal_to_user_name
from shiming.accounts.types import AccountEvent, AccountId, AccountKind, AccountState
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id


def open_staff_account(
    *, user_name: str, password: str, actor: Actor, now: dt.datetime
) -> AccountId:
    """
    Open an active staff account without any permission, under a password that its owner chose.

    :raises errors.UserNameMalformed: if the user name has a form that none may have
    :raises DomainError: one of `accounts.password.…` if the profile does not take the password
    :raises errors.UserNameTaken: if somebody is called this already
    """
    if refusal := refusal_to_user_name(user_name):
        raise refusal
    if refusal := refusal_to_password(
        password,
        profile=ports.policy().password_profile,
        personal_parts=(fold_user_name(user_name),),
    ):
        raise refusal
    account = Account(
        id=new_id(),
        kind=AccountKind.STAFF,
        state=AccountState.ACTIVE,
        user_name=user_name.strip(),
        user_name_key=fold_user_name(user_name),
        password=make_password(password),
        password_changed_at=now,
        created_at=now,
    )
    with transaction.atomic(durable=True):
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
    return AccountId(account.pk)
