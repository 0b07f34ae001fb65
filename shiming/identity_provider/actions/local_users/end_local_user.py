"""Use case: somebody is no longer joined with a local user of a client."""

import datetime as dt
import uuid

from django.db import transaction

from shiming.accounts.types import AccountId
from shiming.audit import operations as audit
from shiming.identity_provider import errors
from shiming.identity_provider.models import LocalUser, LocalUserCandidate
from shiming.identity_provider.types import IdentityProviderEvent
from shiming.kernel.actor import Actor


def end_local_user(
    *, mapping_id: uuid.UUID, account_id: AccountId, actor: Actor, now: dt.datetime
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
        won = LocalUser.objects.filter(
            pk=mapping_id, account_id=account_id, ended_at__isnull=True
        ).update(ended_at=now)
        if row is None or not won:
            raise errors.LocalUserNotFound
        LocalUserCandidate.objects.filter(
            client_id=row.client_id, local_user_index=row.local_user_index
        ).delete()
        audit.record(
            event=IdentityProviderEvent.LOCAL_USER_ENDED,
            actor=actor,
            subject=f"account:{account_id}",
            at=now,
            details={"client": row.client.client_id, "mapping": str(mapping_id)},
        )
