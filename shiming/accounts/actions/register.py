"""Use case: a visitor who has proven a mobile makes an account (A2)."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.models import Acceptance, Account
from shiming.accounts.policies.passwords import refusal_to_password
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.policies.user_names import fold_user_name, refusal_to_user_name
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountKind,
    AccountState,
    CodePurpose,
    RegistrationVariant,
    SessionId,
    StartedSession,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel.errors import DomainError
from shiming.kernel.ids import new_id
from shiming.kernel.phones import Mobile
from shiming.vault import operations as vault


def register(
    *,
    typed_code: str,
    user_name: str,
    password: str,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> StartedSession:
    """
    Make an account for whoever enters the code that was sent, and sign it in.

    An empty `user_name` is fine: the mobile signs in too. Only after the code was right does a
    duplicate show (Q42). In the variant «real-name at once» the account waits, useless to any
    system, until its owner's face has passed (S13-2).

    :raises errors.UserNameMalformed: if the user name has a form that none may have
    :raises DomainError: one of `accounts.password.…` if the profile does not take the password
    :raises errors.CodeNotUsable: if no code was sent, or it is spent or expired
    :raises errors.CodeWrong: if the code is another one
    :raises errors.SignInLocked: if codes were guessed wrong too often
    :raises errors.AlreadyRegistered: if the mobile has an account
    :raises errors.UserNameTaken: if somebody else is called this; the code stays good
    """
    pending = queries.find_pending_code(
        purpose=CodePurpose.REGISTER, visitor_token=visit.token, now=now
    )
    if pending is None:
        raise errors.CodeNotUsable
    if refusal := _refusal_to_entries(user_name, password, pending.mobile):
        raise refusal
    actor = actor_of_visit(visit)
    with transaction.atomic(durable=True):
        entered = operations.try_code(
            purpose=CodePurpose.REGISTER, typed=typed_code, visit=visit, actor=actor, now=now
        )
    if not entered.is_right:
        raise errors.CodeWrong(tries_left=entered.tries_left)
    # The costly hash is made between two transactions: SQLite has one writer at a time.
    hashed = make_password(password)
    with transaction.atomic(durable=True):
        operations.consume_code(code_id=entered.code_id, now=now)
        account = _create(user_name=user_name, hashed=hashed, mobile=entered.mobile, now=now)
        if account is not None:
            account_id = AccountId(account.pk)
            if entered.agreement_id is not None:
                Acceptance.objects.create(
                    agreement_id=entered.agreement_id, account=account, accepted_at=now
                )
            audit.record(
                event=AccountEvent.REGISTERED,
                actor=actor,
                subject=f"account:{account_id}",
                at=now,
                details={
                    "state": str(account.state),
                    "agreement_id": str(entered.agreement_id),
                },
            )
            return operations.start_session(
                account=account, method="sms", visit=visit, replaces=replaces, now=now
            )
        audit.record(
            event=AccountEvent.DUPLICATE_REGISTRATION,
            actor=actor,
            subject=f"code:{entered.code_id}",
            at=now,
        )
    raise errors.AlreadyRegistered


def _refusal_to_entries(user_name: str, password: str, mobile: Mobile) -> DomainError | None:
    if user_name and (refusal := refusal_to_user_name(user_name)):
        return refusal
    return refusal_to_password(
        password,
        profile=ports.policy().password_profile,
        personal_parts=(fold_user_name(user_name), mobile.national),
    )


def _create(*, user_name: str, hashed: str, mobile: Mobile, now: dt.datetime) -> Account | None:
    """Return the new account, or None if the mobile has one."""
    if queries.find_account_by_mobile(mobile) is not None:
        return None
    waits = ports.policy().registration_variant is RegistrationVariant.REAL_NAME_AT_ONCE
    account = Account(
        id=new_id(),
        kind=AccountKind.NATURAL_PERSON,
        state=AccountState.PENDING if waits else AccountState.ACTIVE,
        user_name=user_name.strip(),
        user_name_key=fold_user_name(user_name) or None,
        password=hashed,
        password_changed_at=now,
        mobile=mobile.value,
        mobile_index=vault.blind_index(purpose=queries.MOBILE_INDEX, value=mobile.value),
        created_at=now,
    )
    # The unique indexes decide between two who come at once; neither gets an exception.
    Account.objects.bulk_create([account], ignore_conflicts=True)
    if Account.objects.filter(pk=account.pk).exists():
        return account
    if queries.find_account_by_mobile(mobile) is not None:
        return None
    raise errors.UserNameTaken
