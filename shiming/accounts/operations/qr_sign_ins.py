"""Ending a code before it has signed anybody in."""

import datetime as dt

from shiming.accounts.models import QrSignIn
from shiming.accounts.types import QrEnd, QrEvent, QrState
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor

_OPEN = (QrState.SHOWN, QrState.SCANNED)


def refuse_qr_code(
    *, qr: QrSignIn, ended_for: QrEnd, event: QrEvent, actor: Actor, now: dt.datetime
) -> bool:
    """Make a code worthless, and keep that as a signal of abuse; tell whether it was still open."""
    won = QrSignIn.objects.filter(pk=qr.pk, state__in=_OPEN).update(
        state=QrState.REFUSED, ended_for=ended_for
    )
    if won:
        audit.record(
            event=event,
            actor=actor,
            subject=f"qr:{qr.pk}",
            at=now,
            details={"origin": qr.origin, "device": qr.device},
        )
    return bool(won)
