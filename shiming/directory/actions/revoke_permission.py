"""Use case: an officer takes a permission back from an account."""

import datetime as dt

from django.db import transaction

from shiming.accounts import operations as sessions
from shiming.accounts.types import AccountId
from shiming.audit import operations as audit
from shiming.directory import errors, policies
from shiming.directory.models import PermissionGrant
from shiming.directory.types import DirectoryEvent
from shiming.kernel.actor import Actor


def revoke_permission(
    *, account_id: AccountId, permission: str, granter: Actor, now: dt.datetime
) -> None:
    """
    Let the account and its live sessions no longer hold it; one's own may be given up.

    :raises errors.MayNotGrant: if the actor may not take permissions
    :raises errors.NotGranted: if the account does not hold it
    """
    with transaction.atomic(durable=True):
        if refusal := policies.refusal_to_change_grants(granter=granter):
            raise refusal
        revoked = PermissionGrant.objects.filter(
            account_id=account_id, permission=permission, revoked_at__isnull=True
        ).update(revoked_by=granter.account_id, revoked_at=now)
        if not revoked:
            raise errors.NotGranted(account_id=account_id)
        sessions.refresh_session_permissions(account_id=account_id, now=now)
        audit.record(
            event=DirectoryEvent.PERMISSION_REVOKED,
            actor=granter,
            subject=f"account:{account_id}",
            at=now,
            details={"permission": permission},
        )
