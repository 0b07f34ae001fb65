"""
Tokens that others signed: client assertions and proofs of possession.

A signature is checked with keys that were registered, or that the proof itself is about; never with
what a header points to (`jku`, `x5u`), and never with an algorithm that is not on the list.
"""

import base64
import binascii
import dataclasses
import json
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from shiming.kernel import sm2

ALGORITHMS: Mapping[str, type[Key]] = MappingProxyType(
    {
        "ES256": ECKey,
        "ES384": ECKey,
        "PS256": RSAKey,
        "RS256": RSAKey,
        "EdDSA": OKPKey,
        "Ed25519": OKPKey,
    }
)
"""Asymmetric ones only: a key that a client shows to the world must not be a secret."""
NATIONAL = "SM2-with-SM3"
"""For clients that registered such a key; proofs of possession have no way to show one."""
LONGEST = 8 * 2**10
_KNOWN_HEADERS = frozenset({"alg", "typ", "kid", "jwk", "cty"})
# In base64url: 2048 bits at least, and no more than can be checked in no time.
_RSA_MODULUS = range(342, 1367)
_PARTS = 3


class _Registry(jws.JWSRegistry):
    # A proof holds its RSA key in the header, which joserfc finds too long.
    max_header_length = LONGEST
    max_payload_length = LONGEST


_REGISTRY = _Registry(algorithms=list(ALGORITHMS))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Unverified:
    """A signed token, taken apart: nothing of it may be believed yet."""

    text: str = dataclasses.field(repr=False)
    header: Mapping[str, Any]
    claims: Mapping[str, Any]

    def number(self, name: str) -> float | None:
        """Return a claim that is a number, or None."""
        value = self.claims.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool):
            return None
        return float(value) if abs(value) < _BEYOND_ALL_DATES else None

    def text_of(self, name: str) -> str:
        """Return a claim that is a text, or an empty one."""
        value = self.claims.get(name)
        return value if isinstance(value, str) and is_writable(value) else ""

    @property
    def is_acceptable(self) -> bool:
        """Tell whether the header asks for nothing that we do not do."""
        algorithm = self.header.get("alg")
        is_known = isinstance(algorithm, str) and (algorithm in ALGORITHMS or algorithm == NATIONAL)
        return is_known and _KNOWN_HEADERS.issuperset(self.header)

    @property
    def signature(self) -> tuple[bytes, bytes]:
        """What was signed, and the signature."""
        signed, _, signature = self.text.rpartition(".")
        try:
            return signed.encode(), base64.urlsafe_b64decode(f"{signature}==")
        except binascii.Error:
            return signed.encode(), b""


_BEYOND_ALL_DATES = 2**40
_NAMES = ("alg", "typ", "kid")
# What JSON can say, and neither a database nor UTF-8 can.
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


def is_writable(text: str) -> bool:
    """Tell whether a text out of JSON can be kept and sent on."""
    return _UNWRITABLE.search(text) is None


def read(text: str) -> Unverified | None:
    """Take a token apart, or return None if it is none."""
    if len(text) > LONGEST or not text.isascii():
        return None
    parts = text.split(".")
    if len(parts) != _PARTS:
        return None
    header, claims = (_json(part) for part in parts[:2])
    if header is None or claims is None:
        return None
    if not all(isinstance(header.get(name, ""), str) for name in _NAMES):
        return None
    return Unverified(text=text, header=header, claims=claims)


def stated_subject(text: str) -> str:
    """Return of whom an assertion claims to be; an empty text if it cannot be read."""
    unverified = read(text)
    subject = unverified.text_of("sub") if unverified else ""
    return subject if subject.isprintable() else ""


def is_signed(token: Unverified, keys: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether one of these public JSON Web Keys signed a token."""
    if not token.is_acceptable:
        return False
    algorithm, kid = token.header["alg"], token.header.get("kid")
    check = _is_signed_with_sm2 if algorithm == NATIONAL else _is_signed_with
    return any(check(token, jwk) for jwk in keys if kid is None or jwk.get("kid") in (None, kid))


def import_public(jwk: Mapping[str, Any]) -> Key | None:
    """Return a public key that is strong enough, or None; who shows a private half has none."""
    kind = jwk.get("kty")
    # Compared one by one: a stranger's key may hold anything, a list for one.
    if not isinstance(kind, str) or "d" in jwk or jwk.get("use") not in (None, "sig"):
        return None
    try:
        if kind == "RSA" and len(jwk["n"]) in _RSA_MODULUS:
            return RSAKey.import_key(dict(jwk))
        if kind == "EC" and jwk["crv"] in {"P-256", "P-384"}:
            return ECKey.import_key(dict(jwk))
        if kind == "OKP" and jwk["crv"] == "Ed25519":
            return OKPKey.import_key(dict(jwk))
    except (JoseError, ValueError, TypeError, KeyError):
        pass
    return None


def _is_signed_with(token: Unverified, jwk: Mapping[str, Any]) -> bool:
    key = import_public(jwk)
    if key is None or not isinstance(key, ALGORITHMS[token.header["alg"]]):
        return False
    try:
        if isinstance(key, OKPKey):
            # joserfc warns of the name EdDSA, which RFC 9864 replaces by Ed25519; clients do not.
            signed, signature = token.signature
            if not isinstance(key.public_key, ed25519.Ed25519PublicKey):
                return False
            key.public_key.verify(signature, signed)
        else:
            jws.deserialize_compact(token.text, key, registry=_REGISTRY)
    except (JoseError, InvalidSignature, ValueError, TypeError):
        return False
    return True


def _is_signed_with_sm2(token: Unverified, jwk: Mapping[str, Any]) -> bool:
    if jwk.get("crv") != "SM2":
        return False
    try:
        point = b"".join(base64.urlsafe_b64decode(f"{jwk[name]}=") for name in ("x", "y"))
    except (binascii.Error, KeyError, TypeError, ValueError):
        return False
    return sm2.is_signed(point, *token.signature)


def _json(part: str) -> dict[str, Any] | None:
    try:
        padded = part + "=" * (-len(part) % 4)
        content = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
