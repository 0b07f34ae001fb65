"""Signs what clients sign: assertions and proofs; `header` and further claims break them."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ed25519
from joserfc import jws
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from tests.factories.accounts import NOW

ISSUER = "http://localhost:8000"
TOKEN_ENDPOINT = f"{ISSUER}/oauth2/token"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = ["ES256", "ES384", "PS256", "RS256", "HS256"]


def make_key(algorithm: str = "ES256") -> Key:
    """Return a new key pair for an algorithm."""
    if algorithm in {"RS256", "PS256"}:
        return RSAKey.generate_key(2048, auto_kid=True)
    if algorithm == "EdDSA":
        return OKPKey.generate_key("Ed25519", auto_kid=True)
    if algorithm == "ES384":
        return ECKey.generate_key("P-384", auto_kid=True)
    return ECKey.generate_key("P-256", auto_kid=True)


def public(key: Key) -> dict[str, Any]:
    """Return the public half as a JSON Web Key."""
    return dict(key.as_dict(private=False))


def make_assertion(
    key: Key,
    client_id: str,
    *,
    header: Mapping[str, Any] | None = None,
    **claims: Any,
) -> str:
    """Return a client assertion that is in order; a claim of None is left out."""
    content = {
        "iss": client_id,
        "sub": client_id,
        "aud": ISSUER,
        "exp": int(NOW.timestamp()) + 60,
        "iat": int(NOW.timestamp()),
        "jti": secrets.token_urlsafe(8),
        **claims,
    }
    return sign(key, {"alg": "ES256", "kid": key.kid, **(header or {})}, content)


def assertion_parameters(assertion: str, **more: str) -> dict[str, str]:
    """Return how a client sends an assertion."""
    return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion, **more}


def make_proof(
    key: Key,
    *,
    method: str = "POST",
    address: str = TOKEN_ENDPOINT,
    access_token: str = "",
    header: Mapping[str, Any] | None = None,
    **claims: Any,
) -> str:
    """Return a proof of possession that is in order; a claim of None is left out."""
    content = {
        "htm": method,
        "htu": address,
        "iat": int(NOW.timestamp()),
        "jti": secrets.token_urlsafe(8),
        **({"ath": _s256(access_token)} if access_token else {}),
        **claims,
    }
    return sign(
        key, {"typ": "dpop+jwt", "alg": "ES256", "jwk": public(key), **(header or {})}, content
    )


def sign(key: Key, header: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    """Return a compact JWS of what is not None; `alg` none is left unsigned."""
    protected = {name: value for name, value in header.items() if value is not None}
    claims = {name: value for name, value in content.items() if value is not None}
    payload = json.dumps(claims).encode()
    if protected["alg"] == "none":
        head = json.dumps(protected).encode()
        return ".".join([*(_base64url(part) for part in (head, payload)), ""])
    registry = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    if protected["alg"] != "EdDSA":
        return jws.serialize_compact(protected, payload, key, registry=registry)
    # joserfc knows it under its new name only (RFC 9864).
    signed = f"{_base64url(json.dumps(protected).encode())}.{_base64url(payload)}"
    assert isinstance(key, OKPKey)
    assert isinstance(key.private_key, ed25519.Ed25519PrivateKey)
    return f"{signed}.{_base64url(key.private_key.sign(signed.encode()))}"


def unsigned(header: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    """Return what has the form of a signed token, whatever stands in it."""
    parts = (json.dumps(header).encode(), json.dumps(content).encode(), b"no signature")
    return ".".join(map(_base64url, parts))


def read(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return header and claims of a token, unchecked."""
    head, payload, _ = token.split(".")
    header, claims = (json.loads(base64.urlsafe_b64decode(f"{part}==")) for part in (head, payload))
    return header, claims


def thumbprint(key: Key) -> str:
    """Return `jkt`."""
    return str(key.thumbprint())


def _s256(text: str) -> str:
    return _base64url(hashlib.sha256(text.encode()).digest())


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
