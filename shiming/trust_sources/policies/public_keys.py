"""The public keys that are accepted, SM2 among them, and signatures made with them."""

import dataclasses
import hashlib

from asn1crypto import x509 as asn1
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from shiming.kernel import sm2

UNREADABLE = (
    AttributeError,
    IndexError,
    KeyError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the parser says of bytes that are no certificate, or hold types that it has no value for."""
SM2_CURVE = "1.2.156.10197.1.301"
SM2_WITH_SM3 = "1.2.156.10197.1.501"
_POINT_HEAD = b"\x04"
_SMALLEST_RSA = 2048
_SM2_HALF = 32
_HASH_OF_CURVE = {"secp256r1": hashes.SHA256(), "secp384r1": hashes.SHA384()}
_HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sm2PublicKey:
    """A point on the SM2 curve: x and y side by side, 64 bytes."""

    point: bytes


PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | Sm2PublicKey


def public_key_of(spki: bytes) -> PublicKey | None:
    """Return the key of a SubjectPublicKeyInfo (DER), or None if it is of no accepted kind."""
    info = asn1.PublicKeyInfo.load(spki, strict=True)
    if info.algorithm == "ec" and info["algorithm"]["parameters"].name == "named":
        curve = info["algorithm"]["parameters"].chosen.dotted
        if curve == SM2_CURVE:
            point = bytes(info["public_key"])
            is_point = len(point) == 2 * _SM2_HALF + 1 and point[:1] == _POINT_HEAD
            return Sm2PublicKey(point=point[1:]) if is_point else None
    try:
        key = serialization.load_der_public_key(spki)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= _SMALLEST_RSA:
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _HASH_OF_CURVE:
        return key
    return None


def fingerprint_of(spki: bytes) -> str:
    """Return the SHA-256 of a SubjectPublicKeyInfo in hexadecimal: the key's name in bindings."""
    return hashlib.sha256(spki).hexdigest()


def has_signed(key: PublicKey, *, message: bytes, signature: bytes) -> bool:
    """
    Tell whether the key signed a message in the form of the card agent's protocol.

    Elliptic curves: r and s side by side; RSA: PKCS #1 v1.5 with SHA-256.
    """
    try:
        if isinstance(key, Sm2PublicKey):
            return sm2.is_signed(key.point, message, signature)
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
            return True
        half = (key.key_size + 7) // 8
        if len(signature) != 2 * half:
            return False
        r, s = (int.from_bytes(part) for part in (signature[:half], signature[half:]))
        digest = _HASH_OF_CURVE[key.curve.name]
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(digest))
    except (InvalidSignature, ValueError):
        return False
    return True


def has_issued(
    key: PublicKey, *, message: bytes, signature: bytes, algorithm: asn1.SignedDigestAlgorithm
) -> bool:
    """Tell whether the key signed a certificate's, list's or answer's bytes, as these say."""
    try:
        if isinstance(key, Sm2PublicKey):
            if algorithm["algorithm"].dotted != SM2_WITH_SM3:
                return False
            r, s = decode_dss_signature(signature)
            raw = r.to_bytes(_SM2_HALF, "big") + s.to_bytes(_SM2_HALF, "big")
            return sm2.is_signed(key.point, message, raw)
        digest = _HASHES[algorithm.hash_algo]
        if isinstance(key, rsa.RSAPublicKey):
            if algorithm.signature_algo != "rsassa_pkcs1v15":
                return False
            key.verify(signature, message, padding.PKCS1v15(), digest)
        else:
            if algorithm.signature_algo != "ecdsa":
                return False
            key.verify(signature, message, ec.ECDSA(digest))
    except (InvalidSignature, ValueError, KeyError, OverflowError):
        return False
    return True
