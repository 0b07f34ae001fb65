"""Use case: a picture that machines will not take goes to a person, at the applicant's wish."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.proofing import errors, ports, queries
from shiming.proofing.models import CasePicture
from shiming.proofing.types import (
    CaseState,
    PictureRole,
    PictureState,
    ProofingEvent,
)


def send_picture_to_person(*, actor: Actor, role: PictureRole, now: dt.datetime) -> None:
    """
    Accept a rejected picture for manual review, once taking it anew has not helped either.

    :raises errors.CaseNotFound: if no case is open
    :raises errors.RetakeFirst: if it was rejected for the first time
    :raises errors.CaseMovedOn: if there is no rejected picture of this side
    """
    needed = ports.policy().rejections_before_manual
    with transaction.atomic(durable=True):
        case = queries.get_current_case(viewer=actor)
        if queries.count_rejected(case=case, role=role) < needed:
            raise errors.RetakeFirst(count=needed)
        won = CasePicture.objects.filter(
            case=case,
            case__state=CaseState.DRAFT,
            role=role,
            state=PictureState.REJECTED,
            replaced_at__isnull=True,
        ).update(state=PictureState.MANUAL)
        if not won:
            raise errors.CaseMovedOn(case_id=case.pk)
        audit.record(
            event=ProofingEvent.SENT_TO_REVIEW,
            actor=actor,
            subject=f"case:{case.pk}",
            at=now,
            details={"role": role.value, "wish": True},
        )
