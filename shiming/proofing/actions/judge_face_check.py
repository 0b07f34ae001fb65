"""Use case: the engines judge the frames of a sign-in, and compare the face; run as a job."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts.types import FaceCheckId, FaceState
from shiming.audit import operations as audit
from shiming.kernel.actor import system_actor
from shiming.kernel.errors import DomainError
from shiming.proofing import errors, ports, queries
from shiming.proofing.clip_reading import read_clip
from shiming.proofing.models import FaceCheck
from shiming.proofing.policies import faces
from shiming.proofing.ports import EngineUnavailable
from shiming.proofing.types import Band, PassiveBand, ProofingEvent
from shiming.vault import errors as vault_errors
from shiming.vault import operations as vault
from shiming.vault import queries as vault_queries
from shiming.vault.types import VaultFileId


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the engines found, before anything is written."""

    verdict: FaceState
    problem: str = ""
    score: float | None = None
    engine: str = ""


def judge_face_check(*, check_id: FaceCheckId, now: dt.datetime) -> FaceState | None:
    """
    Judge the frames and compare the face; nobody looks at what the machine is unsure of.

    Where there is nobody to compare with, the same work is done, and the answer is that of
    another face. Running it again does no harm: None is returned.

    :raises errors.FaceCheckNotFound: if there is none, or no frames came in for it
    """
    check = queries.get_face_check_unscoped(check_id)
    if check.judged_at is not None:
        return None
    if check.clip_file_id is None:
        raise errors.FaceCheckNotFound(check_id=check_id)
    clip_file = VaultFileId(check.clip_file_id)
    found = _judge(check=check, clip=vault_queries.read_file(clip_file), now=now)
    with transaction.atomic(durable=True):
        won = FaceCheck.objects.filter(pk=check_id, judged_at__isnull=True).update(
            verdict=found.verdict,
            problem=found.problem,
            score=found.score,
            engine=found.engine,
            judged_at=now,
            clip_file_id=None,
        )
        if not won:
            return None
        vault.shred_file(clip_file, now)
        audit.record(
            event=ProofingEvent.LIVE_JUDGED,
            actor=system_actor(device="proofing"),
            subject=f"face_check:{check_id}",
            at=now,
            details={
                "face_event": check.face_event,
                "state": found.verdict.value,
                "code": found.problem,
                "person_id": None if check.person_id is None else str(check.person_id),
            },
        )
    return found.verdict


def _judge(*, check: FaceCheck, clip: bytes, now: dt.datetime) -> _Found:
    try:
        read = read_clip(clip=clip, plan=check.plan)
    except DomainError:
        return _Found(verdict=FaceState.UNCONVINCING, problem=errors.ClipUnreadable.code)
    verdict = read.verdict
    if verdict is not None and verdict.problem is not None:
        return _Found(
            verdict=FaceState.UNCONVINCING, problem=verdict.problem.value, engine=read.engine
        )
    if verdict is None or not verdict.is_measured:
        return _Found(verdict=FaceState.UNAVAILABLE, engine=read.engine)
    probe = read.frames[verdict.best_frame or 0].content
    known = _reference_of(check, now=now)
    # Compared with itself where nobody is known: the wait must not tell who has an account.
    compared = ports.face_engine().compare(probe=probe, reference=known or probe)
    if isinstance(compared, EngineUnavailable):
        return _Found(verdict=FaceState.UNAVAILABLE, engine=read.engine)
    engine = f"{read.engine} {compared.model}".strip()
    if known is None or compared.score is None:
        return _Found(verdict=FaceState.NOT_RECOGNISED, engine=engine)
    is_alike = faces.band_of(score=compared.score, policy=ports.policy()) is Band.PASS
    # At a proofing the passive signal sends to a person; here there is none, so it must be good.
    is_recognised = is_alike and verdict.passive is PassiveBand.LIVE
    return _Found(
        verdict=FaceState.RECOGNISED if is_recognised else FaceState.NOT_RECOGNISED,
        score=compared.score,
        engine=engine,
    )


def _reference_of(check: FaceCheck, *, now: dt.datetime) -> bytes | None:
    if check.person_id is None:
        return None
    file_id = queries.find_face_reference(check.person_id, now=now)
    if file_id is None:
        return None
    try:
        return vault_queries.read_file(file_id)
    except vault_errors.FileNotKept:
        # Its time was up: there is nobody to compare with any more.
        return None
