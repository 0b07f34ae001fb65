"""RFC 7662, section 2.2: expired, revoked, or its person gone."""

from shiming.identity_provider.protocol.endpoints.introspection.request import (
    Inactive,
    IntrospectionRequest,
)


def check(request: IntrospectionRequest) -> None:
    """
    Say nothing of a token that is over.

    :raises Inactive: if it expired, was used up or revoked, or person or client are gone
    """
    if not request.known_token.is_alive(request.now):
        raise Inactive
