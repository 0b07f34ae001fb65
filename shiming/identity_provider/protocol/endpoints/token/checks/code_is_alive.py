"""RFC 6749, section 4.1.2: codes are short-lived; E2: one sign-out ends everything."""

from shiming.identity_provider.protocol.endpoints.token.request import Redemption
from shiming.identity_provider.protocol.errors import InvalidGrant


def check(redemption: Redemption) -> None:
    """
    Refuse a code that is over.

    :raises InvalidGrant: if it expired, was revoked, or the person signed out meanwhile
    """
    code = redemption.known_code
    if code.is_revoked or not code.is_session_live or code.expires_at <= redemption.request.now:
        raise InvalidGrant("the code is no longer valid")
