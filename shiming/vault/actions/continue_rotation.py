"""
Use case: a rotation of the keys takes its next step.

Prepared keys become active once every process knows them, for a row indexed under a key that
another process does not know would not be found. When nobody writes under the old keys any more,
everything is encrypted and indexed anew, and the old keys retire. A crash loses nothing: what is
done stays done, and the next call goes on.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.vault import keys, ports, rewriting
from shiming.vault.models import DataKey
from shiming.vault.types import KeyKind, KeyState, RotationPhase, VaultEvent

_BATCH = 200


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ContinuedRotation:
    """Where the rotation stands, and when to come back; None if there is nothing to wait for."""

    phase: RotationPhase
    continue_at: dt.datetime | None
    rewritten: int = 0


def continue_rotation(
    *, actor: Actor, now: dt.datetime, progress: Callable[[int, int], None]
) -> ContinuedRotation:
    """Take the next step of a rotation, if it is time for one; report rows done and rows in all."""
    pause = 2 * ports.policy().key_cache
    if prepared := DataKey.objects.filter(state=KeyState.PREPARED).first():
        if now < prepared.created_at + pause:
            return ContinuedRotation(
                phase=RotationPhase.PREPARED, continue_at=prepared.created_at + pause
            )
        _activate(now)
        return ContinuedRotation(phase=RotationPhase.ACTIVATED, continue_at=now + pause)
    if not DataKey.objects.filter(state=KeyState.SUPERSEDED).exists():
        return ContinuedRotation(phase=RotationPhase.NONE, continue_at=None)
    active = DataKey.objects.get(kind=KeyKind.FIELD, state=KeyState.ACTIVE)
    if active.activated_at and now < active.activated_at + pause:
        return ContinuedRotation(
            phase=RotationPhase.ACTIVATED, continue_at=active.activated_at + pause
        )
    keys.forget()
    rewritten = _rewrite_everything(progress)
    _retire(actor=actor, now=now, rewritten=rewritten)
    return ContinuedRotation(phase=RotationPhase.DONE, continue_at=None, rewritten=rewritten)


def _activate(now: dt.datetime) -> None:
    with transaction.atomic(durable=True):
        active = DataKey.objects.filter(state=KeyState.ACTIVE)
        active.update(state=KeyState.SUPERSEDED)
        DataKey.objects.filter(state=KeyState.PREPARED).update(
            state=KeyState.ACTIVE, activated_at=now
        )
        transaction.on_commit(keys.forget)


def _rewrite_everything(progress: Callable[[int, int], None]) -> int:
    """Go over all tables until a pass finds every row as it should be."""
    tables = rewriting.tables()
    total = sum(table.count() for table in tables)
    rewritten = 0
    while True:
        done = lost = 0
        for table in tables:
            after: object = None
            while True:
                with transaction.atomic(durable=True):
                    batch = table.rewrite(after=after, limit=_BATCH)
                if batch is None:
                    break
                after = batch.last_key
                done += batch.seen
                rewritten += batch.rewritten
                lost += batch.lost
                progress(min(done, total), total)
        if not lost:
            return rewritten


def _retire(*, actor: Actor, now: dt.datetime, rewritten: int) -> None:
    with transaction.atomic(durable=True):
        DataKey.objects.filter(state=KeyState.SUPERSEDED).update(
            state=KeyState.RETIRED, retired_at=now
        )
        audit.record(
            event=VaultEvent.ROTATION_DONE,
            actor=actor,
            subject="vault:keys",
            at=now,
            details={"rewritten": rewritten},
        )
        transaction.on_commit(keys.forget)
