"""What the platform does by itself with the audit; wiring has it done periodically."""

import datetime as dt
from typing import Protocol

import structlog

from shiming.audit.actions.seal_records import seal_records
from shiming.audit.errors import SealedMeanwhile

_log = structlog.get_logger(__name__)


class Run(Protocol):
    """What is used of a job's run; the jobs are an area above this one."""

    @property
    def now(self) -> dt.datetime:
        """The instant of the run."""


def seal(run: Run) -> None:
    """Seal what is new; to be run every minute."""
    _seal(now=run.now, is_thorough=False)


def seal_thoroughly(run: Run) -> None:
    """Seal also what committed very late; to be run every day."""
    _seal(now=run.now, is_thorough=True)


def _seal(*, now: dt.datetime, is_thorough: bool) -> None:
    try:
        sealed = seal_records(now=now, is_thorough=is_thorough)
    except SealedMeanwhile:
        _log.info("audit_sealed_meanwhile")
        return
    if sealed.records:
        # The log is kept elsewhere: a chain that is cut or made anew does not have this head.
        _log.info(
            "audit_sealed",
            records=sealed.records,
            head=f"{sealed.head_sequence}:{sealed.head_digest}",
        )
