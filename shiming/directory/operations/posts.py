"""Small writes about permissions that come with posts at a trust source (S11-3)."""

import datetime as dt
from collections.abc import Collection

from shiming.accounts import operations as accounts
from shiming.accounts.types import AccountId
from shiming.audit import operations as audit
from shiming.directory.models import PermissionGrant
from shiming.directory.types import DirectoryEvent
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id


def hold_posts(
    *,
    account_id: AccountId,
    source: str,
    permissions: Collection[str],
    actor: Actor,
    now: dt.datetime,
) -> None:
    """
    Let an account hold what its posts at `source` give, and no longer what posts gave it before.

    What an officer gave stays. Without permissions nothing is left that came with a post.
    """
    held = PermissionGrant.objects.filter(account_id=account_id, revoked_at__isnull=True).exclude(
        source=""
    )
    before = {(one.source, one.permission): one.pk for one in held}
    wanted = {(source, permission) for permission in permissions}
    gone = [key for one, key in before.items() if one not in wanted]
    PermissionGrant.objects.filter(pk__in=gone, revoked_at__isnull=True).update(revoked_at=now)
    PermissionGrant.objects.bulk_create(
        [
            PermissionGrant(
                id=new_id(),
                account_id=account_id,
                permission=permission,
                source=source,
                granted_at=now,
            )
            for _, permission in sorted(wanted - before.keys())
        ],
        # Of two sign-ins at once both want the same.
        ignore_conflicts=True,
    )
    changes = before.keys() ^ wanted
    for code, permission in sorted(changes):
        is_given = (code, permission) in wanted
        audit.record(
            event=DirectoryEvent.PERMISSION_GRANTED
            if is_given
            else DirectoryEvent.PERMISSION_REVOKED,
            actor=actor,
            subject=f"account:{account_id}",
            at=now,
            details={"permission": permission, "source": code},
        )
    if changes:
        accounts.refresh_session_permissions(account_id=account_id, now=now)
