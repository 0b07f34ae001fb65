"""Reads: the register of all systems that sign people in (S19-6)."""

import dataclasses
import datetime as dt
import uuid

from django.db.models import Q, QuerySet

from shiming.identity_provider import errors, policies
from shiming.identity_provider.models import RegisteredSystem
from shiming.identity_provider.types import (
    ClientEnvironment,
    ClientState,
    RegisteredSystemId,
    SystemState,
)
from shiming.kernel.actor import Actor

MOST_SHOWN = 500


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SystemFacts:
    """One system with authentication functions, and how it stands to the platform."""

    id: uuid.UUID
    name: str
    owner: str
    item_codes: tuple[str, ...]
    state: SystemState
    exception_until: dt.date | None
    is_exception_over: bool
    reason: str
    client_id: str
    is_suspended: bool
    is_sandbox: bool
    admits_units_alone: bool
    version: int


def list_systems(
    *, viewer: Actor, state: SystemState | None = None, text: str = "", today: dt.date
) -> list[SystemFacts]:
    """
    List the systems of a state whose name, owner or item code has `text` in it, by owner and name.

    :raises errors.MayNotManageSystems: if the viewer does not keep the register
    """
    rows = _visible(viewer).filter(state=state) if state else _visible(viewer)
    if text:
        # A JSON list of codes is searched as the text that it is; codes hold no marks of JSON.
        rows = rows.filter(
            Q(name__icontains=text) | Q(owner__icontains=text) | Q(item_codes__icontains=text)
        )
    return [_facts(row, today) for row in rows.order_by("owner", "name", "pk")[:MOST_SHOWN]]


def get_system(*, system_id: RegisteredSystemId, viewer: Actor, today: dt.date) -> SystemFacts:
    """
    Return one system.

    :raises errors.MayNotManageSystems: if the viewer does not keep the register
    :raises errors.SystemNotFound: if there is no such entry
    """
    row = _visible(viewer).filter(pk=system_id).first()
    if row is None:
        raise errors.SystemNotFound
    return _facts(row, today)


def _visible(viewer: Actor) -> QuerySet[RegisteredSystem]:
    if refusal := policies.refusal_to_manage(officer=viewer):
        raise refusal
    return RegisteredSystem.objects.select_related("client")


def _facts(row: RegisteredSystem, today: dt.date) -> SystemFacts:
    client = row.client
    until = row.exception_until
    return SystemFacts(
        id=row.pk,
        name=row.name,
        owner=row.owner,
        item_codes=tuple(row.item_codes),
        state=SystemState(row.state),
        exception_until=until,
        is_exception_over=until is not None and until < today,
        reason=row.reason,
        client_id=client.client_id if client else "",
        is_suspended=client is not None and client.state == ClientState.SUSPENDED,
        is_sandbox=client is not None and client.environment == ClientEnvironment.SANDBOX,
        admits_units_alone=client is not None and client.admits_units_alone,
        version=row.version,
    )
