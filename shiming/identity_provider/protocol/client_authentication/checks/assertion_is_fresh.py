"""RFC 7523, section 3, numbers 4 to 6: its time."""

from shiming.identity_provider.protocol.client_authentication.presented import Presented
from shiming.identity_provider.protocol.errors import InvalidClient

# An assertion is made for one request; so much may two clocks differ.
LONGEST_LIFE = 3600.0
SKEW = 30.0


def check(presented: Presented) -> None:
    """
    Refuse an assertion that is over, not yet valid, or valid for very long.

    :raises InvalidClient: if exp is missing, past or far away, or nbf or iat are in the future
    """
    assertion, now = presented.known_assertion, presented.now.timestamp()
    expires_at = assertion.number("exp")
    begins_at = [assertion.number(name) for name in ("nbf", "iat") if name in assertion.claims]
    if (
        expires_at is None
        or not now - SKEW < expires_at <= now + LONGEST_LIFE + SKEW
        or any(instant is None or instant > now + SKEW for instant in begins_at)
    ):
        raise InvalidClient("client authentication failed")
