"""RFC 6749, section 6: scope."""

from shiming.identity_provider.protocol.endpoints.token.request import Refreshment
from shiming.identity_provider.protocol.errors import InvalidScope


def check(refreshment: Refreshment) -> None:
    """
    Refuse a scope other than the granted one: narrowing is not offered, widening not allowed.

    :raises InvalidScope: if scope is stated and is not the granted one
    """
    stated = refreshment.request.parameters.words("scope")
    if stated and frozenset(stated) != frozenset(refreshment.known_token.grant.scopes):
        raise InvalidScope("scope must be the granted one")
