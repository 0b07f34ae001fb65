"""Use case: a file of users is imported, piece by piece."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import system_actor
from shiming.trust_sources.models.nodes import StockFile
from shiming.trust_sources.operations.nodes.stock import import_lines
from shiming.trust_sources.policies.stock_files import read_stock
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.types.nodes import NodeEvent, StockId, StockState
from shiming.vault import operations as vault
from shiming.vault import queries as vault_queries
from shiming.vault.types import VaultFileId


def import_stock(
    *,
    stock_id: StockId,
    now: dt.datetime,
    progress: Callable[[int, int], None],
    is_cancelled: Callable[[], bool],
) -> None:
    """
    Take in the users of a file; whoever comes after a worker that died goes on where it stopped.

    Each piece is one transaction with the count of lines that are dealt with. When all are, the
    file is shredded: it holds full numbers.
    """
    own = node_policy()
    file = StockFile.objects.get(pk=stock_id)
    if file.state == StockState.DONE:
        return
    content = vault_queries.read_file(VaultFileId(file.file_id))
    lines = read_stock(content, most_lines=own.most_lines, most_bytes=own.most_bytes).lines
    is_over = False
    while not is_over and not is_cancelled():
        with transaction.atomic(durable=True):
            # The row is held: a second worker on the same file waits, and sees what is done.
            held = StockFile.objects.select_for_update(of=("self",)).select_related("peer")
            file = held.get(pk=stock_id)
            import_lines(file, lines[file.done : file.done + own.lines_at_once], now=now)
            is_over = file.state == StockState.DONE
            if is_over:
                vault.shred_file(VaultFileId(file.file_id), now)
                audit.record(
                    event=NodeEvent.STOCK_IMPORTED,
                    actor=system_actor(device="trust_sources.import_stock"),
                    subject=f"stock:{file.pk}",
                    at=now,
                    details={
                        "added": file.added,
                        "merged": file.merged,
                        "conflicts": file.conflicts,
                        "refused": file.refused,
                    },
                )
        progress(file.done, file.lines)
