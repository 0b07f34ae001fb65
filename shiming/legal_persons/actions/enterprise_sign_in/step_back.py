"""Use case: back to the list of officers (S35-2: cancel returns to the list)."""

import datetime as dt

from django.db import transaction

from shiming.accounts.types import Visit
from shiming.kernel.actor import visitor
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.models import UnitSignIn
from shiming.legal_persons.types import LegalPersonEvent, UnitSignInId


def step_back(*, sign_in_id: UnitSignInId, visit: Visit, now: dt.datetime) -> None:
    """
    Drop whom was chosen, and what they proved: whoever is chosen next proves themselves anew.

    :raises errors.UnitSignInLost: if the sign-in is over, too old, or another browser's
    """
    with transaction.atomic(durable=True):
        queries.get_sign_in(sign_in_id, visit=visit, now=now)
        won = UnitSignIn.objects.filter(pk=sign_in_id, consumed_at__isnull=True).update(
            office_id=None, account_id=None, proven_by="", proven_at=None
        )
        if not won:
            raise errors.UnitSignInLost
        operations.record_step(
            sign_in_id,
            event=LegalPersonEvent.SIGN_IN_STEP_BACK,
            actor=visitor(address=visit.address, device=visit.device),
            now=now,
            details={},
        )
