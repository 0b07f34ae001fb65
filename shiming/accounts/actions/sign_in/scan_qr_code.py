"""Use case: a signed-in phone has scanned a code and goes on with it."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.models import QrSignIn
from shiming.accounts.policies.qr_sign_ins import refusal_to_scan
from shiming.accounts.types import QrEnd, QrEvent, QrState
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError


def scan_qr_code(*, code: str, host: str, phone: Actor, now: dt.datetime) -> None:
    """
    Take the code for this phone, so that no other one can confirm it; twice is the same as once.

    `host` is the name under which the phone asks: a code that one portal shows is not confirmed
    at another one.

    :raises errors.SignInRequired: if nobody is signed in on the phone
    :raises errors.QrChained: if the phone's own session came from such a code
    :raises errors.QrNotUsable: if there is no such code, or it is over
    :raises errors.QrOtherOrigin: if another portal shows it; the code is worthless from now on
    :raises errors.QrTaken: if another phone has scanned it
    """
    if refusal := refusal_to_scan(phone=phone):
        raise refusal
    with transaction.atomic(durable=True):
        qr = queries.qr_with_code(code)
        if qr is None or qr.expires_at <= now:
            raise errors.QrNotUsable
        outcome = _take(qr=qr, host=host, phone=phone, now=now)
    # Committed by now: what looks like abuse leaves its trace.
    if outcome is not None:
        raise outcome


def _take(*, qr: QrSignIn, host: str, phone: Actor, now: dt.datetime) -> DomainError | None:
    if qr.origin != host:
        operations.refuse_qr_code(
            qr=qr, ended_for=QrEnd.OTHER_ORIGIN, event=QrEvent.OTHER_ORIGIN, actor=phone, now=now
        )
        return errors.QrOtherOrigin()
    won = QrSignIn.objects.filter(pk=qr.pk, state=QrState.SHOWN, expires_at__gt=now).update(
        state=QrState.SCANNED, account_id=phone.account_id, phone_session=phone.session_id
    )
    if won:
        event, refusal = QrEvent.SCANNED, None
    elif qr.phone_session == phone.session_id:
        return None if qr.state == QrState.SCANNED else errors.QrNotUsable()
    elif qr.phone_session is None:
        return errors.QrNotUsable()
    else:
        event, refusal = QrEvent.SECOND_PHONE, errors.QrTaken()
    audit.record(
        event=event, actor=phone, subject=f"qr:{qr.pk}", at=now, details={"origin": qr.origin}
    )
    return refusal
