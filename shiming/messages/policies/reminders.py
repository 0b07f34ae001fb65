"""On which day which step of a reminder is told (K4)."""

import datetime as dt
import re
from collections.abc import Sequence

from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.messages import errors
from shiming.messages.types import OWNER, MessagePermission

EARLIEST, LATEST = 3650, -365
MOST_STEPS = 10
_PERMISSION = re.compile(r"[a-z_]+:[a-z_]+:[a-z_]+")


def step_due(
    *, due_on: dt.date, steps: Sequence[int], last_step: int | None, today: dt.date
) -> int | None:
    """
    Return the step to tell on `today`, or None if none is due.

    Of several that have passed untold only the last one is told: nobody wants to hear on one
    morning that something ends in 30, in 7 and in 1 day.
    """
    due = [step for step in _untold(steps, last_step) if _day(due_on, step) <= today]
    return min(due, default=None)


def next_day(
    *, due_on: dt.date, steps: Sequence[int], last_step: int | None, today: dt.date
) -> dt.date | None:
    """Return the day on which the next step is told: today if one is due, or None if all are."""
    days = [_day(due_on, step) for step in _untold(steps, last_step)]
    return max(min(days), today) if days else None


def refusal_to_configure(*, operator: Actor) -> DomainError | None:
    """Return why somebody may not set the rules of reminders, or None if they may."""
    if operator.account_id is None or not operator.may(MessagePermission.CONFIGURE_REMINDERS):
        return errors.MayNotConfigureReminders()
    return None


def refusal_of_rule(*, steps: Sequence[int], receivers: Sequence[str]) -> DomainError | None:
    """Return why a rule makes no sense, or None if it does."""
    is_fit = (
        0 < len(steps) <= MOST_STEPS
        and all(LATEST <= step <= EARLIEST for step in steps)
        and len(set(steps)) == len(steps)
    )
    if not is_fit:
        return errors.StepsUnfit()
    if not receivers or not all(one == OWNER or _PERMISSION.fullmatch(one) for one in receivers):
        return errors.ReceiversUnfit()
    return None


def _untold(steps: Sequence[int], last_step: int | None) -> list[int]:
    return [step for step in steps if last_step is None or step < last_step]


def _day(due_on: dt.date, step: int) -> dt.date:
    return due_on - dt.timedelta(days=step)
