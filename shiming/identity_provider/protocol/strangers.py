"""
How often strangers may have something kept for them (RFC 6819, section 4.4.1.11).

Whoever asks without a session or a secret leaves a row that lives an hour. They are counted here,
in the process, and not in the database: a flood must cost less than what it asks for, and people
who are signed in pay nothing. Addresses are forgotten with the minute and written nowhere.
"""

import datetime as dt
import ipaddress

from shiming.identity_provider.protocol.errors import TooManyRequests

MINUTE = 60
# What one subscriber has (RFC 6177): counted one by one, nobody would ever run out of them.
_SUBSCRIBER = 64


class Strangers:
    """
    Counts what each address had kept in this minute.

    Without a lock: threads that meet count one too few, which changes nothing.
    """

    def __init__(self, *, most_per_minute: int) -> None:
        self._most = most_per_minute
        self._counted: tuple[int, dict[str, int]] = (0, {})

    def admit(self, address: str, now: dt.datetime) -> None:
        """
        Count a stranger.

        :raises TooManyRequests: if too many came from their address in this minute
        """
        minute, second = divmod(int(now.timestamp()), MINUTE)
        key = _network(address)
        if self._counted[0] != minute:
            self._counted = (minute, {})
        counts = self._counted[1]
        counts[key] = counts.get(key, 0) + 1
        if counts[key] > self._most:
            raise TooManyRequests("too many requests from this address", seconds=MINUTE - second)


def _network(address: str) -> str:
    if ":" not in address:
        return address
    try:
        return str(ipaddress.IPv6Network((address.partition("%")[0], _SUBSCRIBER), strict=False))
    except ValueError:
        return address
