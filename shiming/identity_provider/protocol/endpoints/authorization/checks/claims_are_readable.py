"""OpenID Connect Core, section 5.5: the claims parameter."""

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest


def check(request: AuthorizationRequest) -> None:
    """
    Refuse a claims parameter that is not what the standard describes.

    :raises InvalidRequest: if it cannot be read
    """
    _ = request.claims
