"""RFC 8707, section 2: a token for another resource opens none of ours."""

from shiming.identity_provider.protocol.endpoints.userinfo.request import UserinfoRequest
from shiming.identity_provider.protocol.errors import InvalidToken


def check(request: UserinfoRequest) -> None:
    """
    Refuse a token that was made for another service: it must not learn who came.

    :raises InvalidToken: if it names an audience, and we are not in it
    """
    audience = request.known_token.audience
    if audience and request.issuer not in audience:
        raise InvalidToken("the access token is for another resource")
