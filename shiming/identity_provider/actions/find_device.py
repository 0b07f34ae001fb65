"""Use case: a person types the code that a device shows (RFC 8628, section 3.3)."""

import datetime as dt

from django.db import transaction

from shiming.accounts.operations import counters
from shiming.accounts.types import AccountId, CounterScope
from shiming.identity_provider import errors, queries
from shiming.kernel.actor import Actor


def find_device(*, user_code: str, actor: Actor, now: dt.datetime) -> queries.DeviceFacts:
    """
    Return the device that waits under a code; a wrong one counts against account and address.

    A code is short enough to be typed, so guessing it must have an end (RFC 8628, section 5.1).

    :raises errors.DeviceGuessesLimited: if there were too many wrong ones
    :raises errors.DeviceCodeWrong: if no device waits under it
    """
    if actor.account_id is None:
        raise errors.DeviceCodeWrong
    counted = (
        (
            CounterScope.DEVICE_CODE_ACCOUNT,
            counters.subject_of_account(AccountId(actor.account_id)),
        ),
        (CounterScope.DEVICE_CODE_ADDRESS, counters.subject_of_address(actor.address)),
    )
    found: queries.DeviceFacts | None = None
    is_limited = False
    with transaction.atomic(durable=True):
        for place, (scope, subject) in enumerate(counted):
            charge = counters.charge(scope=scope, subject=subject, actor=actor, now=now)
            if not charge.is_granted:
                is_limited = True
                for paid_scope, paid_subject in counted[:place]:
                    counters.refund(scope=paid_scope, subject=paid_subject)
                break
        else:
            found = queries.find_waiting_device(user_code, now=now)
            for scope, subject in counted:
                if found is None:
                    counters.lock_if_reached(scope=scope, subject=subject, actor=actor, now=now)
                else:
                    counters.refund(scope=scope, subject=subject)
    # After the commit: what was paid stays paid.
    if is_limited:
        raise errors.DeviceGuessesLimited
    if found is None:
        raise errors.DeviceCodeWrong
    return found
