"""Use case: a visitor signs in with document, name, mobile and the code sent to it (S31-6)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.document_facts import find_person
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import (
    AccountKind,
    CodePurpose,
    SessionId,
    SignInMethod,
    SignInOutcome,
    Visit,
)


def sign_in_with_document_code(
    *, typed_code: str, visit: Visit, replaces: SessionId | None, now: dt.datetime
) -> SignInOutcome:
    """
    Sign in the account whose mobile was proven, if document and name are its owner's.

    :raises errors.CodeNotUsable: if no code was sent, or it is spent or expired
    :raises errors.CodeWrong: if the code is another one
    :raises errors.SignInLocked: if codes were guessed wrong too often
    :raises errors.NotCaptured: if the five do not belong together, or nobody was captured (S31-7)
    :raises errors.AccountFrozen: if an administrator froze the account
    :raises errors.UnderMaintenance: if nobody can sign in at present
    :raises errors.MethodNotOffered: if the portal has other ways in for such accounts
    """
    actor = actor_of_visit(visit)
    with transaction.atomic(durable=True):
        entered = operations.try_code(
            purpose=CodePurpose.SIGN_IN_WITH_DOCUMENT,
            typed=typed_code,
            visit=visit,
            actor=actor,
            now=now,
        )
    if not entered.is_right:
        raise errors.CodeWrong(tries_left=entered.tries_left)
    with transaction.atomic(durable=True):
        operations.consume_code(code_id=entered.code_id, now=now)
    # Committed by now: the code is used up, whatever it leads to.
    with transaction.atomic(durable=True):
        person = find_person(entered.facts)
        account = queries.account_with_mobile(entered.mobile)
        if (
            person is None
            or account is None
            or account.person_id != person.id
            or account.kind == AccountKind.STAFF
        ):
            raise errors.NotCaptured
        return operations.complete_sign_in(
            account=account,
            methods=["sms"],
            method=SignInMethod.DOCUMENT_SMS,
            visit=visit,
            replaces=replaces,
            now=now,
        )
