"""CAS 3.0, section 2.1: the person is known."""

from shiming.identity_provider.protocol.endpoints.cas.request import LoginRequest
from shiming.identity_provider.protocol.errors import LoginRequired


def check(request: LoginRequest) -> None:
    """
    Ask for a sign-in where there is no live session.

    :raises LoginRequired: if nobody is signed in
    """
    if request.session is None:
        raise LoginRequired("nobody is signed in")
