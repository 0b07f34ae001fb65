"""RFC 6749, section 5.2: unsupported_grant_type."""

from shiming.identity_provider.protocol.endpoints.token.request import TokenRequest
from shiming.identity_provider.protocol.errors import InvalidRequest, UnsupportedGrantType

GRANT_TYPES = frozenset({"authorization_code", "refresh_token"})


def check(request: TokenRequest) -> None:
    """
    Refuse what is neither a code nor a refresh token; there is no password grant (E1).

    :raises InvalidRequest: if grant_type is missing
    :raises UnsupportedGrantType: if it is another one
    """
    grant_type = request.parameters.get("grant_type")
    if not grant_type:
        raise InvalidRequest("grant_type is missing")
    if grant_type not in GRANT_TYPES:
        raise UnsupportedGrantType("grant_type must be authorization_code or refresh_token")
