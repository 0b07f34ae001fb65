"""Use case: a signed-in person removes their authenticator app."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, ports, queries
from shiming.accounts.models import Authenticator, RecoveryCode
from shiming.accounts.operations import credentials
from shiming.accounts.policies.credentials import (
    account_of,
    refusal_to_change_credentials,
    refusal_to_go_without,
)
from shiming.accounts.types import AccountEvent
from shiming.kernel.actor import Actor


def remove_authenticator(*, actor: Actor, now: dt.datetime) -> None:
    """
    Remove the app and tell the owner; with a citizen's last factor the second step goes off.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    :raises errors.AuthenticatorNotFound: if there is none
    :raises errors.SecondFactorMandatory: if it is the last factor of a member of staff
    """
    if refusal := refusal_to_change_credentials(
        actor, now=now, lifetime=ports.policy().reauthentication_lifetime
    ):
        raise refusal
    account_id = account_of(actor)
    with transaction.atomic(durable=True):
        credentials.hold(account_id)
        two_step = queries.get_two_step(account_id)
        if two_step.totp_since is None:
            raise errors.AuthenticatorNotFound
        if refusal := refusal_to_go_without(two_step, factors_left=two_step.passkey_count):
            raise refusal
        Authenticator.objects.filter(account_id=account_id).delete()
        credentials.note_change(
            event=AccountEvent.AUTHENTICATOR_REMOVED, account_id=account_id, actor=actor, now=now
        )
        if not two_step.passkey_count:
            RecoveryCode.objects.filter(account_id=account_id).delete()
            credentials.switch_two_step(account_id, is_on=False, now=now)
