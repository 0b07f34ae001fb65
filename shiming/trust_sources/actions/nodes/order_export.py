"""Use case: an officer orders that this city's users be handed over to the province."""

import datetime as dt

from django.db import IntegrityError, transaction

from shiming.jobs import operations as jobs
from shiming.kernel.actor import Actor
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import StockExport
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types.nodes import NodeRole, PeerId

EXPORT = "trust_sources.export_stock"
"""The job that hands users over; its subject is the export."""


def order_export(*, peer_id: PeerId, officer: Actor, now: dt.datetime) -> None:
    """
    Hand all users over in the background; one that broke off goes on where it was.

    :raises errors.MayNotManageNodes: if the officer may not
    :raises errors.StandsAlone: if this is no city
    :raises errors.PeerNotFound: if there is no such node
    """
    with transaction.atomic(durable=True):
        queries.get_peer(peer_id=peer_id, viewer=officer, now=now)
        if node_policy().role is not NodeRole.CITY:
            raise errors.StandsAlone
        export = queries.find_open_export(peer_id) or _open(peer_id, officer=officer, now=now)
        jobs.start(kind=EXPORT, subject=str(export.pk), now=now, max_attempts=20)


def _open(peer_id: PeerId, *, officer: Actor, now: dt.datetime) -> StockExport:
    try:
        with transaction.atomic():
            return StockExport.objects.create(
                peer_id=peer_id, started_by=officer.account_id, started_at=now
            )
    except IntegrityError:
        # Another officer ordered it in this very moment.
        return StockExport.objects.get(peer_id=peer_id, finished_at__isnull=True)
