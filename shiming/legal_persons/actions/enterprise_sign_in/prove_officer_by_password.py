"""Use case: the chosen officer gives their own password in place of a code (S35-2)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors as accounts_errors
from shiming.accounts import operations as accounts
from shiming.accounts import queries as accounts_queries
from shiming.accounts.types import AttemptKind, SessionId, SignInOutcome, Visit
from shiming.legal_persons import errors
from shiming.legal_persons.officer_proof import ClientWanted, chosen_officer, go_on
from shiming.legal_persons.types import EntryWay, OfficeId, UnitSignInId

_METHOD = "pwd"


def prove_officer_by_password(
    *,
    sign_in_id: UnitSignInId,
    office_id: OfficeId,
    password: str,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> SignInOutcome | ClientWanted:
    """
    Sign the officer in, in their office, or lead an agency's employee to the step of the client.

    :raises errors.UnitSignInLost: if the sign-in is over, too old, or another browser's
    :raises errors.StepSkipped: if nobody is chosen, or it is proven already
    :raises errors.OfficerChanged: if another tab chose somebody else
    :raises errors.OfficerNotSelectable: if the office ended, or the person may no longer
    :raises errors.ProofNotOffered: on the quick way, which goes by SMS, and if none is set
    :raises accounts.errors.BadCredentials: if the password is another one
    :raises accounts.errors.SignInLocked: if it was given wrong too often
    :raises DomainError: the refusals of `accounts.operations.complete_sign_in`
    """
    sign_in, choice = chosen_officer(
        sign_in_id=sign_in_id, office_id=office_id, visit=visit, now=now
    )
    account_id = choice.account_id
    if sign_in.way is EntryWay.QUICK or not choice.has_password or account_id is None:
        raise errors.ProofNotOffered
    with transaction.atomic(durable=True):
        attempt = accounts.pay_for_attempt(
            kind=AttemptKind.PASSWORD,
            account_id=account_id,
            known_as=str(account_id),
            visit=visit,
            now=now,
        )
    if attempt.refusal is not None:
        raise attempt.refusal
    account = accounts_queries.account_with_id(account_id)
    is_right = accounts.is_password(password, encoded="" if account is None else account.password)
    with transaction.atomic(durable=True):
        if is_right:
            accounts.forgive_attempt(attempt)
        else:
            accounts.fail_attempt(attempt, method=_METHOD, visit=visit, now=now)
    if not is_right:
        raise accounts_errors.BadCredentials
    return go_on(sign_in, choice, method=_METHOD, visit=visit, replaces=replaces, now=now)
