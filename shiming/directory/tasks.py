"""What the area does in the background."""

import uuid

from shiming.directory.actions.staff.import_staff import import_staff
from shiming.directory.actions.staff.index_phones import index_phones
from shiming.directory.actions.staff.start_staff_import import IMPORT
from shiming.directory.types import StaffImportId
from shiming.jobs import operations as jobs
from shiming.jobs.types import JobRun


@jobs.handler(IMPORT)
def import_one(job: JobRun) -> None:
    """Open the people of a file; a worker that dies is followed by another one."""
    import_staff(
        import_id=StaffImportId(uuid.UUID(job.subject)),
        now=job.now,
        progress=job.progress,
        is_cancelled=job.is_cancelled,
    )


@jobs.every(kind="directory.index_phones", minutes=60)
def index_missing_phones(job: JobRun) -> None:
    """Bring mobiles from before there was an index into it, and mark those that are shared."""
    index_phones(progress=job.progress)
