"""OpenID Connect Core, section 6: request objects; we take none."""

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.errors import (
    RegistrationNotSupported,
    RequestNotSupported,
    RequestUriNotSupported,
)


def check(request: AuthorizationRequest) -> None:
    """
    Refuse what would override the plain parameters unseen.

    :raises RequestNotSupported: if a request object is passed
    :raises RequestUriNotSupported: if one is passed by reference
    :raises RegistrationNotSupported: if the client describes itself
    """
    if request.parameters.get("request"):
        raise RequestNotSupported("request objects are not supported")
    if request.parameters.get("request_uri"):
        raise RequestUriNotSupported("request_uri is not supported")
    if request.parameters.get("registration"):
        raise RegistrationNotSupported("clients are registered by the authority")
