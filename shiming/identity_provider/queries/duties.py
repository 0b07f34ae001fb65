"""Which applications still stand under duties of before (S19-7)."""

import dataclasses

from shiming.identity_provider.duties_file import current_duties
from shiming.identity_provider.models import Application
from shiming.identity_provider.types import ApplicationId, ApplicationState
from shiming.kernel.actor import Actor


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OutdatedApplication:
    """A system whose unit has accepted an earlier version."""

    id: ApplicationId
    system_name: str
    version: str


def list_outdated_applications(*, viewer: Actor) -> list[OutdatedApplication]:
    """Return the viewer's approved applications whose duties have changed since."""
    if viewer.account_id is None:
        return []
    rows = (
        Application.objects.filter(applicant_id=viewer.account_id, state=ApplicationState.APPROVED)
        .exclude(duties_version=current_duties().version)
        .order_by("created_at", "pk")
    )
    return [
        OutdatedApplication(
            id=ApplicationId(row.pk), system_name=row.system_name, version=row.duties_version
        )
        for row in rows
    ]
