"""RFC 8693, section 4.1: nested actors."""

from shiming.identity_provider.protocol.endpoints.token.request import Exchange
from shiming.identity_provider.protocol.errors import InvalidRequest

MOST_ACTORS = 4


def check(exchange: Exchange) -> None:
    """
    Refuse a chain of delegation that nobody can follow any more.

    :raises InvalidRequest: if it is longer than a sane architecture needs
    """
    if exchange.known_subject.actors.count('"act"') >= MOST_ACTORS:
        raise InvalidRequest("the chain of delegation is too long")
