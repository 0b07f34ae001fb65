"""E2, E3: sandbox clients are for their testers; some clients take some capacities only."""

from shiming.identity_provider.protocol import welcome
from shiming.identity_provider.protocol.endpoints.authorization.request import Situation
from shiming.identity_provider.protocol.errors import NotWelcome


def check(situation: Situation) -> None:
    """
    Refuse whom the client does not take, whatever they prove.

    :raises NotWelcome: if it is them
    """
    reason = welcome.unwelcome(
        situation.request.known_client, situation.known_session, is_tester=situation.is_tester
    )
    if reason is not None:
        raise NotWelcome(reason)
