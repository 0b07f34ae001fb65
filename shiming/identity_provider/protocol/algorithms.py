"""Our signing keys by algorithm: making one, signing with it, showing its public half."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc.jwk import ECKey, Key, KeyParameters, OKPKey, RSAKey

from shiming.identity_provider.protocol import sm2_keys
from shiming.identity_provider.protocol.signatures import Signer
from shiming.identity_provider.types import Algorithm

# Any: JSON Web Keys as joserfc has them.
Jwk = dict[str, Any]
_RSA_BITS = 2048
_P256_BYTES = 32


def generate(algorithm: Algorithm) -> Jwk:
    """Return a new private key as a JSON Web Key with its thumbprint as `kid`."""
    if algorithm is Algorithm.SM2:
        return sm2_keys.generate()
    use: KeyParameters = {"use": "sig", "alg": algorithm.value}
    key: Key
    if algorithm is Algorithm.ES256:
        key = ECKey.generate_key("P-256", use, auto_kid=True, private=True)
    elif algorithm is Algorithm.RS256:
        key = RSAKey.generate_key(_RSA_BITS, use, auto_kid=True, private=True)
    else:
        key = OKPKey.generate_key("Ed25519", use, auto_kid=True, private=True)
    return dict(key.as_dict(private=True))


def signer_of(algorithm: Algorithm, private_key: Mapping[str, Any]) -> Signer:
    """Return what signs with a private key."""
    if algorithm is Algorithm.SM2:
        sign = sm2_keys.signer_of(private_key)
    else:
        sign = _SIGN[algorithm](_IMPORT[algorithm](dict(private_key)).private_key)
    return Signer(algorithm=algorithm, kid=str(private_key["kid"]), sign=sign)


def public_half(private_key: Mapping[str, Any]) -> Jwk:
    """Return what everybody may know of a key."""
    return {name: private_key[name] for name in _PUBLIC if name in private_key}


_PUBLIC = ("kty", "crv", "x", "y", "n", "e", "kid", "use", "alg")


def _with_p256(key: ec.EllipticCurvePrivateKey) -> Callable[[bytes], bytes]:
    method = ec.ECDSA(hashes.SHA256())

    def sign(message: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(message, method))
        return r.to_bytes(_P256_BYTES, "big") + s.to_bytes(_P256_BYTES, "big")

    return sign


def _with_rsa(key: rsa.RSAPrivateKey) -> Callable[[bytes], bytes]:
    return lambda message: key.sign(message, padding.PKCS1v15(), hashes.SHA256())


def _with_ed25519(key: ed25519.Ed25519PrivateKey) -> Callable[[bytes], bytes]:
    return key.sign


# Any: each algorithm has keys of its own type, which `_IMPORT` and `_SIGN` agree on.
_SIGN: Mapping[Algorithm, Callable[[Any], Callable[[bytes], bytes]]] = MappingProxyType(
    {
        Algorithm.ES256: _with_p256,
        Algorithm.RS256: _with_rsa,
        Algorithm.EDDSA: _with_ed25519,
    }
)
_IMPORT: Mapping[Algorithm, Callable[[Jwk], Any]] = MappingProxyType(
    {
        Algorithm.ES256: ECKey.import_key,
        Algorithm.RS256: RSAKey.import_key,
        Algorithm.EDDSA: OKPKey.import_key,
    }
)
