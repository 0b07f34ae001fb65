"""Use case: what clients told of users who never came is forgotten."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider.models import LocalUserCandidate
from shiming.identity_provider.types import IdentityProviderEvent
from shiming.kernel.actor import Actor

KEPT_FOR = dt.timedelta(days=180)
"""A client tells of its users when it connects, and again when it likes."""


def forget_candidates(*, actor: Actor, now: dt.datetime) -> int:
    """
    Delete candidates that were told of long ago, and return how many there were.

    Not those that are matched: of two local users of one person the other would then look like the
    only one.
    """
    with transaction.atomic(durable=True):
        count, _ = LocalUserCandidate.objects.filter(told_at__lt=now - KEPT_FOR).delete()
        if count:
            audit.record(
                event=IdentityProviderEvent.LOCAL_USERS_FORGOTTEN,
                actor=actor,
                subject="identity_provider",
                at=now,
                details={"count": count},
            )
    return count
