"""RFC 6749, section 3.1: parameters must not come more than once."""

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.errors import UntrustedRequest


def check(request: AuthorizationRequest) -> None:
    """
    Refuse a request that names two clients or two addresses: none of them can be trusted.

    :raises UntrustedRequest: if client_id or redirect_uri is repeated
    """
    if request.parameters.repeated & {"client_id", "redirect_uri"}:
        raise UntrustedRequest("client_id and redirect_uri must come once")
