"""RFC 8707, section 2.2: no resource beyond those of the authorization."""

from shiming.identity_provider.protocol.endpoints.token.request import Exchange
from shiming.identity_provider.protocol.errors import InvalidTarget


def check(exchange: Exchange) -> None:
    """
    Refuse a client's own token for what the person did not agree to; a service goes on to others.

    :raises InvalidTarget: if resources were named when the code was asked for, and this is another
    """
    subject = exchange.known_subject
    granted = subject.grant.resources if subject.grant else ()
    may_be = {*granted, *subject.audience}
    if exchange.is_own and granted and not may_be.issuperset(exchange.resources):
        raise InvalidTarget("a resource was not granted")
