"""
Reading an ID token strictly (OpenID Connect Core, section 3.1.3.7).

The signature is joserfc's; each claim is checked here, one line a rule, so that none is forgotten.
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHMS = ("ES256", "ES384", "PS256", "RS256")
"""Signatures alone: neither `none` nor a shared secret, which would be the public key's text."""
_LEEWAY = dt.timedelta(seconds=60)
_OLDEST = dt.timedelta(minutes=15)
_DIGESTS = {"256": hashlib.sha256, "384": hashlib.sha384}
_LONGEST = 32 * 1024


class TokenUnfit(Exception):
    """The token is not what it should be; `args` name the rule."""


class KeyUnknown(TokenUnfit):
    """None of the keys signed it: they may have been changed since they were read."""


def read_id_token(
    token: str,
    *,
    keys: Mapping[str, object],
    issuer: str,
    client_id: str,
    nonce: str,
    access_token: str,
    now: dt.datetime,
) -> Mapping[str, object]:
    """
    Return the claims of a token that this issuer made for us, in this very errand.

    :raises TokenUnfit: if it is not
    """
    header, claims = _verified(token, keys)
    if claims.get("iss") != issuer:
        raise TokenUnfit("iss")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if client_id not in audiences:
        raise TokenUnfit("aud")
    if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != client_id:
        raise TokenUnfit("azp")
    issued, expires = _instant(claims, "iat"), _instant(claims, "exp")
    if expires + _LEEWAY <= now or issued - _LEEWAY > now or now - issued > _OLDEST:
        raise TokenUnfit("exp")
    if "nbf" in claims and _instant(claims, "nbf") - _LEEWAY > now:
        raise TokenUnfit("nbf")
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise TokenUnfit("nonce")
    if "at_hash" in claims and claims["at_hash"] != _half_hash(access_token, header):
        raise TokenUnfit("at_hash")
    if not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise TokenUnfit("sub")
    return claims


def _verified(
    token: str, keys: Mapping[str, object]
) -> tuple[Mapping[str, object], Mapping[str, object]]:
    if len(token) > _LONGEST:
        raise TokenUnfit("length")
    try:
        key_set = KeySet.import_key_set({"keys": _public(keys)})
        read = jws.deserialize_compact(token, key_set, algorithms=list(ALGORITHMS))
        claims = json.loads(read.payload)
    except (JoseError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise KeyUnknown("signature") from error
    if not isinstance(claims, dict):
        raise TokenUnfit("claims")
    return read.headers(), claims


def _public(keys: Mapping[str, object]) -> list[Any]:
    """Return the keys that sign; a shared key that an issuer publishes by mistake is none."""
    listed = keys.get("keys")
    # Any: JSON Web Keys as joserfc has them.
    return [
        one
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict) and one.get("kty") in {"EC", "RSA"} and one.get("use") != "enc"
    ]


def _instant(claims: Mapping[str, object], name: str) -> dt.datetime:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenUnfit(name)
    try:
        return dt.datetime.fromtimestamp(value, tz=dt.UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise TokenUnfit(name) from error


def _half_hash(access_token: str, header: Mapping[str, object]) -> str:
    digest = _DIGESTS[str(header["alg"])[-3:]](access_token.encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
