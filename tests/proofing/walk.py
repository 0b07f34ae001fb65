"""A citizen on their way through the online journey, step by step."""

import dataclasses
import datetime as dt
import uuid

from shiming.accounts.types import AccountId
from shiming.jobs import handlers
from shiming.jobs import operations as jobs
from shiming.jobs.errors import RetryLater
from shiming.jobs.models import Job
from shiming.jobs.types import JobId, JobRun, JobState
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentType
from shiming.kernel.levels import Level
from shiming.proofing import queries
from shiming.proofing.actions.choose_document import choose_document
from shiming.proofing.actions.confirm_form import confirm_form
from shiming.proofing.actions.hand_in_live_check import hand_in_live_check
from shiming.proofing.actions.keep_picture import keep_picture
from shiming.proofing.actions.start_live_check import StartedLiveCheck, start_live_check
from shiming.proofing.actions.start_proofing import start_proofing
from shiming.proofing.actions.submit_case import submit_case
from shiming.proofing.models import ProofingCase
from shiming.proofing.policies.documents import EnteredForm
from shiming.proofing.types import ConsentKind, PictureWay, StepKey
from tests.cast import Member
from tests.proofing.fakes import (
    FakeFaceEngine,
    FakeInspector,
    FakeReader,
    FakeRegister,
    clip_of,
    jpeg,
    perform,
)

NOW = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)


def run_jobs(*, now: dt.datetime = NOW, kind: str = "proofing.") -> int:
    """Do the waiting background work that is due, each job once; return how much there was."""
    due = Job.objects.filter(kind__startswith=kind, state=JobState.QUEUED, due_at__lte=now)
    claimed = [jobs.claim(job_id=JobId(pk), now=now) for pk in due.values_list("pk", flat=True)]
    for job in claimed:
        assert job is not None
        run = JobRun(
            id=JobId(job.pk), kind=job.kind, subject=job.subject, now=now, attempt=job.attempts
        )
        state, due_at = JobState.SUCCEEDED, None
        try:
            handlers.get_handler(job.kind)(run)
        except RetryLater as later:
            state, due_at = JobState.QUEUED, now + (later.after or dt.timedelta(seconds=5))
        jobs.settle(job_id=JobId(job.pk), attempt=job.attempts, state=state, at=now, due_at=due_at)
    return len(claimed)


@dataclasses.dataclass(kw_only=True)
class Walk:
    """Who walks, and the engines that they meet."""

    actor: Actor
    member: Member
    reader: FakeReader
    inspector: FakeInspector
    face: FakeFaceEngine
    register: FakeRegister
    now: dt.datetime = NOW

    @property
    def account_id(self) -> AccountId:
        """The account that walks."""
        assert self.actor.account_id is not None
        return AccountId(self.actor.account_id)

    @property
    def case(self) -> ProofingCase:
        """The case as it stands in the database."""
        return queries.get_current_case(viewer=self.actor)

    def form(self, **changes: str) -> EnteredForm:
        """Return the form as the machine would read it."""
        return dataclasses.replace(
            EnteredForm(
                name=self.member.name,
                number=self.member.number,
                valid_from="2015-06-15",
                valid_until="2035-06-15",
                ethnicity="汉",
                issuer="样例市公安局",
            ),
            **changes,
        )

    def texts(self, *kinds: ConsentKind) -> set[uuid.UUID]:
        """Return the keys of the texts in force."""
        return {queries.get_consent_text(kind=kind, now=self.now).pk for kind in kinds}

    def start(self, *, level: Level = Level.INTERMEDIATE, return_to: str = "") -> "Walk":
        """Open a case and choose the identity card."""
        start_proofing(actor=self.actor, wanted_level=level, return_to=return_to, now=self.now)
        choose_document(actor=self.actor, document_type=DocumentType.RESIDENT_ID_CARD, now=self.now)
        return self

    def photograph(self, step: StepKey, *, shade: int = 100) -> "Walk":
        """Hand a side over and have it read."""
        keep_picture(
            actor=self.actor,
            step=step,
            content=jpeg(shade=shade),
            way=PictureWay.CAMERA,
            now=self.now,
        )
        run_jobs(now=self.now)
        return self

    def to_form(self, *, level: Level = Level.INTERMEDIATE, return_to: str = "") -> "Walk":
        """Walk until both sides are read."""
        self.start(level=level, return_to=return_to)
        return self.photograph(StepKey.FRONT).photograph(StepKey.BACK, shade=101)

    def confirm(self, **changes: str) -> "Walk":
        """Confirm the form, with corrections."""
        confirm_form(actor=self.actor, entered=self.form(**changes), now=self.now)
        return self

    def submit(self, *, with_face: bool = True) -> "Walk":
        """Agree, hand in, and have the register asked."""
        kinds = [ConsentKind.DATA_PROCESSING, *([ConsentKind.FACE] if with_face else [])]
        submit_case(actor=self.actor, agreed_to=self.texts(*kinds), now=self.now)
        run_jobs(now=self.now)
        return self

    def to_live(self, *, level: Level = Level.INTERMEDIATE, return_to: str = "") -> "Walk":
        """Walk until the live check is due."""
        return self.to_form(level=level, return_to=return_to).confirm().submit()

    def start_live(self) -> StartedLiveCheck:
        """Draw a sequence of actions, and have the engine see them done."""
        started = start_live_check(actor=self.actor, now=self.now)
        self.face.readings = perform(started.plan)
        return started

    def show_face(self, *, started: StartedLiveCheck | None = None, seed: int = 0) -> "Walk":
        """Do the live check and have it judged."""
        started = started or self.start_live()
        hand_in_live_check(
            actor=self.actor,
            session_id=started.session_id,
            nonce=started.nonce,
            clip=clip_of(started.plan, seed=seed),
            now=self.now,
        )
        run_jobs(now=self.now)
        return self
