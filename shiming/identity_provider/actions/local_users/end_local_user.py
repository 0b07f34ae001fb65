"""Use case: a person, or the client, ends that somebody is joined with a local user."""

import datetime as dt
import uuid

from django.db import transaction

from shiming.accounts.types import AccountId
from shiming.identity_provider.models import LocalUser
from shiming.identity_provider.operations import local_users
from shiming.identity_provider.types import LocalUserEnd
from shiming.kernel.actor import Actor


def end_local_user(
    *,
    mapping_id: uuid.UUID,
    account_id: AccountId,
    reason: LocalUserEnd,
    actor: Actor,
    now: dt.datetime,
) -> None:
    """
    End a mapping of an account; what made it by a number is forgotten, or it would come back.

    :raises errors.LocalUserNotFound: if the account has no such mapping
    """
    with transaction.atomic(durable=True):
        row = (
            LocalUser.objects.select_related("client")
            .filter(pk=mapping_id, account_id=account_id)
            .first()
        )
        local_users.end(row, reason=reason, actor=actor, now=now)
