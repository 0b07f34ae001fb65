"""RFC 6749, section 6: scope."""

from shiming.identity_provider.protocol.endpoints.token.request import Refreshment
from shiming.identity_provider.protocol.errors import InvalidScope


def check(refreshment: Refreshment) -> None:
    """
    Refuse a scope wider than the granted one.

    :raises InvalidScope: if scope holds anything that was not granted
    """
    stated = refreshment.request.parameters.words("scope")
    if not frozenset(refreshment.known_token.scopes).issuperset(stated):
        raise InvalidScope("scope must not go beyond the granted one")
