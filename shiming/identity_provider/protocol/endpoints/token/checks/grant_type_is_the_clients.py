"""RFC 6749, section 5.2: unauthorized_client."""

from shiming.identity_provider.protocol.endpoints.token.request import TokenRequest
from shiming.identity_provider.protocol.errors import UnauthorizedClient


def check(request: TokenRequest) -> None:
    """
    Refuse a way to a token that this client was not given.

    :raises UnauthorizedClient: if it was not
    """
    if request.parameters.get("grant_type") not in request.client.grant_types:
        raise UnauthorizedClient("this client may not use this grant_type")
