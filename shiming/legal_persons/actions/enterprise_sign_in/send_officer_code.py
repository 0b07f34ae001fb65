"""Use case: the chosen officer asks for a code on their own mobile (S35-1, S35-2)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts.types import CodeId, CodePurpose, Visit
from shiming.kernel.actor import visitor
from shiming.legal_persons import errors
from shiming.legal_persons.officer_proof import chosen_officer
from shiming.legal_persons.types import OfficeId, UnitSignInId


def send_officer_code(
    *, sign_in_id: UnitSignInId, office_id: OfficeId, visit: Visit, now: dt.datetime
) -> CodeId:
    """
    Send a code to the real-name mobile of the officer whom the page shows.

    :raises errors.UnitSignInLost: if the sign-in is over, too old, or another browser's
    :raises errors.StepSkipped: if nobody is chosen, or it is proven already
    :raises errors.OfficerChanged: if another tab chose somebody else
    :raises errors.OfficerNotSelectable: if the office ended, or the person may no longer
    :raises errors.ProofNotOffered: if no mobile of theirs is known
    :raises accounts.errors.CodeTooSoon: if the mobile got a code less than a minute ago
    :raises accounts.errors.CodeLimitReached: if the mobile or the address has had its share
    """
    sign_in, choice = chosen_officer(
        sign_in_id=sign_in_id, office_id=office_id, visit=visit, now=now
    )
    if choice.mobile is None:
        raise errors.ProofNotOffered
    with transaction.atomic(durable=True):
        return accounts.issue_code(
            purpose=CodePurpose.SIGN_IN_FOR_UNIT,
            contact=choice.mobile,
            visit=visit,
            actor=visitor(address=visit.address, device=visit.device),
            # A code is good for this officer of this unit alone, whoever is chosen after them.
            facts={"sign_in": str(sign_in.id), "office": str(choice.office_id)},
            now=now,
        )
