"""RFC 7662, section 4: who may learn of a token."""

from shiming.identity_provider.protocol.endpoints.introspection.request import (
    Inactive,
    IntrospectionRequest,
)


def check(request: IntrospectionRequest) -> None:
    """
    Say nothing of a token that is no business of who asks.

    Its own client may ask, a service that the token was made for, and any registered service where
    the token names no audience. Refresh tokens go nowhere but back to us.

    :raises Inactive: if the client is none of these
    """
    token, client = request.known_token, request.client
    if token.client_pk == client.id:
        return
    is_served = bool(client.serves.intersection(token.audience))
    is_for_anybody = bool(client.serves) and not token.audience
    if request.is_refresh_token or not (is_served or is_for_anybody):
        raise Inactive
