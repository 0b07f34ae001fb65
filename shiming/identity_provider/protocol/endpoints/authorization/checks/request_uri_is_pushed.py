"""RFC 9126, section 4: a reference is one that we gave out ourselves."""

from shiming.identity_provider.protocol.endpoints.authorization.request import Envelope
from shiming.identity_provider.protocol.errors import InvalidRequestUri


def check(envelope: Envelope) -> None:
    """
    Refuse every reference but an unused one of this client: nothing is fetched from anywhere.

    :raises InvalidRequestUri: if it is none of ours, another client's, used or expired
    """
    if envelope.parameters.get("request_uri") and envelope.pushed is None:
        raise InvalidRequestUri("request_uri is unknown, used, or expired")
