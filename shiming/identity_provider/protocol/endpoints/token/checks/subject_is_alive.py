"""RFC 8693, section 2.2.2: the subject token is valid."""

from shiming.identity_provider.protocol.endpoints.token.request import Exchange
from shiming.identity_provider.protocol.errors import InvalidRequest


def check(exchange: Exchange) -> None:
    """
    Refuse a token that is over, or whose person or client is.

    :raises InvalidRequest: if it expired or was revoked, the person signed out or was frozen, or
        the client that it was given to is suspended
    """
    if not exchange.known_subject.is_alive(exchange.request.now):
        raise InvalidRequest("the subject token is no longer valid")
