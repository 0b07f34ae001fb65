"""Use case: files whose time is up are shredded, and files that nobody knows are removed."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.vault import operations, ports
from shiming.vault.models import VaultFile
from shiming.vault.types import VaultEvent, VaultFileId

_BATCH = 100


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PurgedFiles:
    """How many files went."""

    shredded: int
    orphans: int


def purge_files(*, actor: Actor, now: dt.datetime) -> PurgedFiles:
    """
    Shred every file whose time is up, and remove what the store holds without a row.

    Orphans come from transactions that were rolled back and from crashes between shredding and
    removing; young ones are left alone, for their transaction may still be open.
    """
    shredded = 0
    while count := _shred_batch(actor=actor, now=now):
        shredded += count
    return PurgedFiles(shredded=shredded, orphans=_remove_orphans(now))


def _shred_batch(*, actor: Actor, now: dt.datetime) -> int:
    with transaction.atomic(durable=True):
        due = VaultFile.objects.filter(keep_until__lte=now, shredded_at__isnull=True)
        batch = list(due.order_by("keep_until", "pk")[:_BATCH])
        for file in batch:
            operations.shred_file(VaultFileId(file.pk), now)
            audit.record(
                event=VaultEvent.FILE_SHREDDED,
                actor=actor,
                subject=f"vault_file:{file.pk}",
                at=now,
                details={"purpose": file.purpose},
            )
    return len(batch)


def _remove_orphans(now: dt.datetime) -> int:
    store = ports.file_store()
    removed = 0
    for name in store.list_older_than(now - ports.policy().orphan_age):
        if not VaultFile.objects.filter(storage_name=name, shredded_at__isnull=True).exists():
            store.remove(name)
            removed += 1
    return removed
