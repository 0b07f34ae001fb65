"""RFC 6749, section 5.2: unsupported_grant_type."""

from shiming.identity_provider.protocol.endpoints.token.request import TokenRequest
from shiming.identity_provider.protocol.errors import InvalidRequest, UnsupportedGrantType
from shiming.identity_provider.types import GrantType

KNOWN = frozenset(one.value for one in GrantType)


def check(request: TokenRequest) -> None:
    """
    Refuse every way to a token that we do not know; there is no password grant (E1).

    :raises InvalidRequest: if grant_type is missing
    :raises UnsupportedGrantType: if it is none of ours
    """
    grant_type = request.parameters.get("grant_type")
    if not grant_type:
        raise InvalidRequest("grant_type is missing")
    if grant_type not in KNOWN:
        raise UnsupportedGrantType("this grant_type is not offered")
