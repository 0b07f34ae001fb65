"""Use case: a visitor has done, and whoever uses the browser next shall not see it."""

import datetime as dt

from django.db import transaction

from shiming.accounts.models.applications import ProvenMobile
from shiming.accounts.queries import BINDING_INDEX
from shiming.accounts.types import Visit
from shiming.vault import queries as vault


def end_mobile_proof(*, visit: Visit, now: dt.datetime) -> None:
    """Forget which mobile this browser has proven; without one nothing changes."""
    bindings = vault.blind_indexes(purpose=BINDING_INDEX, value=visit.token)
    with transaction.atomic(durable=True):
        ProvenMobile.objects.filter(bound_to__in=bindings, expires_at__gt=now).update(
            expires_at=now
        )
