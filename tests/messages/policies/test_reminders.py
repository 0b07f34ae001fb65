"""On which day which step is told."""

import datetime as dt

import pytest

from shiming.messages.policies.reminders import next_day, refusal_of_rule, step_due

DUE = dt.date(2026, 3, 31)
STEPS = (30, 7, 1, 0, -7)


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


class TestStepDue:
    @pytest.mark.parametrize(
        ("today", "last_step", "due"),
        [
            (day(2, 28), None, None),
            (day(3, 1), None, 30),
            (day(3, 1), 30, None),
            (day(3, 23), 30, None),
            (day(3, 24), 30, 7),
            (day(3, 24), None, 7),
            (day(3, 31), 7, 0),
            (day(4, 6), 0, None),
            (day(4, 7), 0, -7),
            (day(5, 1), -7, None),
        ],
    )
    def test_is_the_last_one_that_has_come(
        self, today: dt.date, last_step: int | None, due: int | None
    ) -> None:
        assert step_due(due_on=DUE, steps=STEPS, last_step=last_step, today=today) == due


class TestNextDay:
    @pytest.mark.parametrize(
        ("today", "last_step", "expected"),
        [
            (day(1, 1), None, day(3, 1)),
            (day(3, 26), None, day(3, 26)),
            (day(3, 24), 7, day(3, 30)),
            (day(3, 31), 0, day(4, 7)),
            (day(4, 7), -7, None),
        ],
    )
    def test_is_today_if_one_is_due_or_else_the_day_of_the_next(
        self, today: dt.date, last_step: int | None, expected: dt.date | None
    ) -> None:
        assert next_day(due_on=DUE, steps=STEPS, last_step=last_step, today=today) == expected


class TestRefusalOfRule:
    @pytest.mark.parametrize(
        ("steps", "receivers", "code"),
        [
            ([30, 0, -7], ["owner"], None),
            ([0], ["owner", "area:thing:act"], None),
            ([], ["owner"], "messages.reminder.steps_unfit"),
            ([1, 1], ["owner"], "messages.reminder.steps_unfit"),
            (list(range(11)), ["owner"], "messages.reminder.steps_unfit"),
            ([3651], ["owner"], "messages.reminder.steps_unfit"),
            ([-366], ["owner"], "messages.reminder.steps_unfit"),
            ([1], [], "messages.reminder.receivers_unfit"),
            ([1], ["somebody"], "messages.reminder.receivers_unfit"),
        ],
    )
    def test_names_what_makes_no_sense(
        self, steps: list[int], receivers: list[str], code: str | None
    ) -> None:
        refusal = refusal_of_rule(steps=steps, receivers=receivers)

        assert (refusal and refusal.code) == code
