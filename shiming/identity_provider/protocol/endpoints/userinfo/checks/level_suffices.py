"""C2; RFC 9470, section 3: the level of the person, whenever their data are asked for."""

from shiming.identity_provider.protocol.endpoints.userinfo.request import UserinfoRequest
from shiming.identity_provider.protocol.errors import InsufficientUserAuthentication


def check(request: UserinfoRequest) -> None:
    """
    Refuse a token with a scope that demands more than the person has proven by now.

    :raises InsufficientUserAuthentication: if there is one; it says which level would do
    """
    least = request.least_levels.least(request.known_token.scopes, is_unit=request.held.is_unit)
    if request.held.level < least:
        raise InsufficientUserAuthentication(
            "the level of the person is too low for a scope of the token", acr=least.acr
        )
