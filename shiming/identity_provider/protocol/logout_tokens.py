"""What a client is sent when a session ends (OpenID Connect Back-Channel Logout 1.0, 2.4)."""

import datetime as dt
import uuid

from shiming.identity_provider.protocol import digests
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.types import Algorithm
from shiming.kernel.ids import new_id

EVENT = "http://schemas.openid.net/event/backchannel-logout"
LIFETIME = dt.timedelta(minutes=2)


def sign_logout_token(
    provider: Provider,
    *,
    client_id: str,
    sector: str,
    account_id: uuid.UUID,
    session_id: uuid.UUID,
    algorithm: Algorithm,
    now: dt.datetime,
) -> str:
    """
    Return the signed statement that a session is over.

    It has a type of its own and no nonce, so that nobody can pass it off as an ID token.
    """
    issued_at = int(now.timestamp())
    content = {
        "iss": provider.issuer,
        "sub": digests.pairwise_subject(
            salt=provider.pairwise_salt, sector=sector, account_id=account_id
        ),
        "aud": client_id,
        "iat": issued_at,
        "exp": issued_at + int(LIFETIME.total_seconds()),
        "jti": str(new_id()),
        "sid": str(
            digests.pairwise_session(
                salt=provider.pairwise_salt, sector=sector, session_id=session_id
            )
        ),
        "events": {EVENT: {}},
    }
    return provider.keys.sign(algorithm=algorithm, kind="logout+jwt", content=content)
