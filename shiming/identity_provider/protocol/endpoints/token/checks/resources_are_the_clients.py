"""RFC 8707, section 2: resource."""

from shiming.identity_provider.protocol.endpoints.token.request import TokenRequest
from shiming.identity_provider.protocol.errors import InvalidTarget


def check(request: TokenRequest) -> None:
    """
    Refuse a token for a resource that the client has no business with.

    :raises InvalidTarget: if a resource is not one that it is registered for
    """
    if not request.client.resources.issuperset(request.resources):
        raise InvalidTarget("a resource is unknown, or not one of this client's")
