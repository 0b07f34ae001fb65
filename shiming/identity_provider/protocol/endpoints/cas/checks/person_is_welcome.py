"""E2, E3: no old client is tried out in a sandbox; some take people in some capacities only."""

from shiming.identity_provider.protocol import welcome
from shiming.identity_provider.protocol.endpoints.cas.request import LoginRequest
from shiming.identity_provider.protocol.errors import NotWelcome


def check(asked: LoginRequest) -> None:
    """
    Refuse whom the client does not take, whatever they prove.

    :raises NotWelcome: if it is them
    """
    reason = welcome.unwelcome(asked.known_client, asked.known_session, is_tester=False)
    if reason is not None:
        raise NotWelcome(reason)
