"""RFC 6749, section 4.1.2: codes are short-lived; E2: one sign-out ends everything."""

from shiming.identity_provider.protocol.endpoints.token.request import Redemption
from shiming.identity_provider.protocol.errors import InvalidGrant


def check(redemption: Redemption) -> None:
    """
    Refuse a code that is over.

    :raises InvalidGrant: if it expired, was revoked, the person signed out meanwhile, or the office
        ended that they acted in
    """
    code = redemption.known_code
    is_over = code.is_revoked or code.expires_at <= redemption.request.now
    if is_over or code.has_capacity_ended or not code.is_session_live:
        raise InvalidGrant("the code is no longer valid")
