"""Use case: what clients told of users who never came is forgotten."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from shiming.audit import operations as audit
from shiming.identity_provider.models import LocalUser, LocalUserCandidate
from shiming.identity_provider.types import ClientState, IdentityProviderEvent
from shiming.kernel.actor import Actor

KEPT_FOR = dt.timedelta(days=180)
"""A client tells of its users when it connects, and again when it likes."""


def forget_candidates(*, actor: Actor, now: dt.datetime) -> int:
    """
    Delete candidates that are of no use, and return how many there were.

    They are old, their client is not served any more, or their local user is matched by now.
    """
    with transaction.atomic(durable=True):
        matched = LocalUser.objects.filter(
            client_id=OuterRef("client_id"),
            local_user_index=OuterRef("local_user_index"),
            ended_at__isnull=True,
        )
        stale = Q(told_at__lt=now - KEPT_FOR) | Q(client__state=ClientState.SUSPENDED)
        count, _ = LocalUserCandidate.objects.filter(stale | Exists(matched)).delete()
        if count:
            audit.record(
                event=IdentityProviderEvent.LOCAL_USERS_FORGOTTEN,
                actor=actor,
                subject="identity_provider",
                at=now,
                details={"count": count},
            )
    return count
