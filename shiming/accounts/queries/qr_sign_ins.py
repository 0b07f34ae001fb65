"""Reads about codes that a PC shows and a phone confirms."""

import datetime as dt

from shiming.accounts import errors
from shiming.accounts.models import QrSignIn
from shiming.accounts.queries.codes import BINDING_INDEX
from shiming.accounts.types import QrEnd, QrOnPc, QrOnPhone, QrSignInId, QrState, Visit
from shiming.kernel.actor import Actor
from shiming.vault import queries as vault

_ENDED = {QrState.USED, QrState.REFUSED}


def get_qr_on_pc(*, qr_id: QrSignInId, visit: Visit, now: dt.datetime) -> QrOnPc:
    """
    Return a code to the browser that shows it; any other browser learns nothing.

    :raises errors.QrNotUsable: if there is none, or another browser shows it
    """
    qr = qr_of_visit(qr_id=qr_id, visit=visit)
    if qr is None:
        raise errors.QrNotUsable
    state = _state_of(qr, now)
    return QrOnPc(
        id=QrSignInId(qr.pk),
        code=qr.code,
        state=state,
        ended_for=_end_of(qr),
        number=qr.number if state is QrState.SCANNED else None,
        needs_face=qr.needs_face,
        expires_at=qr.expires_at,
    )


def get_qr_on_phone(*, code: str, viewer: Actor, now: dt.datetime) -> QrOnPhone:
    """
    Return who asks to be signed in, and the numbers to pick from for the phone that has scanned.

    :raises errors.QrNotUsable: if there is no such code
    :raises errors.QrTaken: if another phone has scanned it
    """
    qr = qr_with_code(code)
    if qr is None:
        raise errors.QrNotUsable
    is_mine = qr.phone_session is not None and qr.phone_session == viewer.session_id
    if qr.phone_session is not None and not is_mine:
        raise errors.QrTaken
    state = _state_of(qr, now)
    return QrOnPhone(
        code=qr.code,
        state=state,
        ended_for=_end_of(qr),
        is_mine=is_mine,
        choices=tuple(qr.choices) if is_mine and state is QrState.SCANNED else (),
        needs_face=qr.needs_face,
        origin=qr.origin,
        device=qr.device,
        address=qr.address,
        created_at=qr.created_at,
        expires_at=qr.expires_at,
    )


def qr_of_visit(*, qr_id: QrSignInId, visit: Visit) -> QrSignIn | None:
    """Return the row of a code if this browser shows it, or None."""
    bindings = vault.blind_indexes(purpose=BINDING_INDEX, value=visit.token)
    return QrSignIn.objects.filter(pk=qr_id, bound_to__in=bindings).first()


def qr_with_code(code: str) -> QrSignIn | None:
    """Return the row of the code that stands in an address, or None."""
    return QrSignIn.objects.filter(code=code).first()


def _state_of(qr: QrSignIn, now: dt.datetime) -> QrState:
    state = QrState(qr.state)
    return QrState.EXPIRED if state not in _ENDED and qr.expires_at <= now else state


def _end_of(qr: QrSignIn) -> QrEnd | None:
    return QrEnd(qr.ended_for) if qr.ended_for else None
