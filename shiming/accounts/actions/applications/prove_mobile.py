"""Use case: a visitor without an account proves a mobile, to apply or to see how far it is."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations
from shiming.accounts.operations.applications import remember_mobile
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import CodePurpose, Visit
from shiming.accounts.types.applications import ApplicationEvent
from shiming.audit import operations as audit


def prove_mobile(*, typed_code: str, visit: Visit, now: dt.datetime) -> None:
    """
    Let this browser work with the mobile that the code was sent to, for an hour.

    :raises errors.CodeNotUsable: if no code was sent, or it is spent or expired
    :raises errors.CodeWrong: if it is another one
    :raises errors.SignInLocked: if codes were guessed wrong too often
    """
    actor = actor_of_visit(visit)
    with transaction.atomic(durable=True):
        entered = operations.try_code(
            purpose=CodePurpose.APPLY, typed=typed_code, visit=visit, actor=actor, now=now
        )
        if entered.is_right:
            operations.consume_code(code_id=entered.code_id, now=now)
            remember_mobile(mobile=entered.mobile, visit=visit, now=now)
            audit.record(
                event=ApplicationEvent.MOBILE_PROVEN,
                actor=actor,
                subject=f"code:{entered.code_id}",
                at=now,
            )
            return
    # Committed by now: a wrong try is counted.
    raise errors.CodeWrong(tries_left=entered.tries_left)
