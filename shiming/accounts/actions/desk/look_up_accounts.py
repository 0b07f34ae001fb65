"""Use case: an officer looks an account up, to unlock or freeze it (A10)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import queries
from shiming.accounts.types import AccountEvent, DeskAccount
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def look_up_accounts(*, identifier: str, officer: Actor, now: dt.datetime) -> list[DeskAccount]:
    """
    Return the accounts with exactly this user name, mobile or number, masked; record each.

    :raises errors.MayNotManageAccounts: if the officer may not look accounts up
    """
    with transaction.atomic(durable=True):
        found = queries.list_desk_accounts(identifier, viewer=officer, now=now)
        for account in found:
            audit.record(
                event=AccountEvent.ACCOUNT_LOOKED_UP,
                actor=officer,
                subject=f"account:{account.id}",
                at=now,
            )
    return found
