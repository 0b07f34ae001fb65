"""Use case: the owner of a passkey removes it."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, ports, queries
from shiming.accounts.models import Passkey, RecoveryCode
from shiming.accounts.operations import credentials
from shiming.accounts.policies.credentials import (
    account_of,
    refusal_to_change_credentials,
    refusal_to_go_without,
)
from shiming.accounts.types import AccountEvent, PasskeyId
from shiming.kernel.actor import Actor


def remove_passkey(
    *, passkey_id: PasskeyId, accepts_last: bool, actor: Actor, now: dt.datetime
) -> None:
    """
    Remove a passkey and tell the owner; the second step goes off with a citizen's last factor.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    :raises errors.PasskeyNotFound: if there is none, or it is somebody else's
    :raises errors.SecondFactorMandatory: if it is the last factor of a member of staff
    :raises errors.LastWayIn: if it is the last way in, and the owner did not agree to lose it
    """
    if refusal := refusal_to_change_credentials(
        actor, now=now, lifetime=ports.policy().reauthentication_lifetime
    ):
        raise refusal
    account_id = account_of(actor)
    with transaction.atomic(durable=True):
        credentials.hold(account_id)
        removed = queries.get_passkey(passkey_id, owner=account_id)
        two_step = queries.get_two_step(account_id)
        left = two_step.factor_count - (not removed.is_suspended)
        if refusal := refusal_to_go_without(two_step, factors_left=left):
            raise refusal
        if not accepts_last and queries.is_last_way_in(passkey_id, account_id=account_id):
            raise errors.LastWayIn
        Passkey.objects.filter(pk=passkey_id, account_id=account_id).delete()
        credentials.note_change(
            event=AccountEvent.PASSKEY_REMOVED,
            account_id=account_id,
            actor=actor,
            now=now,
            details={"passkey_id": str(passkey_id)},
        )
        if left == 0:
            RecoveryCode.objects.filter(account_id=account_id).delete()
            credentials.switch_two_step(account_id, is_on=False, now=now)
