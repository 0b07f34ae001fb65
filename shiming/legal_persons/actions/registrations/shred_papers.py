"""Use case: nothing is kept of the papers of registrations that came to nothing (B13, Q37)."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.legal_persons import operations
from shiming.legal_persons.models import UnitRegistration
from shiming.legal_persons.types import LegalPersonEvent, RegistrationId, RegistrationState

_BATCH = 100
_ENDED = [RegistrationState.REFUSED.value, RegistrationState.WITHDRAWN.value]


def shred_papers(*, actor: Actor, now: dt.datetime) -> int:
    """
    Destroy the pictures that refused and withdrawn registrations still have; return how many.

    Today they go with the refusal; those refused by an older version are left, and are found here.
    """
    shredded = 0
    while batch := _shred_batch(actor=actor, now=now):
        shredded += batch
    return shredded


def _shred_batch(*, actor: Actor, now: dt.datetime) -> int:
    with transaction.atomic(durable=True):
        left = UnitRegistration.objects.filter(state__in=_ENDED, paper_file_id__isnull=False)
        batch = list(left.order_by("submitted_at", "pk").values_list("pk", flat=True)[:_BATCH])
        for registration_id in batch:
            operations.shred_paper(registration_id=RegistrationId(registration_id), now=now)
            audit.record(
                event=LegalPersonEvent.REGISTRATION_PAPER_SHREDDED,
                actor=actor,
                subject=f"unit_registration:{registration_id}",
                at=now,
            )
    return len(batch)
