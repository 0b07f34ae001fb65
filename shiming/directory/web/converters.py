"""Dates in addresses."""

import datetime as dt


class IsoDateConverter:
    """A date as `2026-01-01`; one that does not exist is no address of ours."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> dt.date:
        """Return the date; a `ValueError` makes Django try the next address."""
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date) -> str:
        """Return the date as it stands in an address."""
        return value.isoformat()
