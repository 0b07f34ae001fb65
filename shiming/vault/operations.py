"""Indexing values, keeping and shredding files, in the caller's transaction."""

import datetime as dt
import secrets
from collections.abc import Callable
from typing import Any

from django.db import transaction

from shiming.kernel.ids import new_id
from shiming.vault import ciphers, errors, keys, ports, registry
from shiming.vault.models import VaultFile
from shiming.vault.queries import file_context
from shiming.vault.types import KeyKind, VaultFileId


def blind_index(purpose: str, value: str) -> str:
    """Return the index of `value` to be written: one value and purpose, one index."""
    key = keys.writing_key(KeyKind.INDEX)
    return ciphers.index(key.for_purpose(purpose), value.encode(), profile=key.profile)


def register_index(
    *, model: str, column: str, purpose: str, value_of: Callable[[Any], str | None]
) -> None:
    """
    Have rotation make the blind index in `column` of ``app_label.Model`` anew.

    `value_of` gets a row, with its encrypted columns readable, and returns what is indexed, or
    None where the row has no index. To be called in the `ready` of the area that owns the model.
    """
    registry.register(
        registry.IndexedColumn(model=model, column=column, purpose=purpose, value_of=value_of)
    )


def keep_file(
    purpose: str,
    content: bytes,
    media_type: str,
    now: dt.datetime,
    keep_until: dt.datetime | None = None,
) -> VaultFileId:
    """
    Keep `content` encrypted under a key of its own, until `keep_until` or for good.

    The file is durable before the row is; when the caller's transaction rolls back, it is an
    orphan that nobody can read and the clean-up removes.

    :raises NoSpace: if the disk is full; nothing was kept
    """
    file_id = VaultFileId(new_id())
    algorithm = ciphers.ALGORITHM_OF[ports.policy().profile]
    file_key = secrets.token_bytes(ciphers.KEY_LENGTH)
    name = secrets.token_hex(16)
    ciphertext = ciphers.encrypt(
        file_key,
        content,
        algorithm=algorithm,
        context=file_context(file_id=file_id, purpose=purpose),
    )
    try:
        ports.file_store().write(name, ciphertext)
    except errors.NoSpaceLeft as error:
        raise errors.NoSpace(size=len(content)) from error
    VaultFile.objects.create(
        id=file_id,
        purpose=purpose,
        media_type=media_type,
        size=len(content),
        algorithm=algorithm,
        file_key=file_key.hex(),
        storage_name=name,
        created_at=now,
        keep_until=keep_until,
    )
    return file_id


def keep_file_until(file_id: VaultFileId, keep_until: dt.datetime | None) -> None:
    """
    Change how long a file is kept.

    :raises FileNotKept: if there is no such file, or it has been shredded
    """
    kept = VaultFile.objects.filter(pk=file_id, shredded_at__isnull=True)
    if not kept.update(keep_until=keep_until):
        raise errors.FileNotKept(file_id=file_id)


def shred_file(file_id: VaultFileId, now: dt.datetime) -> None:
    """
    Destroy the key of a file, and remove the file once the transaction has committed.

    :raises FileNotKept: if there is no such file, or it has been shredded
    """
    name = VaultFile.objects.filter(pk=file_id).values_list("storage_name", flat=True).first()
    kept = VaultFile.objects.filter(pk=file_id, shredded_at__isnull=True)
    if name is None or not kept.update(file_key=None, shredded_at=now):
        raise errors.FileNotKept(file_id=file_id)
    store = ports.file_store()
    transaction.on_commit(lambda: store.remove(name))
