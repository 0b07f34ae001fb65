"""Background work of the area."""

from shiming.accounts.actions import clean_up as use_case
from shiming.accounts.actions.closing import close_due_accounts as close_due
from shiming.jobs.operations import every
from shiming.jobs.types import JobRun

_HOUR = 60


@every(kind="accounts.clean_up", minutes=_HOUR)
def clean_up(job: JobRun) -> None:
    """Forget spent codes and old sessions, and close registrations that nobody finished."""
    use_case.clean_up(now=job.now)


@every(kind="accounts.close_due_accounts", minutes=_HOUR)
def close_due_accounts(job: JobRun) -> None:
    """Close the accounts whose owners asked for it and whose time to think it over has passed."""
    close_due.close_due_accounts(now=job.now)
