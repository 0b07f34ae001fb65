"""RP-Initiated Logout, section 3: post_logout_redirect_uri."""

from shiming.identity_provider.protocol.endpoints.end_session.request import EndSessionRequest
from shiming.identity_provider.protocol.errors import UntrustedRequest


def check(request: EndSessionRequest) -> None:
    """
    Refuse to send the browser to any address but a registered one, character for character.

    :raises UntrustedRequest: if the client is unknown, or the address is not one of its own
    """
    address = request.parameters.get("post_logout_redirect_uri")
    if not address:
        return
    client = request.client
    if client is None or not client.is_active or address not in client.post_logout_redirect_uris:
        raise UntrustedRequest("post_logout_redirect_uri is not registered for this client")
