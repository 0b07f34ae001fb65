"""RFC 6749, section 3.2: parameters must not come more than once."""

from shiming.identity_provider.protocol.endpoints.token.request import TokenRequest
from shiming.identity_provider.protocol.errors import InvalidRequest


def check(request: TokenRequest) -> None:
    """
    Refuse a request that says anything twice.

    :raises InvalidRequest: if a parameter is repeated
    """
    if request.parameters.repeated:
        raise InvalidRequest("a parameter comes more than once")
