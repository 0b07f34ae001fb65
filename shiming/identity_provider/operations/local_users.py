"""Ending mappings between accounts and the users of clients (E7)."""

import datetime as dt

from shiming.audit import operations as audit
from shiming.identity_provider import errors
from shiming.identity_provider.models import LocalUser, LocalUserCandidate
from shiming.identity_provider.types import IdentityProviderEvent, LocalUserEnd
from shiming.kernel.actor import Actor


def end(row: LocalUser | None, *, reason: LocalUserEnd, actor: Actor, now: dt.datetime) -> None:
    """
    End a mapping; what made it by a number is forgotten, or it would come back.

    :raises errors.LocalUserNotFound: if there is none, or it has ended meanwhile
    """
    won = row is not None and LocalUser.objects.filter(pk=row.pk, ended_at__isnull=True).update(
        ended_at=now, end_reason=reason
    )
    if row is None or not won:
        raise errors.LocalUserNotFound
    LocalUserCandidate.objects.filter(
        client_id=row.client_id, local_user_index=row.local_user_index
    ).delete()
    audit.record(
        event=IdentityProviderEvent.LOCAL_USER_ENDED,
        actor=actor,
        subject=f"account:{row.account_id}",
        at=now,
        details={
            "client": row.client.client_id,
            "mapping": str(row.pk),
            "reason": reason.value,
        },
    )
