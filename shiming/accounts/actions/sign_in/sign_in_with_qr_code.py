"""Use case: the PC signs in with the code that a phone has confirmed (S25-4, S31-1)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.models import Account, QrSignIn, Session
from shiming.accounts.policies.qr_sign_ins import QR_METHOD
from shiming.accounts.policies.sessions import actor_of_visit, is_live
from shiming.accounts.types import (
    QrEvent,
    QrSignInId,
    QrState,
    SessionId,
    SignInMethod,
    SignInOutcome,
    StartedSession,
    Visit,
)
from shiming.audit import operations as audit


def sign_in_with_qr_code(
    *, qr_id: QrSignInId, visit: Visit, replaces: SessionId | None, now: dt.datetime
) -> SignInOutcome:
    """
    Sign in the browser that shows the code, as strongly as the phone is signed in and no more.

    The session has the methods of the phone's, each proven when it was proven there, and `mca`.

    :raises errors.QrNotUsable: if this browser shows no confirmed code, it is over, was used, or
        the phone has signed out meanwhile
    :raises errors.MethodNotOffered: if the portal does not let this kind of account in this way
    :raises DomainError: one of `accounts.account.…` if the account may not be signed in to
    """
    with transaction.atomic(durable=True):
        qr = queries.qr_of_visit(qr_id=qr_id, visit=visit)
        won = qr is not None and QrSignIn.objects.filter(
            pk=qr.pk, state=QrState.CONFIRMED, expires_at__gt=now
        ).update(state=QrState.USED)
        if qr is None or not won:
            raise errors.QrNotUsable
        phone = Session.objects.filter(public_id=str(qr.phone_session)).first()
        if phone is None or phone.account_id != qr.account_id or not is_live(phone, now):
            raise errors.QrNotUsable
        account = Account.objects.get(pk=phone.account_id)
        operations.check_method(SignInMethod.QR, account=account, visit=visit)
        outcome = operations.complete_sign_in(
            account=account,
            methods=sorted({*phone.methods, QR_METHOD}),
            visit=visit,
            replaces=replaces,
            # That a phone said yes is none of them: who holds an open one has proven nothing anew.
            proven=phone.factors,
            now=now,
        )
        if isinstance(outcome, StartedSession):
            # As strong as the phone's session is, and no stronger.
            Session.objects.filter(public_id=outcome.session_id).update(
                level=min(outcome.level, phone.level)
            )
        audit.record(
            event=QrEvent.USED,
            actor=actor_of_visit(visit),
            subject=f"qr:{qr.pk}",
            at=now,
            details={"phone_session_id": str(phone.public_id), "by_face": qr.needs_face},
        )
    return outcome
