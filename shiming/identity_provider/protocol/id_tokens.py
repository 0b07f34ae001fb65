"""ID tokens: what we sign, and what we read back when a client shows us one of ours."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping

from shiming.identity_provider.protocol import digests, signatures, tokens_of_others
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import Grant
from shiming.identity_provider.types import Algorithm

TYPE = "JWT"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class IdTokenHint:
    """What an ID token of ours said when it was issued."""

    subject: str
    client_id: str
    sid: uuid.UUID | None
    """The session, by the name that clients of its sector know."""


def sign_id_token(
    provider: Provider,
    grant: Grant,
    *,
    client_id: str,
    sector: str,
    algorithm: Algorithm,
    access_token: str,
    claims: Mapping[str, object],
    now: dt.datetime,
) -> str:
    """Return the signed statement about who signed in, how, when, and how surely we know them."""
    issued_at = int(now.timestamp())
    content: dict[str, object] = {
        **claims,
        "iss": provider.issuer,
        "sub": digests.pairwise_subject(
            salt=provider.pairwise_salt, sector=sector, account_id=grant.account_id
        ),
        "aud": client_id,
        "iat": issued_at,
        "exp": issued_at + int(provider.terms.id_token.total_seconds()),
        "auth_time": int(grant.authenticated_at.timestamp()),
        "acr": grant.level.acr,
        "amr": list(grant.methods),
        "sid": str(
            digests.pairwise_session(
                salt=provider.pairwise_salt, sector=sector, session_id=grant.sid
            )
        ),
        "at_hash": signatures.hash_of_token(access_token, algorithm),
    }
    if grant.nonce:
        content["nonce"] = grant.nonce
    return provider.keys.sign(algorithm=algorithm, kind=TYPE, content=content)


def read_hint(provider: Provider, token: str) -> IdTokenHint | None:
    """
    Return what an ID token of ours says, or None if it is not ours.

    Its age does not matter: a hint names a session, it opens none (RP-Initiated Logout, 2).
    """
    shown = tokens_of_others.read(token)
    # A logout token or an access token of ours says other things with the same signature.
    if shown is None or shown.header.get("typ") != TYPE or "jwk" in shown.header:
        return None
    if not tokens_of_others.is_signed(shown, provider.keys.published):
        return None
    claims = shown.claims
    if shown.number("exp") is None:
        # A signed answer of userinfo is of the same type, about the same person (Core, 5.3.2).
        return None
    try:
        sid = uuid.UUID(claims["sid"]) if "sid" in claims else None
    except (ValueError, TypeError, AttributeError):
        return None
    subject, client_id = claims.get("sub"), claims.get("aud")
    if claims.get("iss") != provider.issuer or not isinstance(subject, str):
        return None
    return IdTokenHint(subject=subject, client_id=str(client_id), sid=sid)
