"""Who may do what here. Pure rules."""

import re
import uuid

from shiming.directory import errors
from shiming.directory.types import DirectoryPermission
from shiming.kernel.actor import ActingKind, Actor
from shiming.kernel.errors import DomainError

_PERMISSION = re.compile(r"[a-z_]{1,30}:[a-z_]{1,30}:[a-z_]{1,30}")


def refusal_to_change_grants(*, granter: Actor) -> DomainError | None:
    """
    Return why this actor may not give or take permissions, or None if they may.

    The system may: somebody must have been the first officer.
    """
    if granter.identity.kind is ActingKind.SYSTEM or granter.may(DirectoryPermission.GRANT):
        return None
    return errors.MayNotGrant()


def refusal_to_grant(
    *, account_id: uuid.UUID, permission: str, granter: Actor, opened_by: uuid.UUID | None = None
) -> DomainError | None:
    """
    Return why this actor may not give this permission to this account, or None if they may.

    Whoever opened an account named the contact that its first code went to: it could be their own.
    """
    if refusal := refusal_to_change_grants(granter=granter):
        return refusal
    if granter.account_id == account_id:
        return errors.GrantToOneself()
    if opened_by is not None and granter.account_id == opened_by:
        return errors.GrantToOwnOpening()
    if not _PERMISSION.fullmatch(permission):
        return errors.PermissionMalformed()
    return None


def refusal_to_edit_calendar(*, operator: Actor) -> DomainError | None:
    """Return why this actor may not edit the working calendar, or None if they may."""
    if operator.identity.kind is ActingKind.SYSTEM:
        return None
    if not operator.may(DirectoryPermission.EDIT_CALENDAR):
        return errors.MayNotEditCalendar()
    return None
