"""RFC 6749, section 3.3; OpenID Connect Core, section 3.1.2.1."""

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.errors import InvalidScope
from shiming.identity_provider.types import Scope


def check(request: AuthorizationRequest) -> None:
    """
    Refuse a scope that the authority did not give to this client.

    :raises InvalidScope: if openid is missing, or another scope is not the client's
    """
    scopes = request.scopes
    if Scope.OPENID not in scopes:
        raise InvalidScope("scope must contain openid")
    if not request.known_client.allowed_scopes.issuperset(scopes):
        raise InvalidScope("a scope is not allowed for this client")
