"""Use case: the page hands in the frames of somebody who signs in with their face."""

import datetime as dt
import hmac

from django.db import IntegrityError, transaction

from shiming.accounts.types import FaceCheckId
from shiming.audit import operations as audit
from shiming.jobs import operations as jobs
from shiming.kernel.actor import Actor
from shiming.proofing import errors, ports, queries
from shiming.proofing.models import FaceCheck, LiveSession
from shiming.proofing.policies import clips
from shiming.proofing.types import ProofingEvent
from shiming.vault import operations as vault

JUDGE_FACE = "proofing.judge_face_check"
# Frames that nobody judged, because every worker was away, go by themselves.
_KEEP_FOR = dt.timedelta(days=1)


def hand_in_face_check(
    *, check_id: FaceCheckId, nonce: str, clip: bytes, actor: Actor, now: dt.datetime
) -> None:
    """
    Keep the frames, encrypted, and have them judged; the check is used up.

    Handing the same frames in twice, as a second click does, is the same as once.

    :raises errors.FaceCheckNotFound: if there is none, or the nonce is wrong
    :raises errors.LiveSessionExpired: if its two minutes are over
    :raises errors.LiveSessionUsed: if other frames came in for it
    :raises errors.ClipReplayed: if these frames came in before, here or at a proofing
    :raises errors.ClipTooLarge: if there are too many bytes
    :raises errors.ClipUnreadable: if it holds anything but frames
    """
    policy = ports.policy()
    if len(clip) > policy.max_clip_bytes:
        raise errors.ClipTooLarge(max_bytes=policy.max_clip_bytes)
    frames = clips.unpack(clip=clip, max_frames=policy.liveness.max_frames)
    digest = clips.digest_of(frames=frames)
    try:
        with transaction.atomic(durable=True):
            check = queries.get_face_check_unscoped(check_id)
            if not check.nonce or not hmac.compare_digest(check.nonce, nonce):
                raise errors.FaceCheckNotFound(check_id=check_id)
            if check.clip_digest == digest:
                return
            if LiveSession.objects.filter(clip_digest=digest).exists():
                raise errors.ClipReplayed
            _use_up(check=check, digest=digest, now=now)
            file_id = vault.keep_file("proofing.clip", clip, clips.MEDIA_TYPE, now, now + _KEEP_FOR)
            FaceCheck.objects.filter(pk=check_id).update(clip_file_id=file_id)
            jobs.start(kind=JUDGE_FACE, subject=str(check_id), now=now)
            audit.record(
                event=ProofingEvent.LIVE_HANDED_IN,
                actor=actor,
                subject=f"face_check:{check_id}",
                at=now,
                details={"face_event": check.face_event, "frames": len(frames)},
            )
    except IntegrityError as error:
        # The digest is unique: these frames belong to another check.
        raise errors.ClipReplayed from error


def _use_up(*, check: FaceCheck, digest: str, now: dt.datetime) -> None:
    if check.used_at is not None:
        raise errors.LiveSessionUsed(session_id=check.pk)
    won = FaceCheck.objects.filter(pk=check.pk, used_at__isnull=True, expires_at__gt=now).update(
        used_at=now, clip_digest=digest
    )
    if not won:
        raise errors.LiveSessionExpired(session_id=check.pk)
