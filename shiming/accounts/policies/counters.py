"""Whom a counter counts, when it begins anew and how long it locks."""

import datetime as dt
import ipaddress

from django.utils.crypto import salted_hmac

from shiming.accounts.types import AccountId, Limit
from shiming.kernel import clock

_SALT = "shiming.accounts.counter"
_IPV6_NETWORK = 64


def window_floor(limit: Limit, now: dt.datetime) -> dt.datetime:
    """Return the instant before which a window is over; without a length it is the day in China."""
    if limit.window is not None:
        return now - limit.window
    return dt.datetime.combine(clock.today_in_china(now), dt.time(), tzinfo=clock.CHINA)


def lock_length(limit: Limit, *, locks_before: int) -> dt.timedelta:
    """Return how long to lock after `locks_before` locks in a row: twice as long each time."""
    if limit.lock_for is None:
        return dt.timedelta(0)
    # The exponent is bounded, or a patient attacker would overflow the product.
    doublings = min(locks_before, 16)
    return min(limit.lock_for * (1 << doublings), limit.lock_at_most)


def subject_of_account(account_id: AccountId) -> str:
    """Return the subject under which tries against an account are counted."""
    return str(account_id)


def subject_of_text(text: str) -> str:
    """
    Return the subject for a number or name that must not stand in the table.

    No index of the vault: when its keys rotate, everybody's tries would begin anew.
    """
    return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()


def subject_of_address(address: str) -> str:
    """Return the subject for a network address; one IPv6 subscriber has a whole /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return subject_of_text("address:unknown")
    if parsed.version == 6:  # noqa: PLR2004  the version of the protocol
        parsed = ipaddress.ip_network((int(parsed), _IPV6_NETWORK), strict=False).network_address
    return subject_of_text(f"address:{parsed}")
