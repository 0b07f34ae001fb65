"""Doors to the use cases of proofing that run in the background."""

import uuid

from shiming.accounts.types import FaceCheckId
from shiming.jobs import operations as jobs
from shiming.jobs.errors import RetryLater
from shiming.jobs.types import JobRun
from shiming.kernel.actor import system_actor
from shiming.proofing.actions.ask_register import ask_register
from shiming.proofing.actions.destroy_archives import destroy_archives
from shiming.proofing.actions.hand_in_face_check import JUDGE_FACE
from shiming.proofing.actions.hand_in_live_check import JUDGE
from shiming.proofing.actions.judge_face_check import judge_face_check
from shiming.proofing.actions.judge_live_check import judge_live_check
from shiming.proofing.actions.keep_picture import READ_PICTURE
from shiming.proofing.actions.read_picture import read_picture
from shiming.proofing.actions.rescue_stuck import rescue_stuck
from shiming.proofing.actions.submit_case import ASK_REGISTER
from shiming.proofing.types import CaseId, LiveSessionId, PictureId
from shiming.registers import queries as registers
from shiming.registers.types import Outcome


@jobs.handler(READ_PICTURE)
def run_read_picture(job: JobRun) -> None:
    """Read a picture; a worker that dies is followed by another one."""
    read_picture(picture_id=PictureId(uuid.UUID(job.subject)), now=job.now)


@jobs.handler(ASK_REGISTER)
def run_ask_register(job: JobRun) -> None:
    """Ask the register, again and again while it is unavailable."""
    outcome = ask_register(case_id=CaseId(uuid.UUID(job.subject)), now=job.now)
    if outcome is Outcome.UNAVAILABLE:
        raise RetryLater(after=registers.get_retry_delay(attempt=job.attempt))


@jobs.handler(JUDGE)
def run_judge_live_check(job: JobRun) -> None:
    """Judge a live check; a worker that dies is followed by another one."""
    judge_live_check(session_id=LiveSessionId(uuid.UUID(job.subject)), now=job.now)


@jobs.handler(JUDGE_FACE)
def run_judge_face_check(job: JobRun) -> None:
    """Judge the frames of a sign-in; a worker that dies is followed by another one."""
    judge_face_check(check_id=FaceCheckId(uuid.UUID(job.subject)), now=job.now)


@jobs.every(kind="proofing.rescue_stuck", minutes=5)
def run_rescue_stuck(job: JobRun) -> None:
    """Send to a person what no engine finished."""
    rescue_stuck(now=job.now)


@jobs.every(kind="proofing.destroy_archives", minutes=24 * 60)
def run_destroy_archives(job: JobRun) -> None:
    """Destroy pictures of accounts that were closed longer ago than evidence is kept."""
    destroy_archives(actor=system_actor(device="proofing"), now=job.now)
