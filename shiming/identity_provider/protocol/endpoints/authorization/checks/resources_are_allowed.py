"""RFC 8707, section 2: resource."""

import urllib.parse

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.errors import InvalidTarget


def check(request: AuthorizationRequest) -> None:
    """
    Refuse a resource that the authority did not open to this client.

    :raises InvalidTarget: if one is no absolute address, has a fragment, or is not the client's
    """
    for resource in request.resources:
        if not urllib.parse.urlsplit(resource).scheme or "#" in resource:
            raise InvalidTarget("resource must be an absolute address without a fragment")
        if resource not in request.known_client.resources:
            raise InvalidTarget("a resource is not allowed for this client")
