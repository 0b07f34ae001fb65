"""RFC 6749, section 4.1.3: redirect_uri, identical to the one of the authorization request."""

from shiming.identity_provider.protocol.endpoints.token.request import Redemption
from shiming.identity_provider.protocol.errors import InvalidGrant


def check(redemption: Redemption) -> None:
    """
    Refuse a code that was sent to another address than the client believes.

    :raises InvalidGrant: if redirect_uri is missing or differs
    """
    stated = redemption.request.parameters.get("redirect_uri")
    if stated != redemption.known_code.redirect_uri:
        raise InvalidGrant("redirect_uri is not the one the code was sent to")
