"""Use case: the second step: who acts for the unit (S35-2)."""

import datetime as dt

from django.db import transaction

from shiming.accounts.types import Visit
from shiming.kernel.actor import visitor
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.models import UnitSignIn
from shiming.legal_persons.policies import enterprise_sign_in as rules
from shiming.legal_persons.types import EntryStep, LegalPersonEvent, OfficeId, UnitSignInId


def choose_officer(
    *, sign_in_id: UnitSignInId, office_id: OfficeId, visit: Visit, now: dt.datetime
) -> None:
    """
    Choose one of the unit's captured officers; choosing another one instead is choosing anew.

    :raises errors.UnitSignInLost: if the sign-in is over, too old, or another browser's
    :raises errors.StepSkipped: if the officer has proven themselves already
    :raises errors.OfficerNotSelectable: if it is nobody of the unit, or they are not captured
    """
    with transaction.atomic(durable=True):
        sign_in = queries.get_sign_in(sign_in_id, visit=visit, now=now)
        if refusal := rules.refusal_to_take(EntryStep.OFFICER, sign_in):
            raise refusal
        choice = queries.get_choice(sign_in, office_id=office_id, now=now)
        won = UnitSignIn.objects.filter(
            pk=sign_in_id, proven_at__isnull=True, consumed_at__isnull=True
        ).update(office_id=office_id, account_id=choice.account_id)
        if not won:
            raise errors.UnitSignInLost
        operations.record_step(
            sign_in_id,
            event=LegalPersonEvent.SIGN_IN_OFFICER_CHOSEN,
            actor=visitor(address=visit.address, device=visit.device),
            now=now,
            details={"office_id": str(office_id)},
        )
