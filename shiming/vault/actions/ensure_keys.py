"""Use case: a database gets its first data keys."""

import datetime as dt

from django.db import transaction

from shiming.vault import keys
from shiming.vault.models import DataKey
from shiming.vault.new_keys import make_key
from shiming.vault.types import KeyKind, KeyState


def ensure_keys(*, now: dt.datetime) -> None:
    """Make an active data key of each kind, where there is none."""
    with transaction.atomic(durable=True):
        for kind in KeyKind:
            if not DataKey.objects.filter(kind=kind, state=KeyState.ACTIVE).exists():
                make_key(kind=kind, state=KeyState.ACTIVE, now=now)
        transaction.on_commit(keys.forget)
