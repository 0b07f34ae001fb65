"""Use case: a signed-in person has new recovery codes made."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, ports, queries
from shiming.accounts.operations import credentials
from shiming.accounts.policies.credentials import account_of, refusal_to_change_credentials
from shiming.accounts.types import AccountEvent
from shiming.kernel.actor import Actor


def renew_recovery_codes(*, actor: Actor, now: dt.datetime) -> tuple[str, ...]:
    """
    Return ten fresh codes, to be shown once; the earlier ones are void, and the owner is told.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    :raises errors.SecondFactorMissing: if there is nothing yet that they could stand in for
    """
    if refusal := refusal_to_change_credentials(
        actor, now=now, lifetime=ports.policy().reauthentication_lifetime
    ):
        raise refusal
    account_id = account_of(actor)
    with transaction.atomic(durable=True):
        if not queries.get_two_step(account_id).has_factor:
            raise errors.SecondFactorMissing
        codes = credentials.make_recovery_codes(account_id, now=now)
        credentials.note_change(
            event=AccountEvent.RECOVERY_CODES_MADE, account_id=account_id, actor=actor, now=now
        )
    return codes
