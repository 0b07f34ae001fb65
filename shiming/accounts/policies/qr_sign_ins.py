"""Who may confirm a code that a PC shows. Pure rules."""

import datetime as dt

from shiming.accounts import errors
from shiming.accounts.models import QrSignIn
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError

QR_METHOD = "mca"
"""RFC 8176: the authentication went over more than one channel."""


def refusal_to_scan(*, phone: Actor) -> DomainError | None:
    """Return why this session may confirm no code at all, or None if it may."""
    if phone.account_id is None or phone.session_id is None:
        return errors.SignInRequired()
    # Else one stolen session would beget others for ever, each by the one before.
    if QR_METHOD in phone.methods:
        return errors.QrChained()
    return None


def refusal_to_confirm(
    *, qr: QrSignIn, phone: Actor, now: dt.datetime, lifetime: dt.timedelta
) -> DomainError | None:
    """Return why this phone may not confirm now, or None if it may."""
    if refusal := refusal_to_scan(phone=phone):
        return refusal
    shown_at = phone.factors.get("face")
    if qr.needs_face and (shown_at is None or now - shown_at >= lifetime):
        return errors.QrNeedsFace()
    return None
