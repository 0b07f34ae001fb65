"""Use case: who heads a unit gets the code with which the unit chooses its own password (A3)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts import queries as accounts_queries
from shiming.accounts.types import AccountState, ActivationPurpose, IssuedActivation
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.types import (
    LegalPersonEvent,
    LegalPersonId,
    LegalPersonPermission,
)


def issue_own_code(*, actor: Actor, now: dt.datetime) -> IssuedActivation:
    """
    Open the account of the unit that the actor acts for, and return the code to it.

    An earlier code of the unit is void. The unit must have been confirmed: one that an officer or a
    register has not confirmed has no account of its own.

    :raises errors.PersonNotProofed: if this account of the person is not proofed
    :raises errors.UnitNotFound: if the actor does not head a unit just now
    :raises errors.UnitNotConfirmed: if nobody has confirmed the unit yet
    :raises errors.CodeNotNeeded: if the unit signs in already
    """
    queries.get_proofed_person(actor, now=now)
    unit_id = actor.identity.legal_person_id
    if unit_id is None or not actor.may(LegalPersonPermission.MANAGE_OFFICERS):
        raise errors.UnitNotFound
    legal_person_id = LegalPersonId(unit_id)
    with transaction.atomic(durable=True):
        if not queries.is_confirmed(legal_person_id, now=now):
            raise errors.UnitNotConfirmed
        account_id = operations.ensure_account(
            legal_person_id=legal_person_id, actor=actor, now=now
        )
        if accounts_queries.get_account(account_id).state is not AccountState.PENDING:
            raise errors.CodeNotNeeded
        audit.record(
            event=LegalPersonEvent.CODE_ISSUED,
            actor=actor,
            subject=f"legal_person:{legal_person_id}",
            at=now,
            details={"legal_person_id": str(legal_person_id)},
        )
        return accounts.issue_activation_code(
            account_id=account_id, purpose=ActivationPurpose.FIRST_SIGN_IN, actor=actor, now=now
        )
