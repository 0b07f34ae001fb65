"""Use case: the chosen officer enters the code that was sent to their mobile (S35-1, S35-2)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors as accounts_errors
from shiming.accounts import operations as accounts
from shiming.accounts.types import CodePurpose, SessionId, SignInOutcome, Visit
from shiming.kernel.actor import visitor
from shiming.legal_persons.officer_proof import ClientWanted, chosen_officer, go_on
from shiming.legal_persons.types import OfficeId, UnitSignInId

_METHOD = "sms"


def prove_officer_by_code(
    *,
    sign_in_id: UnitSignInId,
    office_id: OfficeId,
    typed_code: str,
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
    :raises accounts.errors.CodeNotUsable: if the code was sent to another officer, or is spent
    :raises accounts.errors.CodeWrong: if the code is another one
    :raises accounts.errors.SignInLocked: if codes were guessed wrong too often
    :raises DomainError: the refusals of `accounts.operations.complete_sign_in`
    """
    sign_in, choice = chosen_officer(
        sign_in_id=sign_in_id, office_id=office_id, visit=visit, now=now
    )
    with transaction.atomic(durable=True):
        entered = accounts.try_code(
            purpose=CodePurpose.SIGN_IN_FOR_UNIT,
            typed=typed_code,
            visit=visit,
            actor=visitor(address=visit.address, device=visit.device),
            now=now,
        )
    if not entered.is_right:
        raise accounts_errors.CodeWrong(tries_left=entered.tries_left)
    with transaction.atomic(durable=True):
        accounts.consume_code(code_id=entered.code_id, now=now)
    # Committed by now: the code is used up, whatever it leads to.
    sent_for = (entered.facts.get("sign_in"), entered.facts.get("office"))
    if sent_for != (str(sign_in.id), str(choice.office_id)) or entered.contact != choice.mobile:
        raise accounts_errors.CodeNotUsable
    return go_on(sign_in, choice, method=_METHOD, visit=visit, replaces=replaces, now=now)
