"""RFC 6749, section 3.3: scope."""

from shiming.identity_provider.protocol.endpoints.device_authorization.request import (
    DeviceAuthorizationRequest,
)
from shiming.identity_provider.protocol.errors import InvalidScope
from shiming.identity_provider.types import Scope


def check(request: DeviceAuthorizationRequest) -> None:
    """
    Refuse a scope that the client is not registered for.

    :raises InvalidScope: if openid is missing, or there is one
    """
    if Scope.OPENID not in request.scopes:
        raise InvalidScope("scope must hold openid")
    if not request.client.allowed_scopes.issuperset(request.scopes):
        raise InvalidScope("a scope is unknown, or not one of this client's")
