"""Use case: an officer takes the second factors away from who has lost them all (A10)."""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.models import Account, SecondFactorRequest
from shiming.accounts.operations import credentials
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountKind,
    AccountPermission,
    SessionEnd,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor

_REQUEST_LIFETIME = dt.timedelta(hours=24)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ResetSecondFactor:
    """Whether it was done, or waits for a second officer."""

    is_done: bool
    sessions_ended: int = 0


def reset_second_factor(
    *, account_id: AccountId, reason: str, officer: Actor, now: dt.datetime
) -> ResetSecondFactor:
    """
    Remove passkeys, app and recovery codes, and end all sessions; of staff by two officers only.

    The first factor stays what it was: the officer gets in nowhere by this. Of a member of staff
    the first officer asks and a second one, who is somebody else, does it: one who may reset
    passwords too could otherwise enter as any colleague. The owner is told over every contact.

    :raises errors.MayNotManageAccounts: if the officer may not
    :raises errors.OwnAccount: if it is the officer's own, or another one of the same person
    :raises errors.ReasonUnfit: if the reason is none, or names somebody
    :raises errors.AccountNotFound: if there is no such account
    :raises errors.LookUpFirst: if the officer has not lately looked the account up
    :raises errors.SecondFactorRequestOwn: if the officer asked for it, and nobody else has agreed
    :raises errors.OfficerUnknown: if nobody has said who the second officer is
    :raises errors.FirstOfficerUnknown: if nobody has said who the first one is
    """
    if refusal := queries.refusal_to_manage(
        account_id,
        officer=officer,
        permission=AccountPermission.RESET_SECOND_FACTOR,
        reason=reason,
    ):
        raise refusal
    if officer.account_id is None:
        # The platform itself resets nobody.
        raise errors.MayNotManageAccounts
    account = queries.get_account(account_id)
    if not queries.has_looked_up(account_id, officer=officer, now=now):
        raise errors.LookUpFirst
    with transaction.atomic(durable=True):
        if account.kind is AccountKind.STAFF and not _is_agreed(
            account_id, reason=reason, officer=officer, by=officer.account_id, now=now
        ):
            return ResetSecondFactor(is_done=False)
        credentials.forget_second_factors(account_id, now=now)
        credentials.note_change(
            event=AccountEvent.SECOND_FACTOR_RESET,
            account_id=account_id,
            actor=officer,
            now=now,
            details={"reason": reason.strip()},
        )
        ended = operations.end_sessions_of_account(
            account_id=account_id, reason=SessionEnd.ACCOUNT_STOPPED, actor=officer, now=now
        )
    return ResetSecondFactor(is_done=True, sessions_ended=ended)


def _is_agreed(
    account_id: AccountId, *, reason: str, officer: Actor, by: uuid.UUID, now: dt.datetime
) -> bool:
    """Tell whether another officer asked for it before; if nobody did, ask."""
    # One officer after the other, on PostgreSQL too: else two could both ask at once.
    Account.objects.select_for_update().get(pk=account_id)
    asked = queries.find_second_factor_request(account_id, now=now)
    if asked is None:
        request = SecondFactorRequest.objects.create(
            account_id=account_id,
            asked_by=by,
            reason=reason.strip(),
            asked_at=now,
            expires_at=now + _REQUEST_LIFETIME,
        )
        audit.record(
            event=AccountEvent.SECOND_FACTOR_RESET_ASKED,
            actor=officer,
            subject=f"account:{account_id}",
            at=now,
            details={"reason": reason.strip(), "request_id": str(request.pk)},
        )
        return False
    if refusal := queries.refusal_of_second(
        first=asked.asked_by, officer=officer, own=errors.SecondFactorRequestOwn()
    ):
        raise refusal
    won = SecondFactorRequest.objects.filter(pk=asked.id, decided_at__isnull=True).update(
        decided_by=by, decided_at=now
    )
    if not won:
        raise errors.StateUnchanged(account_id=account_id)
    return True
