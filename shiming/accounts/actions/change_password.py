"""Use case: a person changes their own password (A5)."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.models import Account
from shiming.accounts.operations.activation import void_recovery
from shiming.accounts.operations.credentials import note_change
from shiming.accounts.password_check import confirm_password, personal_parts
from shiming.accounts.policies.passwords import refusal_to_password
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    SessionEnd,
    SessionId,
)
from shiming.kernel.actor import Actor


def change_password(*, old: str, new: str, actor: Actor, now: dt.datetime, host: str = "") -> int:
    """
    Replace the password of who acts, end their other sessions and return how many ended.

    The rule is that of the portal at `host`, as at registering.

    The owner is told over every contact, and recoveries and sign-ins under way are void.

    :raises errors.SignInRequired: if nobody is signed in
    :raises DomainError: one of `accounts.password.…` if the profile does not take the new one
    :raises errors.SignInLocked: if the old one was given wrong too often
    :raises errors.OldPasswordWrong: if the old one is wrong, or changed meanwhile
    """
    if actor.account_id is None or actor.session_id is None:
        raise errors.SignInRequired
    account_id = AccountId(actor.account_id)
    refusal = refusal_to_password(
        new,
        profile=queries.portal_of_host(host).password_profile,
        personal_parts=personal_parts(queries.get_account(account_id)),
    )
    if refusal:
        raise refusal
    account = confirm_password(account_id=account_id, password=old, actor=actor, now=now)
    if new == old:
        raise errors.PasswordUnchanged
    hashed = make_password(new)
    with transaction.atomic(durable=True):
        won = Account.objects.filter(pk=account_id, password=account.password).update(
            password=hashed, password_changed_at=now
        )
        if not won:
            raise errors.OldPasswordWrong
        void_recovery(account_id=account_id, now=now)
        note_change(
            event=AccountEvent.PASSWORD_CHANGED,
            account_id=account_id,
            actor=actor,
            now=now,
            template="password_chosen",
        )
        operations.record_factor(session_id=SessionId(actor.session_id), method="pwd", now=now)
        return operations.end_sessions_of_account(
            account_id=account_id,
            reason=SessionEnd.PASSWORD_CHANGED,
            keep=[SessionId(actor.session_id)],
            actor=actor,
            now=now,
        )
