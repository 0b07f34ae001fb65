"""RFC 9449, section 5: refresh tokens of public clients are bound to their key."""

from shiming.identity_provider.protocol.endpoints.token.request import Refreshment
from shiming.identity_provider.protocol.errors import InvalidGrant


def check(refreshment: Refreshment) -> None:
    """
    Refuse a refresh token from another key than the one that it was given to.

    :raises InvalidGrant: if it is bound, and this is another key or none
    """
    bound_to = refreshment.known_token.confirmation
    if bound_to and bound_to != refreshment.request.confirmation:
        raise InvalidGrant("the refresh token is bound to another key")
