"""OpenID Connect Core, section 5.3: the token comes from an OpenID Connect authentication."""

from shiming.identity_provider.protocol.endpoints.userinfo.request import UserinfoRequest
from shiming.identity_provider.protocol.errors import InsufficientScope
from shiming.identity_provider.types import Scope


def check(request: UserinfoRequest) -> None:
    """
    Refuse a token that was not granted for recognising a person.

    :raises InsufficientScope: if the scope openid is not among its scopes
    """
    if Scope.OPENID not in request.known_token.scopes:
        raise InsufficientScope("the scope openid is needed")
