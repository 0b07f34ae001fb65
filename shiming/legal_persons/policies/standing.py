"""For which units anybody may act: one rule for signing in, switching, offices and agencies."""

from shiming.legal_persons.types import LegalPersonState

ACTING_STATES = (LegalPersonState.EXISTING, LegalPersonState.ABNORMAL)
"""A unit that is cancelled (注销) or whose licence was revoked (吊销) does nothing any more."""


def may_be_acted_for(state: LegalPersonState) -> bool:
    """Tell whether somebody may act for a unit that stands like this."""
    return state in ACTING_STATES
