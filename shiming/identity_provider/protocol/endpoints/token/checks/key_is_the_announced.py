"""RFC 9449, section 10: dpop_jkt."""

from shiming.identity_provider.protocol.endpoints.token.request import Redemption
from shiming.identity_provider.protocol.errors import InvalidGrant


def check(redemption: Redemption) -> None:
    """
    Refuse a code from a key other than the one that it was asked for with.

    :raises InvalidGrant: if one was announced, and this is another or none
    """
    announced = redemption.known_code.grant.confirmation
    if announced and announced != redemption.request.confirmation:
        raise InvalidGrant("the code is bound to another key")
