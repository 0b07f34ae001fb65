"""Use case: somebody who signs in with their face agrees to be filmed, and is told what to do."""

import dataclasses
import datetime as dt
import secrets

from django.db import transaction

from shiming.accounts.types import FaceCheckId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.proofing import errors, ports, queries
from shiming.proofing.models import FaceCheck
from shiming.proofing.policies import liveness
from shiming.proofing.types import ConsentKind, LiveAction, PlannedAction, ProofingEvent


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DrawnCheck:
    """What the page needs to guide the person and to hand the frames in."""

    nonce: str
    plan: tuple[PlannedAction, ...]
    expires_at: dt.datetime


def draw_face_check(*, check_id: FaceCheckId, actor: Actor, now: dt.datetime) -> DrawnCheck:
    """
    Draw a random sequence of actions, good once and for two minutes, and keep the consent.

    Asked again, the same sequence is given out: nobody draws until one suits them.

    :raises errors.FaceCheckNotFound: if there is none
    :raises errors.LiveSessionUsed: if frames came in for it
    :raises errors.LiveSessionExpired: if it took too long
    :raises errors.NoConsentText: if there is no text that could be agreed to
    """
    policy = ports.policy()
    with transaction.atomic(durable=True):
        check = queries.get_face_check_unscoped(check_id)
        if check.used_at is not None:
            raise errors.LiveSessionUsed(session_id=check_id)
        if check.expires_at <= now:
            raise errors.LiveSessionExpired(session_id=check_id)
        consent = queries.get_consent_text(kind=ConsentKind.FACE, now=now)
        drawn = secrets.SystemRandom().sample(policy.liveness.actions, policy.liveness.action_count)
        plan = liveness.plan_of(actions=drawn, policy=policy.liveness)
        won = FaceCheck.objects.filter(pk=check_id, drawn_at__isnull=True).update(
            nonce=secrets.token_urlsafe(24),
            plan=[
                {"action": one.action.value, "start_ms": one.start_ms, "end_ms": one.end_ms}
                for one in plan
            ],
            consent=consent,
            drawn_at=now,
            expires_at=now + policy.live_session_for,
        )
        check.refresh_from_db()
        if won:
            audit.record(
                event=ProofingEvent.LIVE_STARTED,
                actor=actor,
                subject=f"face_check:{check_id}",
                at=now,
                details={"face_event": check.face_event, "consent_id": str(consent.pk)},
            )
    return DrawnCheck(
        nonce=check.nonce or "",
        plan=tuple(
            PlannedAction(
                action=LiveAction(one["action"]), start_ms=one["start_ms"], end_ms=one["end_ms"]
            )
            for one in check.plan
        ),
        expires_at=check.expires_at,
    )
