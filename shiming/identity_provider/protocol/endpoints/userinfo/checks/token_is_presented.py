"""RFC 6750, section 2.1: the token travels in the header, never in an address."""

from shiming.identity_provider.protocol.endpoints.userinfo.request import UserinfoRequest
from shiming.identity_provider.protocol.errors import InvalidToken


class TokenMissing(InvalidToken):
    """No token at all: RFC 6750, section 3.1 wants a challenge without an error code then."""


def check(request: UserinfoRequest) -> None:
    """
    Refuse a request without a bearer token.

    :raises TokenMissing: if there is none
    """
    if not request.presented:
        raise TokenMissing("a bearer token is needed")
