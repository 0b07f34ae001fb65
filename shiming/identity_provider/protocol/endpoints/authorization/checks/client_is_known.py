"""RFC 6749, section 4.1.2.1: with an invalid client identifier one must not redirect."""

from shiming.identity_provider.protocol.endpoints.authorization.request import Envelope
from shiming.identity_provider.protocol.errors import InvalidClient, UntrustedRequest


def check(envelope: Envelope) -> None:
    """
    Refuse an unknown client, and a suspended one in the same words.

    :raises UntrustedRequest: if the request names none
    :raises InvalidClient: if no active client has this identifier
    """
    if not envelope.parameters.get("client_id"):
        raise UntrustedRequest("client_id is missing")
    if envelope.client is None or not envelope.client.is_active:
        raise InvalidClient("no active client has this client_id")
