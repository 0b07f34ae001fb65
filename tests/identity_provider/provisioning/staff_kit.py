"""Opens, moves and closes members of staff, and runs the jobs that follow."""

from collections.abc import Callable

from shiming.accounts.types import AccountId
from shiming.directory import queries
from shiming.directory.actions.staff.change_staff_member import change_staff_member
from shiming.directory.actions.staff.close_staff_member import close_staff_member
from shiming.directory.actions.staff.open_staff_member import open_staff_member
from shiming.directory.types import EVERYWHERE, Keeper, StaffDraft, StaffProfile
from shiming.identity_provider import tasks
from shiming.identity_provider.operations.provisioning import DELIVER, FILL
from shiming.jobs.errors import RetryLater
from shiming.jobs.models import Job
from shiming.jobs.types import JobId, JobRun
from shiming.kernel import clock
from shiming.kernel.actor import system_actor

SYSTEM = system_actor(device="tests")
KEEPER = Keeper()


def open_staff(user_name: str = "staff.jia", organisation: str = "60-A") -> AccountId:
    draft = StaffDraft(
        user_name=user_name,
        organisation_code=organisation,
        profile=StaffProfile(display_name="示例甲", title="科员"),
    )
    opened = open_staff_member(draft=draft, keeper=KEEPER, actor=SYSTEM, now=clock.now())
    return opened.account_id


def change(account_id: AccountId, *, organisation: str, is_active: bool = True) -> None:
    before = queries.get_staff(account_id, reach=EVERYWHERE)
    draft = StaffDraft(
        user_name=before.user_name,
        organisation_code=organisation,
        is_active=is_active,
        profile=before.profile,
    )
    change_staff_member(
        account_id=account_id,
        draft=draft,
        version=before.version,
        keeper=KEEPER,
        actor=SYSTEM,
        now=clock.now(),
    )


def close(account_id: AccountId) -> None:
    close_staff_member(
        account_id=account_id, version=None, keeper=KEEPER, actor=SYSTEM, now=clock.now()
    )


def fill(*, is_cancelled: Callable[[], bool] = lambda: False) -> list[tuple[int, int]]:
    """Run the jobs that add those who were there before; return the progress that they told."""
    told: list[tuple[int, int]] = []
    for job in Job.objects.filter(kind=FILL, state="queued").order_by("created_at", "pk"):
        run = JobRun(
            id=JobId(job.pk),
            kind=job.kind,
            subject=job.subject,
            now=clock.now(),
            report=lambda done, total: told.append((done, total)),
            ask_whether_cancelled=is_cancelled,
        )
        tasks.fill(run)
    return told


def run_jobs(*, attempt: int = 1, max_attempts: int = 5) -> list[str]:
    """Run each delivery that was asked for once; tell which want to be tried again."""
    fill()
    again = []
    for job in Job.objects.filter(kind=DELIVER, state="queued").order_by("created_at", "pk"):
        run = JobRun(
            id=JobId(job.pk),
            kind=job.kind,
            subject=job.subject,
            now=clock.now(),
            attempt=attempt,
            max_attempts=max_attempts,
        )
        try:
            tasks.deliver_user(run)
        except RetryLater:
            again.append(job.subject)
        else:
            Job.objects.filter(pk=job.pk).update(state="succeeded")
    return again
