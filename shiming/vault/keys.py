"""
The data keys as a process knows them.

A process reads them from the database at most once per `VaultPolicy.key_cache`. They are made by
`actions` alone, in transactions of their own: a key that a rolled-back transaction took with it
would take everything encrypted under it along.
"""

import dataclasses
import secrets
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from shiming.vault import ciphers, ports
from shiming.vault.errors import CannotDecrypt, NoDataKey
from shiming.vault.types import CipherProfile, KeyKind, KeyState

if TYPE_CHECKING:
    from shiming.vault.models import DataKey


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A data key, unwrapped."""

    id: int
    kind: KeyKind
    profile: CipherProfile
    material: bytes = dataclasses.field(repr=False)

    def for_purpose(self, purpose: str) -> bytes:
        """Return the key that serves `purpose` alone."""
        if derived := _derived.get((self.id, purpose)):
            return derived
        info = f"shiming:{self.kind}:{purpose}"
        derived = ciphers.derive(self.material, profile=self.profile, info=info)
        _derived[self.id, purpose] = derived
        return derived


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    read_at: float
    by_id: Mapping[int, Key]
    writing: Mapping[KeyKind, Key]
    looked_up: tuple[Key, ...]


_known: _Known | None = None
# By key id and purpose; there are as many purposes as encrypted columns.
_derived: dict[tuple[int, str], bytes] = {}


def forget() -> None:
    """Read the keys anew at the next use."""
    global _known  # noqa: PLW0603  one cache per process is what the keys are read into
    _known = None
    _derived.clear()


def writing_key(kind: KeyKind) -> Key:
    """
    Return the key that new ciphertexts or indexes are made with.

    :raises NoDataKey: if the database has none
    """
    try:
        return _current().writing[kind]
    except KeyError:
        raise NoDataKey(kind) from None


def lookup_keys() -> tuple[Key, ...]:
    """
    Return every index key under which a row may be found, the newest first.

    Old ones never go: what is indexed of a value that is not kept itself, such as the token of a
    device, cannot be indexed anew.

    :raises NoDataKey: if the database has none
    """
    if not (found := _current().looked_up):
        raise NoDataKey(KeyKind.INDEX)
    return found


def get_key(key_id: int) -> Key:
    """
    Return the key that a ciphertext names.

    :raises CannotDecrypt: if the database has no such key
    """
    if key := _current().by_id.get(key_id):
        return key
    # Another process may have activated it a moment ago.
    if key := _read().by_id.get(key_id):
        return key
    raise CannotDecrypt(f"the data key {key_id} is unknown")


def new_key_id() -> int:
    """Return a random id: ids that count would meet again after a restored backup."""
    return secrets.randbits(63)


def wrapping_context(key_id: int, kind: KeyKind) -> bytes:
    """Return what binds a wrapped key to its row."""
    return f"vault.data_key:{key_id}:{kind}".encode()


def _current() -> _Known:
    limit = ports.policy().key_cache.total_seconds()
    # Looked at once: another thread may forget them at any moment.
    known = _known
    if known is None or time.monotonic() - known.read_at > limit:
        return _read()
    return known


def _read() -> _Known:
    from shiming.vault.models import DataKey  # noqa: PLC0415  models use fields, which use keys

    global _known  # noqa: PLW0603  see `forget`
    earlier = _known
    before = earlier.by_id if earlier else {}
    rows = list(DataKey.objects.order_by("-created_at", "id"))
    by_id = {row.pk: before.get(row.pk) or _unwrap(row) for row in rows}
    known = _Known(
        read_at=time.monotonic(),
        by_id=by_id,
        writing={KeyKind(row.kind): by_id[row.pk] for row in rows if row.state == KeyState.ACTIVE},
        looked_up=tuple(by_id[row.pk] for row in rows if row.kind == KeyKind.INDEX),
    )
    _known = known
    return known


def _unwrap(row: "DataKey") -> Key:
    kind = KeyKind(row.kind)
    return Key(
        id=row.pk,
        kind=kind,
        profile=CipherProfile(row.profile),
        material=ports.key_ring().unwrap(
            bytes(row.wrapped),
            master_key_id=row.master_key_id,
            context=wrapping_context(row.pk, kind),
        ),
    )
