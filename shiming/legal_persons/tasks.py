"""Doors to the use cases of the area that run in the background."""

import datetime as dt
import uuid

import structlog

from shiming.jobs import operations as jobs
from shiming.jobs.errors import RetryLater
from shiming.jobs.types import JobRun
from shiming.kernel.actor import system_actor
from shiming.legal_persons import errors, queries
from shiming.legal_persons.actions.agencies.end_client_accesses import end_client_accesses
from shiming.legal_persons.actions.enterprise_sign_in.forget_sign_ins import forget_sign_ins
from shiming.legal_persons.actions.officers.synchronise_officers import synchronise_officers
from shiming.legal_persons.actions.offices.end_expired_offices import end_expired_offices
from shiming.legal_persons.actions.registrations.ask_register import ask_register
from shiming.legal_persons.actions.registrations.shred_papers import shred_papers
from shiming.legal_persons.actions.registrations.submit_registration import ASK_REGISTER
from shiming.legal_persons.types import RegistrationId
from shiming.registers import queries as registers
from shiming.registers.types import Outcome

_log = structlog.get_logger(__name__)
_CORE_AGE = dt.timedelta(hours=20)
_PATIENCE = 3


@jobs.handler(ASK_REGISTER)
def run_ask_register(job: JobRun) -> None:
    """Ask the register, again and again while it is unavailable."""
    outcome = ask_register(registration_id=RegistrationId(uuid.UUID(job.subject)), now=job.now)
    if outcome is Outcome.UNAVAILABLE:
        raise RetryLater(after=registers.get_retry_delay(attempt=job.attempt))


@jobs.every(kind="legal_persons.synchronise", minutes=60)
def run_synchronisation(job: JobRun) -> None:
    """
    Have every unit read from the tax core that was not for most of a day (S32-15, Q14).

    It runs every hour, so that a night on which the core was down is made up for by day.
    """
    actor = system_actor(device="legal_persons.synchronise")
    due = queries.list_due_for_synchronisation_unscoped(read_before=job.now - _CORE_AGE)
    unanswered = 0
    for done, legal_person_id in enumerate(due):
        if job.is_cancelled() or unanswered == _PATIENCE:
            break
        job.progress(done, len(due))
        try:
            synchronise_officers(legal_person_id=legal_person_id, actor=actor, now=job.now)
        except errors.CoreUnavailable:
            unanswered += 1
        except errors.CoreKnowsNoSuchUnit:
            # Nothing is changed: that a unit is gone, the core says in so many words.
            _log.warning("legal_persons.core.no_such_unit", legal_person_id=str(legal_person_id))


@jobs.every(kind="legal_persons.forget_sign_ins", minutes=60)
def run_forget_sign_ins(job: JobRun) -> None:
    """Forget the sign-ins that are of no more use."""
    forget_sign_ins(now=job.now)


@jobs.every(kind="legal_persons.end_expired", minutes=15)
def run_end_expired(job: JobRun) -> None:
    """End offices and clients' agreements whose time is over."""
    actor = system_actor(device="legal_persons.end_expired")
    end_expired_offices(actor=actor, now=job.now)
    end_client_accesses(actor=actor, now=job.now)


@jobs.every(kind="legal_persons.shred_papers", minutes=24 * 60)
def run_shred_papers(job: JobRun) -> None:
    """Destroy the papers of units whose time is over."""
    shred_papers(actor=system_actor(device="legal_persons.shred_papers"), now=job.now)
