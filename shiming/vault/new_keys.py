"""Making and wrapping data keys; only actions do, see `keys`."""

import datetime as dt
import secrets

from shiming.vault import ciphers, keys, ports
from shiming.vault.models import DataKey
from shiming.vault.types import KeyKind, KeyState


def make_key(*, kind: KeyKind, state: KeyState, now: dt.datetime) -> None:
    """Write a new data key, wrapped under the current master key."""
    key_id = keys.new_key_id()
    ring = ports.key_ring()
    DataKey.objects.create(
        id=key_id,
        kind=kind,
        profile=ports.policy().profile,
        state=state,
        master_key_id=ring.current_id,
        wrapped=ring.wrap(
            secrets.token_bytes(ciphers.KEY_LENGTH), context=keys.wrapping_context(key_id, kind)
        ),
        created_at=now,
        activated_at=now if state is KeyState.ACTIVE else None,
    )


def wrap_anew() -> None:
    """Wrap every data key that an older master key wraps under the current one."""
    ring = ports.key_ring()
    for key in DataKey.objects.exclude(master_key_id=ring.current_id):
        context = keys.wrapping_context(key.pk, KeyKind(key.kind))
        material = ring.unwrap(bytes(key.wrapped), master_key_id=key.master_key_id, context=context)
        DataKey.objects.filter(pk=key.pk).update(
            master_key_id=ring.current_id, wrapped=ring.wrap(material, context=context)
        )
