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
from shiming.kernel.actor import ActingKind, Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.ids import new_id


def grant_permission(
    *, account_id: AccountId, permission: str, granter: Actor, now: dt.datetime
) -> None:
    """
    Let the account hold the permission from now on, in its live sessions too.

    :raises errors.MayNotGrant: if the granter may not give permissions
    :raises errors.GrantToOneself: if it is the granter's own account, or another one of theirs
    :raises errors.GrantToOwnOpening: if the granter opened the account, or was shown its code
    :raises accounts.errors.OfficerUnknown: if nobody has said who the granter is
    :raises accounts.errors.FirstOfficerUnknown: if nobody has said who opened the account
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
        if refusal := _refusal_of_granter(account_id, granter=granter):
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


def _refusal_of_granter(account_id: AccountId, *, granter: Actor) -> DomainError | None:
    """Four eyes: who opens an account and who gives it permissions are two people."""
    if granter.identity.kind is ActingKind.SYSTEM:
        return None
    if accounts.is_of_actor(account_id, actor=granter):
        return errors.GrantToOneself()
    if accounts.was_handed_code(account_id, officer=granter):
        return errors.GrantToOwnOpening()
    return accounts.refusal_of_second(
        first=queries.find_opener(account_id), officer=granter, own=errors.GrantToOwnOpening()
    )
