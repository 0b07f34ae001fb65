"""Use case: the operator opens an account for a member of staff."""

import datetime as dt

from django.db import transaction

from shiming.accounts.operations.openings import open_pending_account
from shiming.accounts.types import AccountKind, IssuedActivation
from shiming.kernel.actor import Actor


def open_staff_account(*, user_name: str, actor: Actor, now: dt.datetime) -> IssuedActivation:
    """
    Open a staff account without any permission, and return the code that makes it active.

    There is no first password: its owner chooses one with the code (Q03).

    :raises errors.UserNameMalformed: if the user name has a form that none may have
    :raises errors.UserNameTaken: if somebody is called this already
    """
    with transaction.atomic(durable=True):
        return open_pending_account(
            kind=AccountKind.STAFF, user_name=user_name, actor=actor, now=now
        )
