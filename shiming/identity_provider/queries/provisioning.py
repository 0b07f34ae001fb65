"""Reads: unified clients, and how far they are told."""

import dataclasses
import datetime as dt
import uuid

from django.db.models import Count, Min, Q

from shiming.accounts.types import AccountId
from shiming.directory import queries as directory
from shiming.directory.types import Reach, StaffFacts
from shiming.identity_provider import errors, policies
from shiming.identity_provider.models import ProvisionedUser, Provisioning
from shiming.identity_provider.types import ClientState, ProvisioningState
from shiming.kernel.actor import Actor

MOST_SHOWN = 100


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One member of staff as one client is to have them now."""

    row_id: uuid.UUID
    wanted: int
    address: str
    token: str = dataclasses.field(repr=False)
    sector: str
    is_client_active: bool
    remote_id: str
    staff: StaffFacts
    is_active: bool
    """Whether they may work there: neither closed nor suspended, and not elsewhere."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UnifiedClient:
    """A unified client, and how many are waiting or failed."""

    id: uuid.UUID
    client_id: str
    client_name: str
    address: str
    organisation_name: str
    is_filling: bool
    """Whether those who were there before are still being added: so many of so many."""
    filled: int
    fill_total: int
    waiting: int
    failed: int
    oldest_at: dt.datetime | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BacklogEntry:
    """Somebody of whom a client has not been told yet."""

    id: uuid.UUID
    user_name: str
    change: str
    state: ProvisioningState
    error: str
    tries: int
    changed_at: dt.datetime


def find_delivery(row_id: uuid.UUID) -> Delivery | None:
    """Find what is to be delivered, from the state of this moment."""
    row = (
        ProvisionedUser.objects.select_related("provisioning__client", "provisioning__organisation")
        .filter(pk=row_id, provisioning__ended_at__isnull=True)
        .first()
    )
    staff = None if row is None else directory.find_staff_unscoped(AccountId(row.account_id))
    if row is None or staff is None or row.delivered >= row.wanted:
        return None
    provisioning = row.provisioning
    reach = Reach(path=provisioning.organisation.path if provisioning.organisation else "")
    return Delivery(
        row_id=row.pk,
        wanted=row.wanted,
        address=provisioning.address,
        token=provisioning.token,
        sector=provisioning.client.sector,
        is_client_active=provisioning.client.state == ClientState.ACTIVE,
        remote_id=row.remote_id,
        staff=staff,
        is_active=staff.is_active and not staff.is_closed and reach.covers(staff.organisation_path),
    )


def list_unified_clients(*, viewer: Actor) -> list[UnifiedClient]:
    """
    List the unified clients by name to an officer.

    :raises errors.MayNotManageProvisioning: if the viewer may not
    """
    if refusal := policies.refusal_to_provision(officer=viewer):
        raise refusal
    living = Provisioning.objects.filter(ended_at__isnull=True)
    # No list decrypts a token.
    rows = living.select_related("client", "organisation").defer("token")
    counted = (
        ProvisionedUser.objects.filter(provisioning__in=living)
        .exclude(state=ProvisioningState.DONE)
        .values("provisioning_id")
        .annotate(
            waiting=Count("pk", filter=Q(state=ProvisioningState.WAITING)),
            failed=Count("pk", filter=Q(state=ProvisioningState.FAILED)),
            oldest=Min("changed_at"),
        )
        .order_by("provisioning_id")
    )
    counts = {
        one["provisioning_id"]: (one["waiting"], one["failed"], one["oldest"]) for one in counted
    }
    nothing = (0, 0, None)
    return [
        UnifiedClient(
            id=row.pk,
            client_id=row.client.client_id,
            client_name=row.client.name,
            address=row.address,
            organisation_name=row.organisation.name if row.organisation else "",
            is_filling=row.is_filling,
            filled=row.filled,
            fill_total=max(row.filled, row.fill_total),
            waiting=(found := counts.get(row.pk, nothing))[0],
            failed=found[1],
            oldest_at=found[2],
        )
        for row in rows.order_by("client__name", "pk")
    ]


def get_unified_client(provisioning_id: uuid.UUID, *, viewer: Actor) -> UnifiedClient:
    """
    Return one unified client to an officer.

    :raises errors.MayNotManageProvisioning: if the viewer may not
    :raises errors.ProvisioningNotFound: if there is none
    """
    found = [one for one in list_unified_clients(viewer=viewer) if one.id == provisioning_id]
    if not found:
        raise errors.ProvisioningNotFound
    return found[0]


def list_backlog(provisioning_id: uuid.UUID, *, viewer: Actor) -> list[BacklogEntry]:
    """
    List those of whom a client has not been told, the oldest first, as many as one page holds.

    :raises errors.MayNotManageProvisioning: if the viewer may not
    """
    if refusal := policies.refusal_to_provision(officer=viewer):
        raise refusal
    rows = (
        ProvisionedUser.objects.select_related("account")
        .defer("account__mobile", "account__email", "account__password")
        .filter(provisioning_id=provisioning_id)
        .exclude(state=ProvisioningState.DONE)
    )
    return [
        BacklogEntry(
            id=row.pk,
            user_name=row.account.user_name,
            change=row.change,
            state=ProvisioningState(row.state),
            error=row.error,
            tries=row.tries,
            changed_at=row.changed_at,
        )
        for row in rows.order_by("changed_at", "pk")[:MOST_SHOWN]
    ]


def list_unfilled(*, before: dt.datetime) -> list[uuid.UUID]:
    """Return the unified clients that began before then and still lack staff of before."""
    rows = Provisioning.objects.filter(
        is_filling=True, ended_at__isnull=True, started_at__lt=before
    )
    return list(rows.order_by("started_at", "pk").values_list("pk", flat=True))


def list_failed(*, before: dt.datetime) -> list[uuid.UUID]:
    """Return the rows that failed and have not changed since, of clients still unified."""
    rows = ProvisionedUser.objects.filter(
        state=ProvisioningState.FAILED, provisioning__ended_at__isnull=True, changed_at__lt=before
    )
    return list(rows.order_by("changed_at", "pk").values_list("pk", flat=True))
