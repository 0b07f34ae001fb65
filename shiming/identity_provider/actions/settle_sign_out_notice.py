"""Use case: it is noted whether a client answered when it was told of a sign-out."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider.models import SignOutNotice
from shiming.identity_provider.types import (
    IdentityProviderEvent,
    SignOutNoticeId,
    SignOutState,
)
from shiming.kernel.actor import Actor


def settle_sign_out_notice(
    *, notice_id: SignOutNoticeId, error: str, is_final: bool, actor: Actor, now: dt.datetime
) -> None:
    """
    Note that a client answered, or with an `error` that it did not.

    Before the final attempt an error only tells operators how it stands; a notice that was settled
    stays as it is.
    """
    waiting = SignOutNotice.objects.filter(pk=notice_id, state=SignOutState.WAITING)
    with transaction.atomic(durable=True):
        if error and not is_final:
            waiting.update(error=error)
            return
        state = SignOutState.FAILED if error else SignOutState.TOLD
        notice = waiting.select_related("client", "sign_out").first()
        won = waiting.update(state=state, error=error, settled_at=now)
        if not won or notice is None:
            return
        audit.record(
            event=IdentityProviderEvent.CLIENT_MISSED_SIGN_OUT
            if error
            else IdentityProviderEvent.CLIENT_TOLD_OF_SIGN_OUT,
            actor=actor,
            subject=f"client:{notice.client.client_id}",
            at=now,
            details={
                "session": str(notice.sign_out.session_id),
                "channel": notice.channel,
                "error": error or None,
            },
        )
