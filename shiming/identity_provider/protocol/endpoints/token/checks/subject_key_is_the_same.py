"""RFC 9449, section 7: a bound token is worth nothing without its key."""

from shiming.identity_provider.protocol.endpoints.token.request import Exchange
from shiming.identity_provider.protocol.errors import InvalidRequest


def check(exchange: Exchange) -> None:
    """
    Refuse a bound token from somebody who does not hold its key.

    :raises InvalidRequest: if the request proves another key, or none
    """
    bound_to = exchange.known_subject.confirmation
    if bound_to and bound_to != exchange.request.confirmation:
        raise InvalidRequest("the subject token is bound to another key")
