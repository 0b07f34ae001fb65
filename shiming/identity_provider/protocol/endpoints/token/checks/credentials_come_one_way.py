"""RFC 6749, section 2.3: not more than one authentication method in a request."""

from shiming.identity_provider.protocol.endpoints.token.request import TokenRequest
from shiming.identity_provider.protocol.errors import InvalidRequest


def check(request: TokenRequest) -> None:
    """
    Refuse credentials in the header and in the body at once.

    :raises InvalidRequest: if they come in two ways, or name two clients
    """
    if request.credentials.ways > 1:
        raise InvalidRequest("the client authenticates in more than one way")
