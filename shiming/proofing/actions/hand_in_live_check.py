"""Use case: the page hands in the frames of a live check."""

import datetime as dt

from django.db import IntegrityError, transaction

from shiming.audit import operations as audit
from shiming.jobs import operations as jobs
from shiming.kernel.actor import Actor
from shiming.proofing import errors, ports, queries
from shiming.proofing.models import CasePicture, FaceCheck, LiveSession, ProofingCase
from shiming.proofing.policies import clips
from shiming.proofing.types import (
    CaseState,
    LiveSessionId,
    PictureRole,
    PictureState,
    PictureWay,
    ProofingEvent,
)
from shiming.vault import operations as vault

JUDGE = "proofing.judge_live_check"


def hand_in_live_check(
    *, actor: Actor, session_id: LiveSessionId, nonce: str, clip: bytes, now: dt.datetime
) -> None:
    """
    Keep the frames, encrypted, and have them judged; the live check is used up.

    Handing the same frames in twice, as a second click does, is the same as once.

    :raises errors.LiveSessionNotFound: if it is not the actor's, or the nonce is wrong
    :raises errors.LiveSessionExpired: if its two minutes are over
    :raises errors.LiveSessionUsed: if other frames came in for it
    :raises errors.ClipReplayed: if these frames came in for another one
    :raises errors.ClipTooLarge: if there are too many bytes
    :raises errors.ClipUnreadable: if it holds anything but frames
    :raises errors.CaseMovedOn: if the case no longer waits for a live check
    :raises vault.errors.NoSpace: if the disk is full; the live check is not used up
    """
    policy = ports.policy()
    if len(clip) > policy.max_clip_bytes:
        raise errors.ClipTooLarge(max_bytes=policy.max_clip_bytes)
    frames = clips.unpack(clip=clip, max_frames=policy.liveness.max_frames)
    digest = clips.digest_of(frames=frames)
    try:
        with transaction.atomic(durable=True):
            session = queries.find_live_session(session_id=session_id, nonce=nonce, viewer=actor)
            if session is None:
                raise errors.LiveSessionNotFound(session_id=session_id)
            if session.clip_digest == digest:
                return
            if FaceCheck.objects.filter(clip_digest=digest).exists():
                # A sign-in's frames are no proofing's.
                raise errors.ClipReplayed
            _use_up(session=session, digest=digest, actor=actor, now=now)
            case = session.case
            won = ProofingCase.objects.filter(pk=case.pk, state=CaseState.LIVE).update(
                state=CaseState.CHECKING
            )
            if not won:
                raise errors.CaseMovedOn(case_id=case.pk)
            _keep(session=session, clip=clip, actor=actor, now=now)
            jobs.start(kind=JUDGE, subject=str(session.pk), now=now)
            audit.record(
                event=ProofingEvent.LIVE_HANDED_IN,
                actor=actor,
                subject=f"case:{case.pk}",
                at=now,
                details={
                    "live_session_id": str(session.pk),
                    "face_event": session.face_event,
                    "frames": len(frames),
                },
            )
    except IntegrityError as error:
        # The digest is unique: these frames belong to another live check.
        raise errors.ClipReplayed from error


def _use_up(*, session: LiveSession, digest: str, actor: Actor, now: dt.datetime) -> None:
    if session.used_at is not None:
        raise errors.LiveSessionUsed(session_id=session.pk)
    if session.expires_at <= now:
        raise errors.LiveSessionExpired(session_id=session.pk)
    won = LiveSession.objects.filter(
        pk=session.pk, used_at__isnull=True, expires_at__gt=now
    ).update(used_at=now, clip_digest=digest, session_id=actor.session_id)
    if not won:
        raise errors.LiveSessionUsed(session_id=session.pk)


def _keep(*, session: LiveSession, clip: bytes, actor: Actor, now: dt.datetime) -> None:
    CasePicture.objects.filter(
        case=session.case,
        role__in=[PictureRole.LIVE_CLIP, PictureRole.LIVE_FACE],
        replaced_at__isnull=True,
    ).update(replaced_at=now)
    file_id = vault.keep_file(
        "proofing.clip", clip, clips.MEDIA_TYPE, now, now + ports.policy().keep_refused_for
    )
    picture = CasePicture.objects.create(
        case=session.case,
        role=PictureRole.LIVE_CLIP,
        file_id=file_id,
        way=PictureWay.CAMERA,
        state=PictureState.KEPT,
        taken_at=now,
    )
    LiveSession.objects.filter(pk=session.pk).update(clip=picture)
    audit.record(
        event=ProofingEvent.PICTURE_KEPT,
        actor=actor,
        subject=f"case:{session.case_id}",
        at=now,
        details={"picture_id": str(picture.pk), "role": picture.role, "way": "camera"},
    )
