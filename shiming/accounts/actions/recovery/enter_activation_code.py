"""Use case: a visitor types an activation code."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors
from shiming.accounts.operations import activation
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import PendingActivation, Visit


def enter_activation_code(*, typed_code: str, visit: Visit, now: dt.datetime) -> PendingActivation:
    """
    Return what the code opens; it is used up only when a password is chosen with it.

    :raises errors.RecoveryLocked: if the address has had too many wrong tries
    :raises errors.ActivationNotUsable: if there is no such code, or it is spent or expired
    """
    with transaction.atomic(durable=True):
        pending = activation.try_activation_code(
            typed=typed_code, visit=visit, actor=actor_of_visit(visit), now=now
        )
    # Committed by now: a wrong try is counted.
    if pending is None:
        raise errors.ActivationNotUsable
    return pending
