"""RFC 9700, section 2.1: redirect addresses are compared as texts, exactly."""

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.errors import UntrustedRequest


def check(request: AuthorizationRequest) -> None:
    """
    Refuse every address but a registered one, character for character (E1).

    It must be stated even where only one is registered (OpenID Connect Core, 3.1.2.1).

    :raises UntrustedRequest: if it is missing or differs
    """
    if request.redirect_uri not in request.known_client.redirect_uris:
        raise UntrustedRequest("redirect_uri is not registered for this client")
