"""Use case: who heads a unit says that an account registered for it is the unit's own (S29-4)."""

import datetime as dt

from django.db import IntegrityError, transaction

from shiming.accounts import errors as accounts_errors
from shiming.accounts import operations as accounts
from shiming.accounts import queries as accounts_queries
from shiming.accounts.types import AccountId, AccountKind, AccountState, AttemptKind, Visit
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.identifier import normalise_number
from shiming.legal_persons import errors, queries
from shiming.legal_persons.models import LegalPerson
from shiming.legal_persons.types import LegalPersonEvent, LegalPersonId, LegalPersonPermission

_METHOD = "pwd"
_LONGEST = 64


def tie_account(
    *, user_name: str, password: str, actor: Actor, visit: Visit, now: dt.datetime
) -> AccountId:
    """
    Make the account, whose name and password prove that it is the unit's, the account of the unit.

    From now on the unit signs in with it, by its name as by its numbers (A8). Any other account
    than a unit's own that nobody has tied yet is answered like a wrong password.

    :raises errors.PersonNotProofed: if this account of the person is not proofed
    :raises errors.UnitNotFound: if the actor does not head a unit just now
    :raises errors.UnitNotConfirmed: if nobody has confirmed the unit yet
    :raises accounts.errors.SignInLocked: if there were too many wrong tries
    :raises accounts.errors.BadCredentials: if there is no such account, or it is another one's
    :raises errors.UnitHasAccount: if the unit has an account already
    """
    queries.get_proofed_person(actor, now=now)
    unit_id = actor.identity.legal_person_id
    if unit_id is None or not actor.may(LegalPersonPermission.MANAGE_OFFICERS):
        raise errors.UnitNotFound
    legal_person_id = LegalPersonId(unit_id)
    if not queries.is_confirmed(legal_person_id, now=now):
        raise errors.UnitNotConfirmed
    is_readable = "\0" not in user_name and len(user_name) <= _LONGEST
    account = accounts_queries.account_with_user_name(user_name) if is_readable else None
    if account is not None and account.kind != AccountKind.UNIT:
        # Nobody guesses here at the passwords of people and staff.
        account = None
    account_id = None if account is None else AccountId(account.pk)
    with transaction.atomic(durable=True):
        attempt = accounts.pay_for_attempt(
            kind=AttemptKind.PASSWORD,
            account_id=account_id,
            known_as=f"unit:{normalise_number(user_name[:_LONGEST]).value}",
            visit=visit,
            now=now,
        )
    if attempt.refusal is not None:
        raise attempt.refusal
    is_right = accounts.is_password(password, encoded="" if account is None else account.password)
    is_fit = (
        account_id is not None
        and account is not None
        and account.state == AccountState.ACTIVE
        and queries.find_unit_of_account(account_id) is None
        and not _has_another_body(account_id, unit_id=legal_person_id)
    )
    if account_id is None or not is_right or not is_fit:
        with transaction.atomic(durable=True):
            accounts.fail_attempt(attempt, method=_METHOD, visit=visit, now=now)
        raise accounts_errors.BadCredentials
    with transaction.atomic(durable=True):
        accounts.forgive_attempt(attempt)
        # One account for one unit: of two who tie it at once, the unique column stops the second.
        untied = LegalPerson.objects.filter(pk=legal_person_id, account__isnull=True)
        try:
            with transaction.atomic():
                won = untied.update(account_id=account_id)
        except IntegrityError as error:
            raise accounts_errors.BadCredentials from error
        if not won:
            raise errors.UnitHasAccount
        audit.record(
            event=LegalPersonEvent.ACCOUNT_TIED,
            actor=actor,
            subject=f"legal_person:{legal_person_id}",
            at=now,
            details={"account_id": str(account_id)},
        )
        accounts.announce_unit_account(account_id=account_id, actor=actor, now=now)
    return account_id


def _has_another_body(account_id: AccountId, *, unit_id: LegalPersonId) -> bool:
    """Tell whether another body's certificate or licence signs in: it would carry this level."""
    own = queries.get_legal_person(unit_id).credit_code
    bound = accounts_queries.list_bindings(account_id)
    return any(one.body_code and one.body_code != own for one in bound)
