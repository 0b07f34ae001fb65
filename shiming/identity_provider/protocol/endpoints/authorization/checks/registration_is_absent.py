"""OpenID Connect Core, section 7.2.1: registration."""

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.errors import RegistrationNotSupported


def check(request: AuthorizationRequest) -> None:
    """
    Refuse a client that describes itself in passing.

    :raises RegistrationNotSupported: if it does
    """
    if request.parameters.get("registration"):
        raise RegistrationNotSupported("clients are registered beforehand")
