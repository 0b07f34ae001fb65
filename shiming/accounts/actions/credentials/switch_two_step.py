"""Use case: a citizen switches the second step on or off."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, ports, queries
from shiming.accounts.operations import credentials
from shiming.accounts.policies.credentials import account_of, refusal_to_change_credentials
from shiming.accounts.types import AccountEvent
from shiming.kernel.actor import Actor


def switch_two_step(*, is_on: bool, actor: Actor, now: dt.datetime) -> None:
    """
    Ask for a second step at every sign-in from now on, or no longer; the owner is told.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    :raises errors.SecondFactorMandatory: if a member of staff would switch it off
    :raises errors.SecondFactorMissing: if there is nothing that it could ask for
    """
    if refusal := refusal_to_change_credentials(
        actor, now=now, lifetime=ports.policy().reauthentication_lifetime
    ):
        raise refusal
    account_id = account_of(actor)
    with transaction.atomic(durable=True):
        two_step = queries.get_two_step(account_id)
        if two_step.is_mandatory and not is_on:
            raise errors.SecondFactorMandatory
        if is_on and not two_step.has_factor:
            raise errors.SecondFactorMissing
        if credentials.switch_two_step(account_id, is_on=is_on, now=now):
            credentials.note_change(
                event=AccountEvent.TWO_STEP_SWITCHED,
                account_id=account_id,
                actor=actor,
                now=now,
                template="two_step_on" if is_on else "two_step_off",
                details={"is_on": is_on},
            )
