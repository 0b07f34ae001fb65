"""
What becomes of members of staff is passed on to unified clients (S33-25).

The adapter of `directory.ports.staff_listener`: directory calls it in the transaction that makes
the change, so that none is ever kept from a client, and none is told that did not happen. Clients
in mapping mode have no row here, and nothing is ever written to them.
"""

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import F

from shiming.accounts.types import AccountId
from shiming.directory import queries as directory
from shiming.directory.types import Reach, StaffChange
from shiming.identity_provider.models import ProvisionedUser, Provisioning
from shiming.identity_provider.types import ProvisioningState
from shiming.jobs import operations as jobs

if TYPE_CHECKING:
    import uuid

FILL = "identity_provider.fill_provisioning"
"""The job that adds the staff that were there before a client became unified."""
DELIVER = "identity_provider.deliver_user"
"""The job that tells one client of one member of staff; its subject is the row."""
MOST_ATTEMPTS = 10


def staff_changed(*, account_id: AccountId, change: StaffChange, now: dt.datetime) -> None:
    """Have every unified client told that keeps them, or kept them before."""
    staff = directory.find_staff_unscoped(account_id)
    if staff is None:
        return
    for provisioning in Provisioning.objects.select_related("organisation").filter(
        ended_at__isnull=True
    ):
        reach = Reach(path=provisioning.organisation.path if provisioning.organisation else "")
        is_theirs = not staff.is_closed and reach.covers(staff.organisation_path)
        want(provisioning.pk, account_id, change=change, is_theirs=is_theirs, now=now)


def want(
    provisioning_id: "uuid.UUID",
    account_id: AccountId,
    *,
    change: StaffChange,
    is_theirs: bool,
    now: dt.datetime,
) -> None:
    """Note a change for one client; whom it neither keeps nor kept, it does not hear of."""
    rows = ProvisionedUser.objects.filter(provisioning_id=provisioning_id, account_id=account_id)
    is_known = rows.update(
        wanted=F("wanted") + 1,
        change=change,
        state=ProvisioningState.WAITING,
        error="",
        tries=0,
        changed_at=now,
    )
    if not (is_known or is_theirs):
        return
    if not is_known:
        ProvisionedUser.objects.create(
            provisioning_id=provisioning_id, account_id=account_id, change=change, changed_at=now
        )
    jobs.start(kind=DELIVER, subject=str(rows.get().pk), now=now, max_attempts=MOST_ATTEMPTS)
