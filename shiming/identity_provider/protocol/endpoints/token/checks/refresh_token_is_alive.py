"""RFC 6749, section 6: the refresh token is valid."""

from shiming.identity_provider.protocol.endpoints.token.request import Refreshment
from shiming.identity_provider.protocol.errors import InvalidGrant


def check(refreshment: Refreshment) -> None:
    """
    Refuse a refresh token that is over.

    It outlives the browser, but not the sign-out: one sign-out ends everything (E2).

    :raises InvalidGrant: if it expired, was revoked, or the person signed out
    """
    token = refreshment.known_token
    if token.is_revoked or not token.is_session_live or token.expires_at <= refreshment.request.now:
        raise InvalidGrant("the refresh token is no longer valid")
