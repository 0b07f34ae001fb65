"""SM2 keys as JSON Web Keys, for clients that opted for the national ciphers (GM/T 0003)."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from shiming.kernel import sm2

_COORDINATE_BYTES = 32


def generate() -> dict[str, Any]:
    """
    Return a new private key; its `kid` is made as RFC 7638 says, with SM3.

    :raises sm2.Sm2Unavailable: if this machine has no OpenSSL that knows SM2
    """
    private = sm2.generate()
    public = sm2.public_point(private)
    point = {
        "crv": "SM2",
        "kty": "EC",
        "x": _base64url(public[:_COORDINATE_BYTES]),
        "y": _base64url(public[_COORDINATE_BYTES:]),
    }
    text = json.dumps(point, sort_keys=True, separators=(",", ":"))
    kid = _base64url(hashlib.new("sm3", text.encode()).digest())
    return {**point, "d": _base64url(private), "kid": kid, "use": "sig", "alg": "SM2-with-SM3"}


def signer_of(key: Mapping[str, Any]) -> Callable[[bytes], bytes]:
    """Return what signs with a private key; the signature is r and s, 32 bytes each."""
    private = base64.urlsafe_b64decode(f"{key['d']}=")
    return lambda message: sm2.sign(private, message)


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
