"""Use case: the phone says that it was not its owner who asked."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.policies.qr_sign_ins import refusal_to_scan
from shiming.accounts.types import QrEnd, QrEvent
from shiming.kernel.actor import Actor


def refuse_qr_code(*, code: str, phone: Actor, now: dt.datetime) -> None:
    """
    Make the code worthless and tell the PC; it counts as a signal of abuse.

    :raises errors.SignInRequired: if nobody is signed in on the phone
    :raises errors.QrNotUsable: if there is no such code, or another phone has scanned it
    """
    if phone.account_id is None and (refusal := refusal_to_scan(phone=phone)):
        raise refusal
    with transaction.atomic(durable=True):
        qr = queries.qr_with_code(code)
        if qr is None or qr.phone_session not in {None, phone.session_id} or qr.expires_at <= now:
            raise errors.QrNotUsable
        operations.refuse_qr_code(
            qr=qr, ended_for=QrEnd.BY_OWNER, event=QrEvent.REFUSED, actor=phone, now=now
        )
