"""Revocation lists are renewed by themselves."""

import uuid

from shiming.jobs import operations as jobs
from shiming.jobs.errors import RetryLater
from shiming.jobs.types import JobRun
from shiming.kernel.actor import system_actor
from shiming.trust_sources.actions.refresh_revocation_lists import refresh_revocation_lists
from shiming.trust_sources.operations import REFRESH
from shiming.trust_sources.types import AuthorityId


@jobs.every(minutes=60, kind="trust_sources.refresh_revocation_lists")
def refresh_all(job: JobRun) -> None:
    """Read every list; one that fails is read again in an hour, and shown to the officers."""
    refresh_revocation_lists(actor=system_actor(device="trust_sources"), now=job.now)


@jobs.handler(REFRESH)
def refresh_one(job: JobRun) -> None:
    """
    Read the lists of an authority that was just entered.

    :raises RetryLater: if one could not be had
    """
    failed = refresh_revocation_lists(
        actor=system_actor(device="trust_sources"),
        now=job.now,
        authority_id=AuthorityId(uuid.UUID(job.subject)),
    )
    if failed and not job.is_last_attempt:
        raise RetryLater
