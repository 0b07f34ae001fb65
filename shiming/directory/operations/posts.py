"""Small writes about permissions that come with posts at a trust source (S11-3)."""

import datetime as dt
from collections.abc import Collection

from shiming.accounts import operations as accounts
from shiming.accounts.types import AccountId
from shiming.audit import operations as audit
from shiming.directory.models import PermissionGrant
from shiming.directory.queries import grantable_permissions
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

    What an officer gave stays. Without permissions nothing is left that came with a post. What is
    no permission of staff is not given, whatever the source's terms once listed.
    """
    held = PermissionGrant.objects.filter(account_id=account_id, revoked_at__isnull=True).exclude(
        source=""
    )
    before = {(one.source, one.permission): one.pk for one in held}
    wanted = {(source, one) for one in grantable_permissions().intersection(permissions)}
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
    changes = sorted(before.keys() ^ wanted)
    for code, permission in changes:
        _record(
            DirectoryEvent.PERMISSION_GRANTED
            if (code, permission) in wanted
            else DirectoryEvent.PERMISSION_REVOKED,
            account_id=account_id,
            permission=permission,
            source=code,
            actor=actor,
            now=now,
        )
    if changes:
        accounts.refresh_session_permissions(account_id=account_id, now=now)


def end_posts(*, source: str, actor: Actor, now: dt.datetime) -> int:
    """
    Take back from everybody what posts at `source` gave them; return how many permissions.

    Their live sessions lose it, too. The next sign-in by way of the source gives what is due.
    """
    held = list(
        PermissionGrant.objects.filter(source=source, revoked_at__isnull=True)
        .exclude(source="")
        .order_by("account", "permission")
    )
    PermissionGrant.objects.filter(pk__in=[one.pk for one in held], revoked_at__isnull=True).update(
        revoked_by=actor.account_id, revoked_at=now
    )
    for grant in held:
        _record(
            DirectoryEvent.PERMISSION_REVOKED,
            account_id=AccountId(grant.account_id),
            permission=grant.permission,
            source=source,
            actor=actor,
            now=now,
        )
    for account_id in sorted({grant.account_id for grant in held}):
        accounts.refresh_session_permissions(account_id=AccountId(account_id), now=now)
    return len(held)


def _record(
    event: DirectoryEvent,
    *,
    account_id: AccountId,
    permission: str,
    source: str,
    actor: Actor,
    now: dt.datetime,
) -> None:
    audit.record(
        event=event,
        actor=actor,
        subject=f"account:{account_id}",
        at=now,
        details={"permission": permission, "source": source},
    )
