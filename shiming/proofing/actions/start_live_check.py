"""Use case: a person gets a chance to show themselves alive."""

import dataclasses
import datetime as dt
import secrets

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.proofing import errors, operations, ports, queries
from shiming.proofing.models import LiveSession, ProofingCase
from shiming.proofing.policies import liveness
from shiming.proofing.types import (
    CaseState,
    ConsentKind,
    FaceEvent,
    LiveAction,
    LiveSessionId,
    PlannedAction,
    ProofingEvent,
    TryKind,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StartedLiveCheck:
    """What the page needs to guide the person and to hand the frames in."""

    session_id: LiveSessionId
    nonce: str
    plan: tuple[PlannedAction, ...]
    expires_at: dt.datetime


def start_live_check(*, actor: Actor, now: dt.datetime) -> StartedLiveCheck:
    """
    Draw a random sequence of actions, good once and for two minutes, and use up a try of the day.

    While one is open it is given out again, unchanged: nobody draws until a sequence suits them.

    :raises errors.CaseNotFound: if no case is open
    :raises errors.CaseMovedOn: if no live check is due
    :raises errors.UnderAge: if no face may be captured of this person online (Q48)
    :raises errors.FaceConsentMissing: if the person has not agreed to it
    :raises errors.DailyLimitReached: if there is no try left today
    """
    policy = ports.policy()
    with transaction.atomic(durable=True):
        case = queries.get_current_case(viewer=actor)
        # The update locks the case, so that two tabs do not draw two sequences.
        if not ProofingCase.objects.filter(pk=case.pk, state=CaseState.LIVE).update(
            state=CaseState.LIVE
        ):
            raise errors.CaseMovedOn(case_id=case.pk)
        if case.is_under_age:
            raise errors.UnderAge
        if not queries.has_consent(case=case, kind=ConsentKind.FACE):
            raise errors.FaceConsentMissing
        session = queries.find_open_live_session(case=case, now=now)
        if session is None:
            operations.take_try(
                account_id=case.account_id,
                number=parse_document_number(
                    DocumentType(case.document_type), case.entered["number"]
                ),
                kind=TryKind.LIVE,
                now=now,
            )
            drawn = secrets.SystemRandom().sample(
                policy.liveness.actions, policy.liveness.action_count
            )
            plan = liveness.plan_of(actions=drawn, policy=policy.liveness)
            session = LiveSession.objects.create(
                case=case,
                face_event=FaceEvent.REGISTRATION,
                nonce=secrets.token_urlsafe(24),
                plan=[
                    {"action": one.action.value, "start_ms": one.start_ms, "end_ms": one.end_ms}
                    for one in plan
                ],
                started_at=now,
                expires_at=now + policy.live_session_for,
            )
            audit.record(
                event=ProofingEvent.LIVE_STARTED,
                actor=actor,
                subject=f"case:{case.pk}",
                at=now,
                details={
                    "live_session_id": str(session.pk),
                    "face_event": session.face_event,
                },
            )
    return StartedLiveCheck(
        session_id=LiveSessionId(session.pk),
        nonce=session.nonce,
        plan=tuple(
            PlannedAction(
                action=LiveAction(one["action"]), start_ms=one["start_ms"], end_ms=one["end_ms"]
            )
            for one in session.plan
        ),
        expires_at=session.expires_at,
    )
