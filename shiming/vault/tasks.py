"""What the platform does by itself with the vault; wiring has it done periodically."""

import datetime as dt
from typing import Protocol

import structlog
from django.db import DEFAULT_DB_ALIAS, connections

from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.vault.actions.continue_rotation import continue_rotation
from shiming.vault.actions.ensure_keys import ensure_keys
from shiming.vault.actions.purge_files import purge_files
from shiming.vault.types import RotationPhase

_DATA_KEY_TABLE = "vault_data_key"
_WORKER = system_actor(device="worker")

_log = structlog.get_logger(__name__)


class Run(Protocol):
    """What is used of a job's run; the jobs are an area above this one."""

    @property
    def now(self) -> dt.datetime:
        """The instant of the run."""

    def progress(self, done: int, total: int) -> None:
        """Record how far the work has come."""


def rotate(run: Run) -> None:
    """Take the next step of a rotation of the keys, if there is one; to be run every minute."""
    continued = continue_rotation(actor=_WORKER, now=run.now, progress=run.progress)
    if continued.phase is not RotationPhase.NONE:
        _log.info("vault_rotation", phase=continued.phase, rewritten=continued.rewritten)


def purge(run: Run) -> None:
    """Shred files whose time is up and remove orphans; to be run every hour."""
    purged = purge_files(actor=_WORKER, now=run.now)
    if purged.shredded or purged.orphans:
        _log.info("vault_purged", shredded=purged.shredded, orphans=purged.orphans)


def ensure_keys_after_migrating(*, using: str = DEFAULT_DB_ALIAS, **_signal: object) -> None:
    """Make the first keys of a database that has none."""
    # Migrating the vault back to nothing ends here too.
    if _DATA_KEY_TABLE in connections[using].introspection.table_names():
        ensure_keys(now=clock.now())
