"""RFC 6749, section 5.2: unauthorized_client."""

from shiming.identity_provider.protocol.endpoints.device_authorization.request import (
    DeviceAuthorizationRequest,
)
from shiming.identity_provider.protocol.errors import UnauthorizedClient
from shiming.identity_provider.types import GrantType


def check(request: DeviceAuthorizationRequest) -> None:
    """
    Refuse a client that was not given this way to a token.

    :raises UnauthorizedClient: if it was not
    """
    if GrantType.DEVICE_CODE not in request.client.grant_types:
        raise UnauthorizedClient("this client may not use the device grant")
