"""RFC 8693, section 5: who may exchange whose token."""

from shiming.identity_provider.protocol.endpoints.token.request import Exchange
from shiming.identity_provider.protocol.errors import InvalidRequest


def check(exchange: Exchange) -> None:
    """
    Refuse a token that was not meant for who presents it.

    A service may go on with a token that was sent to it, which is one whose audience it serves, and
    a client may give away less than its own. Any other token was found or stolen.

    :raises InvalidRequest: if it is neither
    """
    serves = exchange.request.client.serves
    if not exchange.is_own and serves.isdisjoint(exchange.known_subject.audience):
        raise InvalidRequest("the subject token is not for this client")
