"""Reading files, and the blind indexes to look up."""

import datetime as dt
from collections.abc import Sequence

from shiming.vault import ciphers, errors, keys, ports
from shiming.vault.models import VaultFile
from shiming.vault.types import VaultFileId


def blind_indexes(purpose: str, value: str) -> list[str]:
    """Return the index of `value` under every key that rows may be indexed with, for ``__in``."""
    return [
        ciphers.index(key.for_purpose(purpose), value.encode(), profile=key.profile)
        for key in keys.lookup_keys()
    ]


def read_file(file_id: VaultFileId) -> bytes:
    """
    Return the content of a file.

    :raises FileNotKept: if there is no such file, or it has been shredded
    :raises CannotDecrypt: if what the store holds is not what was kept
    """
    file = VaultFile.objects.filter(pk=file_id, shredded_at__isnull=True).first()
    if file is None:
        raise errors.FileNotKept(file_id=file_id)
    try:
        ciphertext = ports.file_store().read(file.storage_name)
    except FileNotFoundError as error:
        raise errors.CannotDecrypt(f"the file {file_id} is not in the store") from error
    return ciphers.decrypt(
        bytes.fromhex(file.file_key or ""),
        ciphertext,
        algorithm=ciphers.Algorithm(file.algorithm),
        context=file_context(file_id=file_id, purpose=file.purpose),
    )


def retention_of(file_ids: Sequence[VaultFileId]) -> dict[VaultFileId, dt.datetime | None]:
    """Return until when files are kept (None: until somebody says so); shredded ones are not in."""
    rows = VaultFile.objects.filter(pk__in=file_ids, shredded_at__isnull=True)
    return {VaultFileId(pk): until for pk, until in rows.values_list("pk", "keep_until")}


def file_context(*, file_id: VaultFileId, purpose: str) -> bytes:
    """Return what binds the content of a file to its row."""
    return f"vault.file:{file_id}:{purpose}".encode()
