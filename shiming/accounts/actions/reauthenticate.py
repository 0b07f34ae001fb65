"""Use case: a signed-in person proves once more that it is they (A11)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.factor_check import prove_factor
from shiming.accounts.policies.credentials import account_of, session_of
from shiming.accounts.types import AccountEvent, FactorAnswer, PasskeyPurpose, Visit
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def reauthenticate(*, answer: FactorAnswer, visit: Visit, actor: Actor, now: dt.datetime) -> None:
    """
    Note in the session what has just been proven.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.SecondFactorNotOffered: if the account cannot be asked for this factor
    :raises errors.SignInLocked: if it was given wrong too often
    :raises DomainError: the refusal of the factor that was given
    """
    account_id, session_id = account_of(actor), session_of(actor)
    if answer.factor not in queries.get_confirmation(actor=actor).factors:
        raise errors.SecondFactorNotOffered
    methods = prove_factor(
        account_id=account_id,
        answer=answer,
        purpose=PasskeyPurpose.CONFIRM,
        bound_to=str(session_id),
        visit=visit,
        actor=actor,
        now=now,
    )
    with transaction.atomic(durable=True):
        for method in methods:
            operations.record_factor(session_id=session_id, method=method, now=now)
        audit.record(
            event=AccountEvent.REAUTHENTICATED,
            actor=actor,
            subject=f"session:{session_id}",
            at=now,
            details={"method": methods[0]},
        )
