"""RFC 6749, section 3.1: parameters must not come more than once."""

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.errors import InvalidRequest


def check(request: AuthorizationRequest) -> None:
    """
    Refuse a request that says anything twice: two readers could read it differently.

    :raises InvalidRequest: if a parameter is repeated
    """
    if request.parameters.repeated:
        raise InvalidRequest("a parameter comes more than once")
