"""RFC 6749, section 4.1.2.1: unauthorized_client."""

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.errors import UnauthorizedClient
from shiming.identity_provider.types import GrantType


def check(request: AuthorizationRequest) -> None:
    """
    Refuse a client that the authority registered for machines or devices only.

    :raises UnauthorizedClient: if it may not have codes
    """
    if GrantType.AUTHORIZATION_CODE not in request.known_client.grant_types:
        raise UnauthorizedClient("this client may not use the authorization code grant")
