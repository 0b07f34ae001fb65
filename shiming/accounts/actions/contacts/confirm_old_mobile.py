"""Use case: a person who wants another mobile enters the code that came to the old one (A12)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.policies.contacts import visit_of_session
from shiming.accounts.types import AccountEvent, AccountId, CodePurpose, SessionId, Visit
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def confirm_old_mobile(*, typed_code: str, actor: Actor, visit: Visit, now: dt.datetime) -> None:
    """
    Note in the session that the mobile of the account has just been proven.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.CodeNotUsable: if no code was sent, or it is spent, expired or another mobile's
    :raises errors.CodeWrong: if the code is another one
    :raises errors.SignInLocked: if codes were guessed wrong too often
    """
    if actor.account_id is None or actor.session_id is None:
        raise errors.SignInRequired
    mobile = queries.get_account(AccountId(actor.account_id)).mobile
    bound = visit_of_session(visit, actor)
    with transaction.atomic(durable=True):
        entered = operations.try_code(
            purpose=CodePurpose.CONFIRM_CONTACT,
            typed=typed_code,
            visit=bound,
            actor=actor,
            now=now,
        )
    if not entered.is_right:
        raise errors.CodeWrong(tries_left=entered.tries_left)
    with transaction.atomic(durable=True):
        operations.consume_code(code_id=entered.code_id, now=now)
        # It may have been changed in another window since the code was sent.
        if entered.contact != mobile:
            raise errors.CodeNotUsable
        operations.record_factor(session_id=SessionId(actor.session_id), method="sms", now=now)
        audit.record(
            event=AccountEvent.REAUTHENTICATED,
            actor=actor,
            subject=f"session:{actor.session_id}",
            at=now,
            details={"method": "sms"},
        )
