"""RFC 8693, section 2.1: actor_token and its type."""

from shiming.identity_provider.protocol.endpoints.token.checks.subject_token_is_known import (
    ACCESS_TOKEN,
)
from shiming.identity_provider.protocol.endpoints.token.request import Exchange
from shiming.identity_provider.protocol.errors import InvalidRequest


def check(exchange: Exchange) -> None:
    """
    Refuse an actor token that is not one of this very client.

    :raises InvalidRequest: if it is unknown, over, another's, or of another type
    """
    request = exchange.request
    if not request.parameters.get("actor_token"):
        if request.parameters.get("actor_token_type"):
            raise InvalidRequest("actor_token_type comes without actor_token")
        return
    actor = exchange.actor
    if request.parameters.get("actor_token_type") != ACCESS_TOKEN:
        raise InvalidRequest("actor_token_type must be that of an access token")
    if actor is None or not actor.is_alive(request.now) or actor.client_pk != request.client.id:
        raise InvalidRequest("the actor token is not valid")
