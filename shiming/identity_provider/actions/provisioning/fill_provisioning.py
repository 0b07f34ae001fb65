"""Use case: some more of the staff of before are added to a client that became unified."""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from shiming.accounts.types import AccountId
from shiming.directory import queries as directory
from shiming.directory.types import EVERYWHERE, Reach, StaffChange
from shiming.identity_provider.models import ProvisionedUser, Provisioning
from shiming.identity_provider.operations import provisioning as deliveries

AT_ONCE = 200
"""Few enough for a transaction that holds nobody up."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FilledProvisioning:
    """How far it is."""

    done: int
    total: int
    is_over: bool


def fill_provisioning(*, provisioning_id: uuid.UUID, now: dt.datetime) -> FilledProvisioning:
    """
    Have the next members of staff delivered, from where the last run stopped; repeat until over.

    Whoever was told of meanwhile, because something happened to them, is passed over. No audit
    record: the start has one for all of them, and each delivery its own.
    """
    with transaction.atomic(durable=True):
        row = (
            Provisioning.objects.select_related("organisation")
            .defer("token")
            .filter(pk=provisioning_id, is_filling=True, ended_at__isnull=True)
            .first()
        )
        if row is None:
            return FilledProvisioning(done=0, total=0, is_over=True)
        known = directory.list_staff_keys(
            reach=Reach(path=row.organisation.path) if row.organisation else EVERYWHERE,
            after=None if row.filled_to is None else AccountId(row.filled_to),
            limit=AT_ONCE,
        )
        is_over = len(known) < AT_ONCE
        # Compare-and-set: two runs at once add nobody twice.
        won = Provisioning.objects.filter(
            pk=row.pk, filled_to=row.filled_to, is_filling=True
        ).update(
            filled_to=known[-1] if known else row.filled_to,
            filled=row.filled + len(known),
            is_filling=not is_over,
        )
        if not won:
            return FilledProvisioning(done=row.filled, total=row.fill_total, is_over=False)
        told = set(
            ProvisionedUser.objects.filter(provisioning=row, account_id__in=known).values_list(
                "account_id", flat=True
            )
        )
        for account_id in known:
            if account_id not in told:
                deliveries.want(
                    row.pk, account_id, change=StaffChange.OPENED, is_theirs=True, now=now
                )
    done = row.filled + len(known)
    return FilledProvisioning(done=done, total=max(done, row.fill_total), is_over=is_over)
