"""Use case: an officer gives a permission to an account."""

import datetime as dt

from django.db import transaction

from shiming.accounts import operations as sessions
from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId
from shiming.audit import operations as audit
from shiming.directory import errors, policies, queries
from shiming.directory.models import PermissionGrant
from shiming.directory.types import DirectoryEvent
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id


def grant_permission(
    *, account_id: AccountId, permission: str, granter: Actor, now: dt.datetime
) -> None:
    """
    Let the account hold the permission from now on, in its live sessions too.

    :raises errors.MayNotGrant: if the granter may not give permissions
    :raises errors.GrantToOneself: if it is the granter's own account
    :raises errors.GrantToOwnOpening: if the granter opened the account
    :raises errors.PermissionMalformed: if it is no permission code
    :raises accounts.errors.AccountNotFound: if there is no such account
    :raises errors.AlreadyGranted: if the account holds it already
    """
    with transaction.atomic(durable=True):
        if refusal := policies.refusal_to_grant(
            account_id=account_id,
            permission=permission,
            granter=granter,
            opened_by=queries.find_opener(account_id),
        ):
            raise refusal
        accounts.get_account(account_id)
        grant = PermissionGrant(
            id=new_id(),
            account_id=account_id,
            permission=permission,
            granted_by=granter.account_id,
            granted_at=now,
        )
        # The unique index decides between two officers who do it at once.
        PermissionGrant.objects.bulk_create([grant], ignore_conflicts=True)
        if not PermissionGrant.objects.filter(pk=grant.pk).exists():
            raise errors.AlreadyGranted(account_id=account_id)
        sessions.refresh_session_permissions(account_id=account_id, now=now)
        audit.record(
            event=DirectoryEvent.PERMISSION_GRANTED,
            actor=granter,
            subject=f"account:{account_id}",
            at=now,
            details={"permission": permission},
        )
