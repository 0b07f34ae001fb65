"""A face check that ends as a test wants, for tests that need no camera."""

import dataclasses
import datetime as dt

from shiming.accounts.types import (
    AskedAction,
    DrawnFaceCheck,
    FaceCheckFacts,
    FaceCheckId,
    FaceErrandKind,
    FacePage,
    FaceState,
    PersonId,
)
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id


@dataclasses.dataclass(kw_only=True)
class FakeFaceCheck:
    """Recognises whoever was asked for, unless it is told otherwise; nobody is never recognised."""

    state: FaceState = FaceState.RECOGNISED
    problem: str = ""
    prepared: list[PersonId | None] = dataclasses.field(default_factory=list)
    errands: list[FaceErrandKind | None] = dataclasses.field(default_factory=list)
    open_checks: dict[FaceCheckId, PersonId | None] = dataclasses.field(default_factory=dict)

    def prepare(
        self,
        *,
        person_id: PersonId | None,
        actor: Actor,
        now: dt.datetime,
        errand: FaceErrandKind | None = None,
    ) -> FaceCheckId:
        self.prepared.append(person_id)
        self.errands.append(errand)
        check_id = FaceCheckId(new_id())
        self.open_checks[check_id] = person_id
        return check_id

    def page(self, *, now: dt.datetime) -> FacePage:
        return FacePage(
            template="proofing/_live_check.html",
            script="proofing/live_check.js",
            style="proofing/proofing.css",
            consent_title="同意书",
            consent_text="同意书正文。",
            action_count=3,
            seconds=120,
        )

    def draw(self, *, check_id: FaceCheckId, actor: Actor, now: dt.datetime) -> DrawnFaceCheck:
        return DrawnFaceCheck(
            id=check_id,
            nonce="nonce",
            actions=(AskedAction(action="blink", label="眨眼", start_ms=0, end_ms=3000),),
            expires_at=now + dt.timedelta(minutes=2),
        )

    def hand_in(
        self, *, check_id: FaceCheckId, nonce: str, clip: bytes, actor: Actor, now: dt.datetime
    ) -> None:
        self.state = FaceState.JUDGING

    def largest_clip(self) -> int:
        return 1000

    def facts_of(self, check_id: FaceCheckId, *, now: dt.datetime) -> FaceCheckFacts:
        state = self.state
        if state is FaceState.RECOGNISED and self.open_checks[check_id] is None:
            state = FaceState.NOT_RECOGNISED
        return FaceCheckFacts(state=state, problem=self.problem)

    def words_for(self, problem: str) -> str:
        return f"因为 {problem}"

    def claim(self, check_id: FaceCheckId, *, now: dt.datetime) -> PersonId | None:
        person_id = self.open_checks.pop(check_id)
        return person_id if self.state is FaceState.RECOGNISED else None
