"""The public keys of the provider (RFC 7517)."""

from shiming.identity_provider.protocol.endpoints.discovery import PUBLIC
from shiming.identity_provider.protocol.messages import Response, json_response
from shiming.identity_provider.protocol.provider import Provider


def jwks(provider: Provider) -> Response:
    """Return the public halves of all keys that clients may meet now."""
    return json_response({"keys": provider.keys.published}, headers=PUBLIC)
