"""Use case: what the engines never finished goes to a person; run periodically."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel import pictures
from shiming.kernel.errors import DomainError
from shiming.proofing import ports
from shiming.proofing.models import CasePicture, LiveSession, ProofingCase
from shiming.proofing.policies import cases, clips
from shiming.proofing.types import (
    CaseState,
    PictureRole,
    PictureState,
    PictureWay,
    ProofingEvent,
    ReviewCause,
)
from shiming.vault import operations as vault
from shiming.vault import queries as vault_queries
from shiming.vault.types import VaultFileId


def rescue_stuck(*, now: dt.datetime) -> int:
    """
    Send to a person what has waited for an engine for too long; return how many it was.

    A job that fails again and again would otherwise leave its applicant before a page that says
    "please wait" for ever.
    """
    since = now - ports.policy().engine_patience
    with transaction.atomic(durable=True):
        unread = CasePicture.objects.filter(
            state=PictureState.WAITING, replaced_at__isnull=True, taken_at__lte=since
        ).update(state=PictureState.MANUAL)
    stuck = LiveSession.objects.select_related("case", "clip").filter(
        case__state=CaseState.CHECKING, judged_at__isnull=True, used_at__lte=since
    )
    return unread + sum(_send(session=session, now=now) for session in stuck.order_by("id"))


def _send(*, session: LiveSession, now: dt.datetime) -> bool:
    face = _some_frame(session=session)
    case = session.case
    with transaction.atomic(durable=True):
        won = ProofingCase.objects.filter(pk=case.pk, state=CaseState.CHECKING).update(
            state=CaseState.MANUAL_REVIEW,
            causes=sorted({*case.causes, ReviewCause.FACE_ENGINE_UNAVAILABLE.value}),
            review_round=case.review_round + 1,
        )
        if not won:
            return False
        LiveSession.objects.filter(pk=session.pk).update(judged_at=now)
        if face is not None:
            file_id = vault.keep_file(
                "proofing.picture",
                face,
                "image/jpeg",
                now,
                now + ports.policy().keep_refused_for,
            )
            CasePicture.objects.create(
                case=case,
                role=PictureRole.LIVE_FACE,
                file_id=file_id,
                way=PictureWay.CAMERA,
                state=PictureState.KEPT,
                taken_at=now,
            )
        audit.record(
            event=ProofingEvent.SENT_TO_REVIEW,
            actor=cases.platform_acting_for(case=case),
            subject=f"case:{case.pk}",
            at=now,
            details={"live_session_id": str(session.pk), "wish": False},
        )
    return True


def _some_frame(*, session: LiveSession) -> bytes | None:
    """Return a frame from the beginning, when people look straight, or None if none can be read."""
    if session.clip is None:
        return None
    content = vault_queries.read_file(VaultFileId(session.clip.file_id))
    try:
        frames = clips.unpack(clip=content, max_frames=ports.policy().liveness.max_frames)
        return pictures.clean_picture(frames[len(frames) // 20].content).content if frames else None
    except DomainError:
        return None
