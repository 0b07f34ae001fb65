"""RFC 6749, section 3.1: parameters must not come more than once."""

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.errors import UntrustedRequest


def check(request: AuthorizationRequest) -> None:
    """
    Refuse a request that names two addresses: neither of them can be trusted.

    :raises UntrustedRequest: if redirect_uri is repeated
    """
    if "redirect_uri" in request.parameters.repeated:
        raise UntrustedRequest("redirect_uri must come once")
