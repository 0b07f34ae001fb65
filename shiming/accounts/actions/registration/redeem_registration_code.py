"""Use case: a signed-in person uses the code that a clerk printed for their document (S32-16)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors
from shiming.accounts.operations.registration_codes import (
    try_registration_code,
    use_registration_code,
)
from shiming.accounts.types import AccountId, GivenDocument
from shiming.kernel.actor import Actor


def redeem_registration_code(
    *, registration_code: str, document: GivenDocument, actor: Actor, now: dt.datetime
) -> None:
    """
    Let the clerk's word stand for the register's, for an account that began before the counter.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.RegistrationCodeNotUsable: if document and code do not belong together
    :raises errors.AccountIsAnotherPerson: if the account is somebody else's already
    :raises DomainError: the refusal of a unit's own account
    """
    if actor.account_id is None:
        raise errors.SignInRequired
    with transaction.atomic(durable=True):
        row = try_registration_code(
            document=document, typed=registration_code, actor=actor, now=now
        )
    # Committed by now: a wrong try is counted.
    if row is None:
        raise errors.RegistrationCodeNotUsable
    with transaction.atomic(durable=True):
        use_registration_code(
            row=row,
            document=document,
            account_id=AccountId(actor.account_id),
            actor=actor,
            now=now,
        )
