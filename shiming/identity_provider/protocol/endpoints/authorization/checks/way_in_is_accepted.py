"""S05-6: a client may accept some ways in only."""

from shiming.identity_provider.protocol import welcome
from shiming.identity_provider.protocol.endpoints.authorization.request import Situation
from shiming.identity_provider.protocol.errors import LoginRequired


def check(situation: Situation) -> None:
    """
    Ask for another sign-in where the way in is none that the client accepts.

    :raises LoginRequired: if it is none
    """
    if not welcome.is_way_accepted(situation.request.known_client, situation.known_session):
        raise LoginRequired("the client accepts other ways to sign in")
