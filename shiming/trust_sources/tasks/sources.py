"""Trust sources are asked for signs of life."""

from shiming.jobs import operations as jobs
from shiming.jobs.types import JobRun
from shiming.kernel.actor import system_actor
from shiming.trust_sources.actions.sources.check_sources import check_sources
from shiming.trust_sources.actions.sources.end_expired_posts import end_expired_posts


@jobs.every(minutes=2, kind="trust_sources.check_sources")
def check_all(job: JobRun) -> None:
    """Ask every source; one that is silent twice running is hidden from the sign-in page."""
    check_sources(actor=system_actor(device="trust_sources"), now=job.now)


@jobs.every(minutes=10, kind="trust_sources.end_expired_posts")
def end_posts_out_of_contract(job: JobRun) -> None:
    """Take back what posts gave at sources whose contract has run out."""
    end_expired_posts(actor=system_actor(device="trust_sources"), now=job.now)
