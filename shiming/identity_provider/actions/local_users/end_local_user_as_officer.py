"""Use case: an officer ends that somebody is joined with a local user, and tells them."""

import datetime as dt
import uuid

from django.db import transaction

from shiming.identity_provider import policies
from shiming.identity_provider.models import LocalUser
from shiming.identity_provider.operations import local_users
from shiming.identity_provider.types import IdentityProviderMessage, LocalUserEnd
from shiming.kernel.actor import Actor
from shiming.messages import operations as messages


def end_local_user_as_officer(
    *, mapping_id: uuid.UUID, reason: LocalUserEnd, officer: Actor, now: dt.datetime
) -> None:
    """
    End anybody's mapping; whose it was reads of it in the message centre.

    :raises errors.MayNotManageProvisioning: if the officer may not
    :raises errors.LocalUserNotFound: if there is no such mapping
    """
    if refusal := policies.refusal_to_provision(officer=officer):
        raise refusal
    with transaction.atomic(durable=True):
        row = LocalUser.objects.select_related("client").filter(pk=mapping_id).first()
        local_users.end(row, reason=reason, actor=officer, now=now)
        if row is not None:
            messages.notify(
                template=IdentityProviderMessage.LOCAL_USER_ENDED,
                account_id=row.account_id,
                context={"system": row.client.name},
                now=now,
            )
