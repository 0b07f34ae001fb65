"""RFC 7523, section 3, number 3: the audience, exactly."""

from shiming.identity_provider.protocol.client_authentication.presented import Presented
from shiming.identity_provider.protocol.errors import InvalidClient


def check(presented: Presented) -> None:
    """
    Refuse an assertion that is meant for others, or for others too.

    A second audience could pass it on to us, so there must be one: our issuer, or this endpoint.

    :raises InvalidClient: if the audience is not ours alone
    """
    audience = presented.known_assertion.claims.get("aud")
    if isinstance(audience, list) and len(audience) == 1:
        audience = audience[0]
    if not isinstance(audience, str) or audience not in presented.audiences:
        raise InvalidClient("client authentication failed")
