import datetime as dt

import pytest

from shiming.kernel import clock


class TestNow:
    def test_is_aware_and_in_utc(self) -> None:
        assert clock.now().utcoffset() == dt.timedelta(0)


class TestTodayInChina:
    @pytest.mark.parametrize(
        ("hour", "day"), [(15, dt.date(2025, 11, 21)), (16, dt.date(2025, 11, 22))]
    )
    def test_turns_over_at_midnight_there(self, hour: int, day: dt.date) -> None:
        assert clock.today_in_china(dt.datetime(2025, 11, 21, hour, tzinfo=dt.UTC)) == day
