"""RFC 6749, section 6: the refresh token was issued to this client."""

from shiming.identity_provider.protocol.endpoints.token.request import Refreshment
from shiming.identity_provider.protocol.errors import InvalidGrant, InvalidRequest


def check(refreshment: Refreshment) -> None:
    """
    Refuse a refresh token that we did not give to this client.

    :raises InvalidRequest: if there is none
    :raises InvalidGrant: if it is unknown or another client's
    """
    request, token = refreshment.request, refreshment.token
    if not request.parameters.get("refresh_token"):
        raise InvalidRequest("refresh_token is missing")
    if token is None or token.client_pk != request.client.id:
        raise InvalidGrant("the refresh token is unknown")
