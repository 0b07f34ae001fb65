"""RFC 6750, section 3.1: expired, revoked; E2: one sign-out ends everything."""

from shiming.identity_provider.protocol.endpoints.userinfo.request import UserinfoRequest
from shiming.identity_provider.protocol.errors import InvalidToken


def check(request: UserinfoRequest) -> None:
    """
    Refuse a token that is over.

    :raises InvalidToken: if it expired, was revoked, the person signed out, or the client
        was suspended
    """
    if not request.known_token.is_alive(request.now):
        raise InvalidToken("the access token is no longer valid")
