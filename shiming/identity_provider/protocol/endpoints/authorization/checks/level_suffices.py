"""C2: the level of the session against the level demanded, computed anew at every arrival."""

from shiming.identity_provider.protocol.endpoints.authorization.request import Situation
from shiming.identity_provider.protocol.errors import UnmetAuthenticationRequirements


def check(situation: Situation) -> None:
    """
    Ask for the missing proof; that somebody comes back from there proves nothing.

    :raises UnmetAuthenticationRequirements: if the session's level is too low
    """
    if situation.known_session.level_at(situation.now) < situation.demanded_level:
        raise UnmetAuthenticationRequirements("the level of the session is too low")
