"""
What the two ways of proving oneself as the chosen officer share: before, and after.

It stands beside the use cases, which differ in the secret alone.
"""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts.types import SessionId, SignInOutcome, Visit
from shiming.kernel.actor import visitor
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.policies import enterprise_sign_in as rules
from shiming.legal_persons.types import (
    EntryStep,
    EntryWay,
    LegalPersonEvent,
    OfficeId,
    OfficerChoice,
    UnitSignInFacts,
    UnitSignInId,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ClientWanted:
    """That the agency's employee is proven, and the client is to be named next (S35-12)."""

    sign_in_id: UnitSignInId


def chosen_officer(
    *, sign_in_id: UnitSignInId, office_id: OfficeId, visit: Visit, now: dt.datetime
) -> tuple[UnitSignInFacts, OfficerChoice]:
    """
    Return the sign-in and the officer whom its page has shown, who must be the chosen one still.

    :raises errors.UnitSignInLost: if the sign-in is over, too old, or another browser's
    :raises errors.StepSkipped: if nobody is chosen, or it is proven already
    :raises errors.OfficerChanged: if another tab chose somebody else
    :raises errors.OfficerNotSelectable: if the office ended, or the person may no longer
    """
    sign_in = queries.get_sign_in(sign_in_id, visit=visit, now=now)
    if refusal := rules.refusal_to_take(EntryStep.PROOF, sign_in):
        raise refusal
    if sign_in.office_id != office_id:
        raise errors.OfficerChanged
    choice = queries.get_choice(sign_in, office_id=office_id, now=now)
    if choice.account_id is None or choice.account_id != sign_in.account_id:
        raise errors.OfficerNotSelectable
    return sign_in, choice


def go_on(
    sign_in: UnitSignInFacts,
    choice: OfficerChoice,
    *,
    method: str,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> SignInOutcome | ClientWanted:
    """
    Go on with an officer who has just proven themselves: to the session, or to the client.

    :raises errors.OfficerChanged: if another tab chose somebody else meanwhile
    :raises DomainError: what `complete_sign_in` refuses; the officer may try again then
    """
    with transaction.atomic(durable=True):
        operations.note_proof(sign_in, office_id=choice.office_id, method=method, now=now)
        operations.record_step(
            sign_in.id,
            event=LegalPersonEvent.SIGN_IN_OFFICER_PROVEN,
            actor=visitor(address=visit.address, device=visit.device),
            now=now,
            details={"office_id": str(choice.office_id), "method": method},
        )
        if sign_in.way is EntryWay.AGENCY:
            return ClientWanted(sign_in_id=sign_in.id)
        if choice.account_id is None:
            raise errors.OfficerNotSelectable
        return operations.begin_session(
            sign_in.id,
            account_id=choice.account_id,
            method=method,
            identity_key=operations.office_key(choice.office_id),
            visit=visit,
            replaces=replaces,
            now=now,
        )
