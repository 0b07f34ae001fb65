"""Use case: a person hands over a picture of one side of the document."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.jobs import operations as jobs
from shiming.kernel import pictures
from shiming.kernel.actor import Actor
from shiming.proofing import errors, operations, ports, queries
from shiming.proofing.journeys import online
from shiming.proofing.models import CasePicture, ProofingCase
from shiming.proofing.types import (
    CaseState,
    PictureId,
    PictureRole,
    PictureState,
    PictureWay,
    ProofingEvent,
    StepKey,
    TryKind,
)
from shiming.vault import operations as vault

READ_PICTURE = "proofing.read_picture"
_ROLE_OF = {StepKey.FRONT: PictureRole.FRONT, StepKey.BACK: PictureRole.BACK}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class KeptPicture:
    """The picture that will be read in the background."""

    picture_id: PictureId


def keep_picture(
    *, actor: Actor, step: StepKey, content: bytes, way: PictureWay, now: dt.datetime
) -> KeptPicture:
    """
    Keep the picture of a side, encrypted, and have it read; an earlier one is replaced.

    The picture is made anew first, so that nothing hidden in the file comes in.

    :raises errors.CaseNotFound: if no case is open
    :raises errors.StepNotReachable: if an earlier step is missing, or the case was handed in
    :raises errors.DailyLimitReached: if the account has handed in too many pictures today
    :raises kernel.pictures.PictureEmpty: if there are no bytes
    :raises kernel.pictures.PictureTypeUnknown: if it is neither JPEG nor PNG
    :raises kernel.pictures.PictureTooLarge: if it has too many bytes or pixels
    :raises kernel.pictures.PictureBroken: if it is cut off or damaged
    :raises vault.errors.NoSpace: if the disk is full; the earlier picture stays
    """
    policy = ports.policy()
    clean = pictures.clean_picture(content, max_bytes=policy.max_picture_bytes)
    with transaction.atomic(durable=True):
        case = queries.get_current_case(viewer=actor)
        state = queries.journey_state(case=case)
        wanted = online.STEP_OF[step]
        if not wanted.is_reachable(state):
            raise errors.StepNotReachable(step=online.furthest_step(state).key.value)
        # What follows from the old picture falls with it; the update also locks the case.
        won = ProofingCase.objects.filter(pk=case.pk, state=CaseState.DRAFT).update(
            form_confirmed_at=None
        )
        if not won:
            raise errors.CaseMovedOn(case_id=case.pk)
        operations.take_try(account_id=case.account_id, number=None, kind=TryKind.PICTURE, now=now)
        operations.drop_facts(case=case, facts=wanted.undo, now=now)
        file_id = vault.keep_file(
            "proofing.picture",
            clean.content,
            clean.media_type,
            now,
            now + policy.keep_refused_for,
        )
        picture = CasePicture.objects.create(
            case=case,
            role=_ROLE_OF[step],
            file_id=file_id,
            way=way,
            state=PictureState.WAITING,
            taken_at=now,
        )
        jobs.start(kind=READ_PICTURE, subject=str(picture.pk), now=now)
        audit.record(
            event=ProofingEvent.PICTURE_KEPT,
            actor=actor,
            subject=f"case:{case.pk}",
            at=now,
            details={"picture_id": str(picture.pk), "role": picture.role, "way": way.value},
        )
    return KeptPicture(picture_id=PictureId(picture.pk))
