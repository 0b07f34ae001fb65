"""RFC 7523, section 3, numbers 1 and 2: issuer and subject are the client."""

from shiming.identity_provider.protocol.client_authentication.presented import Presented
from shiming.identity_provider.protocol.errors import InvalidClient


def check(presented: Presented) -> None:
    """
    Refuse an assertion about somebody else.

    :raises InvalidClient: if iss and sub are not both the client
    """
    claims, client_id = presented.known_assertion.claims, presented.known_client.client_id
    if claims.get("iss") != client_id or claims.get("sub") != client_id:
        raise InvalidClient("client authentication failed")
