"""RFC 6750, section 3.1: invalid_token."""

from shiming.identity_provider.protocol.endpoints.userinfo.request import UserinfoRequest
from shiming.identity_provider.protocol.errors import InvalidToken


def check(request: UserinfoRequest) -> None:
    """
    Refuse a token that we did not issue.

    :raises InvalidToken: if it is unknown
    """
    if request.token is None:
        raise InvalidToken("the access token is unknown")
