"""Face checks outside of a case."""

import datetime as dt
import uuid

from shiming.accounts.types import FaceCheckId, FaceState, PersonId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.proofing import ports
from shiming.proofing.models import (
    FaceCheck,
)
from shiming.proofing.types import (
    FaceEvent,
    ProofingEvent,
)


def prepare_face_check(
    *,
    person_id: uuid.UUID | None,
    actor: Actor,
    now: dt.datetime,
    event: FaceEvent = FaceEvent.SIGN_IN,
) -> FaceCheckId:
    """Make a face check for `event`; without a person it runs the same and never succeeds."""
    check = FaceCheck.objects.create(
        face_event=event,
        person_id=person_id,
        created_at=now,
        expires_at=now + ports.policy().face_check_for,
    )
    audit.record(
        event=ProofingEvent.FACE_CHECK_PREPARED,
        actor=actor,
        subject=f"face_check:{check.pk}",
        at=now,
        details={"face_event": check.face_event},
    )
    return FaceCheckId(check.pk)


def claim_face_check(*, check_id: FaceCheckId, now: dt.datetime) -> PersonId | None:
    """Use a face check up, and return whom it recognised; None for all others, and twice."""
    check = FaceCheck.objects.filter(
        pk=check_id,
        verdict=FaceState.RECOGNISED,
        claimed_at__isnull=True,
        judged_at__gt=now - ports.policy().face_check_for,
    )
    if not check.update(claimed_at=now):
        return None
    return PersonId(FaceCheck.objects.values_list("person_id", flat=True).get(pk=check_id))
