"""What officers decide about applications, and what applicants do then."""

import datetime as dt

from shiming.accounts.actions.applications.approve_application import approve_application
from shiming.accounts.actions.applications.correct_application import correct_application
from shiming.accounts.actions.applications.turn_down_application import turn_down_application
from shiming.accounts.types import (
    Visit,
)
from shiming.accounts.types.applications import (
    ApplicationId,
    ApplicationState,
)
from shiming.kernel.actor import Actor
from tests.accounts.actions.applications.conftest import (
    PROJECT,
)
from tests.factories.accounts import NOW

REASON = "施工许可证号与许可证不一致，请修改"


def approve(application_id: ApplicationId, by: Actor, *, now: dt.datetime = NOW) -> None:
    approve_application(application_id=application_id, officer=by, now=now)


def turn_down(application_id: ApplicationId, by: Actor, outcome: ApplicationState) -> None:
    turn_down_application(
        application_id=application_id,
        outcome=outcome,  # type: ignore[arg-type]  # one of the two
        reason=REASON,
        officer=by,
        now=NOW,
    )


def correct(application_id: ApplicationId, visit: Visit, **how: object) -> None:
    given: dict[str, object] = {"typed": PROJECT, "scans": {}} | how
    correct_application(application_id=application_id, visit=visit, now=NOW, **given)  # type: ignore[arg-type]  # passed on
