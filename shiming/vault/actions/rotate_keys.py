"""Use case: an operator wants new data keys; `continue_rotation` does the rest."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.vault import errors, keys, ports
from shiming.vault.models import DataKey
from shiming.vault.new_keys import make_key, wrap_anew
from shiming.vault.types import KeyKind, KeyState, VaultEvent


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BegunRotation:
    """When the rotation can be continued: by then every process knows the new keys."""

    continue_at: dt.datetime


def rotate_keys(*, actor: Actor, now: dt.datetime) -> BegunRotation:
    """
    Make a new data key of each kind, which reads until every process knows it.

    All older keys are wrapped under the current master key on this occasion, so that a superseded
    master key can be taken out of the environment afterwards.

    :raises errors.RotationUnderWay: if the last rotation has not ended
    """
    with transaction.atomic(durable=True):
        if DataKey.objects.filter(state__in=[KeyState.PREPARED, KeyState.SUPERSEDED]).exists():
            raise errors.RotationUnderWay
        wrap_anew()
        for kind in KeyKind:
            make_key(kind=kind, state=KeyState.PREPARED, now=now)
        audit.record(event=VaultEvent.ROTATION_BEGUN, actor=actor, subject="vault:keys", at=now)
        transaction.on_commit(keys.forget)
    return BegunRotation(continue_at=now + 2 * ports.policy().key_cache)
