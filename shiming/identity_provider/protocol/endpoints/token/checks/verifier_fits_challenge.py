"""RFC 7636, section 4.6: the verifier against the challenge."""

import hmac
import re

from shiming.identity_provider.protocol import digests
from shiming.identity_provider.protocol.endpoints.token.request import Redemption
from shiming.identity_provider.protocol.errors import InvalidGrant

VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def check(redemption: Redemption) -> None:
    """
    Refuse a code from somebody who did not ask for it.

    :raises InvalidGrant: if code_verifier is missing, malformed or not the challenge's
    """
    verifier = redemption.request.parameters.get("code_verifier")
    challenge = redemption.known_code.code_challenge
    if not VERIFIER.fullmatch(verifier) or not hmac.compare_digest(
        digests.s256(verifier), challenge
    ):
        raise InvalidGrant("code_verifier does not fit")
