"""Use case: the second step of a sign-in whose first factor was right."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.factor_check import prove_factor
from shiming.accounts.operations import credentials
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import FactorAnswer, PasskeyPurpose, SessionId, StartedSession, Visit


def prove_second_factor(
    *,
    answer: FactorAnswer,
    trusts_device: bool,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> StartedSession:
    """
    Complete the sign-in that waits; nobody was signed in before.

    :raises errors.PendingSignInLost: if no sign-in of this browser waits
    :raises errors.SecondFactorNotOffered: if the account cannot be asked for this factor
    :raises errors.SignInLocked: if there were too many wrong tries
    :raises DomainError: the refusal of the factor that was given
    """
    pending = queries.get_pending_sign_in(visit=visit, now=now)
    if answer.factor not in queries.get_second_step(visit=visit, now=now).factors:
        raise errors.SecondFactorNotOffered
    actor = actor_of_visit(visit)
    methods = prove_factor(
        account_id=pending.account_id,
        answer=answer,
        purpose=PasskeyPurpose.SECOND_FACTOR,
        bound_to=queries.second_step_binding(pending, visit),
        visit=visit,
        actor=actor,
        now=now,
    )
    with transaction.atomic(durable=True):
        started = operations.claim_pending_sign_in(
            pending_id=pending.id, methods=methods, visit=visit, replaces=replaces, now=now
        )
        if trusts_device:
            credentials.trust_device(pending.account_id, visit=visit, actor=actor, now=now)
    return started
