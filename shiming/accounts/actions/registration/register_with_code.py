"""Use case: a visitor finishes a registration with the code that a clerk printed (S32-16)."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.operations.registration import note_duplicate, open_account
from shiming.accounts.operations.registration_codes import (
    try_registration_code,
    use_registration_code,
)
from shiming.accounts.policies.registration import refusal_to_entries
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import (
    AccountId,
    CodePurpose,
    GivenDocument,
    SessionId,
    StartedSession,
    Visit,
)


def register_with_code(
    *,
    typed_code: str,
    registration_code: str,
    document: GivenDocument,
    password: str,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> StartedSession:
    """
    Make an account whose person a clerk has confirmed in the register's place, and sign it in.

    :raises DomainError: one of `accounts.password.…` if the profile does not take the password
    :raises errors.CodeNotUsable: if no text message was sent, or its code is spent or expired
    :raises errors.CodeWrong: if the code of the text message is another one
    :raises errors.SignInLocked: if codes were guessed wrong too often
    :raises errors.RegistrationCodeNotUsable: if document and printed code do not belong together
    :raises errors.AlreadyRegistered: if the mobile has an account: it takes the code signed in
    """
    pending = queries.find_pending_code(
        purpose=CodePurpose.REGISTER, visitor_token=visit.token, now=now
    )
    if pending is None:
        raise errors.CodeNotUsable
    portal = queries.portal_of_host(visit.host)
    if refusal := refusal_to_entries("", password, pending.mobile, profile=portal.password_profile):
        raise refusal
    actor = actor_of_visit(visit)
    with transaction.atomic(durable=True):
        entered = operations.try_code(
            purpose=CodePurpose.REGISTER, typed=typed_code, visit=visit, actor=actor, now=now
        )
        row = (
            try_registration_code(document=document, typed=registration_code, actor=actor, now=now)
            if entered.is_right
            else None
        )
    # Committed by now: both tries are paid for.
    if not entered.is_right:
        raise errors.CodeWrong(tries_left=entered.tries_left)
    if row is None:
        raise errors.RegistrationCodeNotUsable
    hashed = make_password(password)
    with transaction.atomic(durable=True):
        operations.consume_code(code_id=entered.code_id, now=now)
        account = open_account(
            user_name="",
            hashed=hashed,
            mobile=entered.mobile,
            variant=portal.registration_variant,
            agreement_id=entered.agreement_id,
            actor=actor,
            now=now,
            portal_code=portal.code,
        )
        if account is not None:
            use_registration_code(
                row=row,
                document=document,
                account_id=AccountId(account.pk),
                actor=actor,
                now=now,
            )
            account.refresh_from_db()
            return operations.begin_first_session(
                account=account, methods=["sms"], visit=visit, replaces=replaces, now=now
            )
        refusal = errors.AlreadyRegistered()
        note_duplicate(code_id=entered.code_id, refusal=refusal.code, actor=actor, now=now)
    raise refusal
