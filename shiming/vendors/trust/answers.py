"""What comes of asking a source, in the few words that the area knows."""

import json
from collections.abc import Mapping

from shiming.accounts.types import OutsideOutcome
from shiming.kernel.outside import Fetched
from shiming.trust_sources.types import SourceReport

_OK = 200


class SourceSilent(Exception):
    """There is no usable answer; that counts against nobody."""


def proven(claims: Mapping[str, object]) -> SourceReport:
    """Return that the source knows who it is."""
    return SourceReport(outcome=OutsideOutcome.PROVEN, claims=claims)


def refused(reason: str) -> SourceReport:
    """Return that the source, or what it sent, says no."""
    return SourceReport(outcome=OutsideOutcome.REFUSED, reason=reason)


def unavailable(reason: str) -> SourceReport:
    """Return that the source did not say."""
    return SourceReport(outcome=OutsideOutcome.UNAVAILABLE, reason=reason)


def object_in(fetched: Fetched, *, takes_errors: bool = False) -> Mapping[str, object]:
    """
    Return the JSON object that a source answered with.

    :raises SourceSilent: if it is none, or stands for a failure of the source
    """
    # What a token endpoint refuses comes with 400 or 401 and an object (RFC 6749, section 5.2).
    if fetched.status != _OK and not (takes_errors and fetched.status in {400, 401}):
        raise SourceSilent
    try:
        read = json.loads(fetched.body)
    except (ValueError, RecursionError):
        raise SourceSilent from None
    if not isinstance(read, dict):
        raise SourceSilent
    return read
