"""RFC 6749, sections 3.3 and 4.4.2: scope."""

from shiming.identity_provider.protocol.endpoints.token.request import TokenRequest
from shiming.identity_provider.protocol.errors import InvalidScope
from shiming.identity_provider.types import Scope

OF_PEOPLE = frozenset(one.value for one in Scope)


def check(request: TokenRequest) -> None:
    """
    Refuse a scope that the client may not have, or that speaks of a person: none is here.

    :raises InvalidScope: if there is one
    """
    stated = frozenset(request.parameters.words("scope"))
    if not request.client.allowed_scopes.issuperset(stated) or stated.intersection(OF_PEOPLE):
        raise InvalidScope("a scope is unknown, or speaks of a person")
