"""Use case: the phone says yes to a PC, by the number that stands on its screen."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.models import QrSignIn
from shiming.accounts.policies.qr_sign_ins import refusal_to_confirm
from shiming.accounts.types import QrEnd, QrEvent, QrState
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def confirm_qr_code(*, code: str, picked: int, phone: Actor, now: dt.datetime) -> None:
    """
    Let the PC in that shows the number which was picked; one wrong pick and the code is worthless.

    :raises errors.SignInRequired: if nobody is signed in on the phone
    :raises errors.QrChained: if the phone's own session came from such a code
    :raises errors.QrNotUsable: if this phone has no open code of this name
    :raises errors.QrNeedsFace: if a face must be shown first, and was not lately
    :raises errors.QrWrongNumber: if the PC shows another number
    """
    with transaction.atomic(durable=True):
        qr = queries.qr_with_code(code)
        is_open = (
            qr is not None
            and qr.state == QrState.SCANNED
            and qr.phone_session == phone.session_id
            and qr.expires_at > now
        )
        if qr is None or not is_open:
            raise errors.QrNotUsable
        lifetime = ports.policy().reauthentication_lifetime
        if refusal := refusal_to_confirm(qr=qr, phone=phone, now=now, lifetime=lifetime):
            raise refusal
        is_right = picked == qr.number
        if is_right:
            _confirm(qr=qr, phone=phone, now=now)
        else:
            operations.refuse_qr_code(
                qr=qr,
                ended_for=QrEnd.WRONG_NUMBER,
                event=QrEvent.WRONG_NUMBER,
                actor=phone,
                now=now,
            )
    # Committed by now: there is no second guess.
    if not is_right:
        raise errors.QrWrongNumber


def _confirm(*, qr: QrSignIn, phone: Actor, now: dt.datetime) -> None:
    won = QrSignIn.objects.filter(
        pk=qr.pk, state=QrState.SCANNED, phone_session=phone.session_id, expires_at__gt=now
    ).update(state=QrState.CONFIRMED)
    if not won:
        raise errors.QrNotUsable
    audit.record(
        event=QrEvent.CONFIRMED,
        actor=phone,
        subject=f"qr:{qr.pk}",
        at=now,
        details={"origin": qr.origin, "device": qr.device, "by_face": qr.needs_face},
    )
