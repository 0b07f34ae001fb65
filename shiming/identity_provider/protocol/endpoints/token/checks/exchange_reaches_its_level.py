"""C2, RFC 8693, section 2.2.2: the level of the person, also for the service behind."""

from shiming.identity_provider.protocol.endpoints.token.request import Exchange
from shiming.identity_provider.protocol.errors import InvalidRequest, InvalidScope, InvalidTarget


def check(exchange: Exchange) -> None:
    """
    Refuse what the level of the person does not reach now; scopes not named are left out.

    :raises InvalidRequest: if the client does not take people of this level
    :raises InvalidScope: if a scope that is named is beyond it, or no scope at all is left
    :raises InvalidTarget: if a resource is
    """
    request, held = exchange.request, exchange.held
    if held.level < request.least_level(held):
        raise InvalidRequest("the level of the person is too low for the client")
    # A token without scopes of its own would be read as one with all that were granted.
    if request.falls_short(held, request.scopes) or not exchange.scopes:
        raise InvalidScope("no scope is left, or the level of the person is too low for one")
    if request.falls_short(held, exchange.resources):
        raise InvalidTarget("the level of the person is too low for a resource")
