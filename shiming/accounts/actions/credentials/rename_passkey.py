"""Use case: the owner of a passkey gives it another name."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors
from shiming.accounts.models import Passkey
from shiming.accounts.policies.credentials import account_of, refusal_to_passkey_name
from shiming.accounts.types import AccountEvent, PasskeyId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def rename_passkey(*, passkey_id: PasskeyId, name: str, actor: Actor, now: dt.datetime) -> None:
    """
    Call the passkey `name` from now on.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.PasskeyNameMalformed: if it may not be called this
    :raises errors.PasskeyNotFound: if there is none, or it is somebody else's
    """
    account_id = account_of(actor)
    if refusal := refusal_to_passkey_name(name):
        raise refusal
    with transaction.atomic(durable=True):
        if not Passkey.objects.filter(pk=passkey_id, account_id=account_id).update(name=name):
            raise errors.PasskeyNotFound(passkey_id=passkey_id)
        audit.record(
            event=AccountEvent.PASSKEY_RENAMED,
            actor=actor,
            subject=f"account:{account_id}",
            at=now,
            details={"passkey_id": str(passkey_id)},
        )
