"""C2: the level that the client demands."""

from shiming.identity_provider.protocol.endpoints.cas.request import LoginRequest
from shiming.identity_provider.protocol.errors import UnmetAuthenticationRequirements


def check(request: LoginRequest) -> None:
    """
    Ask for the missing proof.

    :raises UnmetAuthenticationRequirements: if the session's level is too low
    """
    if request.known_session.level_at(request.now) < request.demanded_level:
        raise UnmetAuthenticationRequirements("the level of the session is too low")
