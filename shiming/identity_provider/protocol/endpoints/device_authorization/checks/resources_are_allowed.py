"""RFC 8707, section 2.1: resource."""

from shiming.identity_provider.protocol.endpoints.device_authorization.request import (
    DeviceAuthorizationRequest,
)
from shiming.identity_provider.protocol.errors import InvalidTarget


def check(request: DeviceAuthorizationRequest) -> None:
    """
    Refuse a resource that the client has no business with.

    :raises InvalidTarget: if there is one
    """
    if not request.client.resources.issuperset(request.resources):
        raise InvalidTarget("a resource is unknown, or not one of this client's")
