"""RFC 8693, section 1.1: delegation needs somebody for whom one acts."""

from shiming.identity_provider.protocol.endpoints.token.request import Exchange
from shiming.identity_provider.protocol.errors import InvalidRequest


def check(exchange: Exchange) -> None:
    """
    Refuse a token that a client has for itself: nobody is behind it whose right could be passed on.

    :raises InvalidRequest: if it is one
    """
    if exchange.known_subject.grant is None:
        raise InvalidRequest("the subject token speaks of no person")
