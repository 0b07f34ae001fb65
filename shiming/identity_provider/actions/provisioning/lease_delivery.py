"""Use case: one worker takes the delivery of one user, so that no two overtake each other."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Q

from shiming.identity_provider.models import ProvisionedUser

LEASE = dt.timedelta(minutes=2)
"""Longer than all calls of one delivery may take."""


def lease_delivery(*, row_id: uuid.UUID, now: dt.datetime) -> bool:
    """Take the turn until it is settled, or until the lease is over; tell whether it was free."""
    with transaction.atomic(durable=True):
        free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
        return bool(
            ProvisionedUser.objects.filter(free, pk=row_id).update(leased_until=now + LEASE)
        )
