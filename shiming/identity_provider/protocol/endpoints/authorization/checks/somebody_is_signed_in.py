"""OpenID Connect Core, section 3.1.2.3: the person is authenticated."""

from shiming.identity_provider.protocol.endpoints.authorization.request import Situation
from shiming.identity_provider.protocol.errors import LoginRequired


def check(situation: Situation) -> None:
    """
    Ask for a sign-in where there is no live session.

    :raises LoginRequired: if nobody is signed in
    """
    if situation.session is None:
        raise LoginRequired("nobody is signed in")
