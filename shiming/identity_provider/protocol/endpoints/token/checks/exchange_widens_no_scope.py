"""RFC 8693, section 2.1: scope; the issue: never widened."""

from shiming.identity_provider.protocol.endpoints.token.request import Exchange
from shiming.identity_provider.protocol.errors import InvalidScope


def check(exchange: Exchange) -> None:
    """
    Refuse a scope that the exchanged token, or the client itself, does not have.

    :raises InvalidScope: if there is one
    """
    request = exchange.request
    stated = frozenset(request.parameters.words("scope"))
    if not stated.issubset(exchange.known_subject.scopes) or not stated.issubset(
        request.client.allowed_scopes
    ):
        raise InvalidScope("scope must not go beyond that of the subject token")
