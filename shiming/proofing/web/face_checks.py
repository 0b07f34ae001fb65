"""Face checks as `accounts` want them for signing in; `config/wiring` joins the two."""

import datetime as dt

from shiming.accounts.types import (
    AskedAction,
    DrawnFaceCheck,
    FaceCheckFacts,
    FaceCheckId,
    FaceErrandKind,
    FacePage,
    PersonId,
)
from shiming.kernel.actor import Actor
from shiming.proofing import operations, ports, queries
from shiming.proofing.actions.draw_face_check import draw_face_check
from shiming.proofing.actions.hand_in_face_check import hand_in_face_check
from shiming.proofing.types import ConsentKind, FaceEvent
from shiming.proofing.web import labels
from shiming.proofing.web.presenters import told


class ProofingFaceCheck:
    """The live check and the comparison of proofing, for somebody who signs in."""

    def prepare(
        self,
        *,
        person_id: PersonId | None,
        actor: Actor,
        now: dt.datetime,
        errand: FaceErrandKind | None = None,
    ) -> FaceCheckId:
        """Make a check for this person, or one for nobody that runs the same."""
        event = FaceEvent.SIGN_IN if errand is None else FaceEvent(errand.value)
        return operations.prepare_face_check(person_id=person_id, event=event, actor=actor, now=now)

    def page(self, *, now: dt.datetime) -> FacePage:
        """Return how the page with the camera is made."""
        text = queries.get_consent_text(kind=ConsentKind.FACE, now=now)
        policy = ports.policy()
        return FacePage(
            template="proofing/_live_check.html",
            script="proofing/live_check.js",
            style="proofing/proofing.css",
            consent_title=text.title,
            consent_text=text.text,
            action_count=policy.liveness.action_count,
            seconds=int(policy.live_session_for.total_seconds()),
        )

    def draw(self, *, check_id: FaceCheckId, actor: Actor, now: dt.datetime) -> DrawnFaceCheck:
        """Draw what is to be done before the camera."""
        drawn = draw_face_check(check_id=check_id, actor=actor, now=now)
        return DrawnFaceCheck(
            id=check_id,
            nonce=drawn.nonce,
            actions=tuple(
                AskedAction(
                    action=one.action.value,
                    label=str(labels.ACTIONS[one.action]),
                    start_ms=one.start_ms,
                    end_ms=one.end_ms,
                )
                for one in drawn.plan
            ),
            expires_at=drawn.expires_at,
        )

    def hand_in(
        self, *, check_id: FaceCheckId, nonce: str, clip: bytes, actor: Actor, now: dt.datetime
    ) -> None:
        """Take the frames."""
        hand_in_face_check(check_id=check_id, nonce=nonce, clip=clip, actor=actor, now=now)

    def largest_clip(self) -> int:
        """Return how many bytes of frames are taken at most."""
        return ports.policy().max_clip_bytes

    def facts_of(self, check_id: FaceCheckId, *, now: dt.datetime) -> FaceCheckFacts:
        """Return how far the check has come."""
        return queries.get_face_check_facts(check_id, now=now)

    def words_for(self, problem: str) -> str:
        """Return what is wrong with the frames and what to do about it."""
        return told(problem).sentences

    def claim(self, check_id: FaceCheckId, *, now: dt.datetime) -> PersonId | None:
        """Use a check up; return whom it recognised."""
        return operations.claim_face_check(check_id=check_id, now=now)
