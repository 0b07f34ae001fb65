"""RFC 9126, section 5, and RFC 9101, section 10.5: clients for which plain is not enough."""

from shiming.identity_provider.protocol.endpoints.authorization.request import Envelope
from shiming.identity_provider.protocol.errors import UntrustedRequest


def check(envelope: Envelope) -> None:
    """
    Refuse a plain request where the client was registered for more.

    :raises UntrustedRequest: if it should have been pushed, or signed
    """
    client = envelope.known_client
    if client.needs_pushed_requests and envelope.pushed is None:
        raise UntrustedRequest("this client must push its requests")
    if client.needs_signed_requests and not envelope.is_signed:
        raise UntrustedRequest("this client must sign its requests")
