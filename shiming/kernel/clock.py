"""The one place where the product reads the clock; interfaces call it and pass `now` down."""

import datetime as dt
import zoneinfo

CHINA = zoneinfo.ZoneInfo("Asia/Shanghai")


def now() -> dt.datetime:
    """Return the present instant, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def today_in_china(now: dt.datetime) -> dt.date:
    """Return the date in China at the instant `now`: daily limits turn over there (A10)."""
    return now.astimezone(CHINA).date()
