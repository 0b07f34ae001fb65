"""Use case: somebody without a password has a text message sent, to prove themselves once more."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.types import CodePurpose, Factor, Visit
from shiming.kernel.actor import Actor


def send_confirmation_code(*, visit: Visit, actor: Actor, now: dt.datetime) -> None:
    """
    Send a code to the actor's own mobile.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.SecondFactorNotOffered: if a text message will not do here
    :raises errors.CodeTooSoon: if the number got one less than a minute ago
    :raises errors.CodeLimitReached: if the number or the address has had its share of the day
    """
    confirmation = queries.get_confirmation(actor=actor)
    if Factor.SMS not in confirmation.factors or confirmation.mobile is None:
        raise errors.SecondFactorNotOffered
    with transaction.atomic(durable=True):
        operations.issue_code(
            purpose=CodePurpose.CONFIRM,
            contact=confirmation.mobile,
            visit=visit,
            actor=actor,
            now=now,
        )
