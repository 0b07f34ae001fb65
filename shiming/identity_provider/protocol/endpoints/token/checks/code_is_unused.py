"""RFC 6749, section 4.1.2: a code is used once; a second use revokes what the first one bought."""

from shiming.identity_provider.protocol.endpoints.token.request import Redemption
from shiming.identity_provider.protocol.errors import InvalidGrant


class CodeReused(InvalidGrant):
    """A code comes a second time: somebody has a copy."""


def check(redemption: Redemption) -> None:
    """
    Refuse a code that was redeemed before.

    :raises CodeReused: if it was
    """
    if redemption.known_code.is_redeemed:
        raise CodeReused("the code was used before")
