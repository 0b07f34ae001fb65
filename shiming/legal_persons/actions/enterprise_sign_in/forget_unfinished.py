"""Use case: sign-ins for units that nobody finished are forgotten."""

import datetime as dt

from django.db import transaction

from shiming.legal_persons.models import UnitSignIn

_KEPT = dt.timedelta(days=1)


def forget_unfinished(*, now: dt.datetime) -> int:
    """
    Remove the sign-ins that can no longer go on; return how many.

    Those that led to a session stay: they show that a unit has come in before (S35-3), and by
    which agreement password an agency did.
    """
    with transaction.atomic(durable=True):
        over = UnitSignIn.objects.filter(consumed_at__isnull=True, expires_at__lt=now - _KEPT)
        return over.delete()[0]
