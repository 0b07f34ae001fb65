"""CAS 3.0, section 2.1.1: service."""

from shiming.identity_provider.protocol.endpoints.cas.request import LoginRequest
from shiming.identity_provider.protocol.errors import UntrustedRequest


def check(request: LoginRequest) -> None:
    """
    Refuse every address that no client in use lives at: a ticket sent there would be anybody's.

    :raises UntrustedRequest: if it is none, or comes twice
    """
    service = request.service
    if request.parameters.repeated or service is None or not service.client.is_active:
        raise UntrustedRequest("service is not registered")
