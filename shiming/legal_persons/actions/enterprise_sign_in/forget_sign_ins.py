"""Use case: sign-ins for units that are of no more use are forgotten."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from shiming.accounts import ports as accounts_ports
from shiming.legal_persons.models import UnitSignIn
from shiming.legal_persons.types import EntryWay

_KEPT = dt.timedelta(days=1)


def forget_sign_ins(*, now: dt.datetime) -> int:
    """
    Remove the sign-ins that can no longer go on, and those whose session is long over.

    The newest of each unit stays: it shows that the unit has come in before (S35-3). An agency's
    goes once no session can live on it.
    """
    lifetime = accounts_ports.policy().session_absolute
    own_ways = [EntryWay.ORDINARY.value, EntryWay.QUICK.value]
    newer = UnitSignIn.objects.filter(
        Q(consumed_at__gt=OuterRef("consumed_at"))
        | Q(consumed_at=OuterRef("consumed_at"), pk__gt=OuterRef("pk")),
        legal_person_id=OuterRef("legal_person_id"),
        way__in=own_ways,
    )
    with transaction.atomic(durable=True):
        unfinished = UnitSignIn.objects.filter(consumed_at__isnull=True, expires_at__lt=now - _KEPT)
        over = UnitSignIn.objects.filter(
            ~Q(way__in=own_ways) | Exists(newer), consumed_at__lt=now - lifetime - _KEPT
        )
        return unfinished.delete()[0] + over.delete()[0]
