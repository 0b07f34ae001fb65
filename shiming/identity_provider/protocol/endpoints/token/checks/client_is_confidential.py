"""RFC 6749, section 4.4: client credentials are for confidential clients."""

from shiming.identity_provider.protocol.endpoints.token.request import TokenRequest
from shiming.identity_provider.protocol.errors import UnauthorizedClient
from shiming.identity_provider.types import AuthMethod


def check(request: TokenRequest) -> None:
    """
    Refuse a client that proved nothing: everybody knows its identifier.

    :raises UnauthorizedClient: if it is a public one
    """
    if request.client.auth_method is AuthMethod.NONE:
        raise UnauthorizedClient("public clients have no credentials")
