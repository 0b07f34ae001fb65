"""Use case: a sign-in that waits for its second factor has a text message sent."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import CodePurpose, Factor, Visit


def send_second_factor_code(*, visit: Visit, now: dt.datetime) -> None:
    """
    Send a code to the mobile of the account whose sign-in waits.

    :raises errors.PendingSignInLost: if no sign-in of this browser waits
    :raises errors.SecondFactorNotOffered: if a text message will not do here
    :raises errors.CodeTooSoon: if the number got one less than a minute ago
    :raises errors.CodeLimitReached: if the number or the address has had its share of the day
    """
    step = queries.get_second_step(visit=visit, now=now)
    if Factor.SMS not in step.factors or step.mobile is None:
        raise errors.SecondFactorNotOffered
    with transaction.atomic(durable=True):
        operations.issue_code(
            purpose=CodePurpose.SECOND_FACTOR,
            contact=step.mobile,
            visit=visit,
            actor=actor_of_visit(visit),
            now=now,
        )
