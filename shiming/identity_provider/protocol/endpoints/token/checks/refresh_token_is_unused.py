"""RFC 9700, section 4.14.2: rotation with reuse detection."""

from shiming.identity_provider.protocol.endpoints.token.request import Refreshment
from shiming.identity_provider.protocol.errors import InvalidGrant


class RefreshTokenReused(InvalidGrant):
    """A refresh token comes a second time: somebody has a copy."""


def check(refreshment: Refreshment) -> None:
    """
    Refuse a refresh token that was replaced before.

    :raises RefreshTokenReused: if it was
    """
    if refreshment.known_token.is_rotated:
        raise RefreshTokenReused("the refresh token was used before")
