"""
The key with which the platform speaks to card agents; `config/wiring` makes it.

It is derived from a secret of the installation and never changes with the keys of tokens: agents
were told to trust it by their owners, by hand.
"""

import json
from collections.abc import Mapping, Sequence

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jws
from joserfc.jwk import ECKey

_INFO = b"shiming card agent key 1"
# Half as long again as the scalar, so that its distribution is even (FIPS 186-5, A.2.1).
_SEED_BYTES = 48
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Es256AgentSigner:
    """Signs tickets and statements with ES256."""

    def __init__(self, secret: bytes) -> None:
        seed = HKDF(algorithm=hashes.SHA256(), length=_SEED_BYTES, salt=None, info=_INFO).derive(
            secret
        )
        scalar = int.from_bytes(seed) % (_P256_ORDER - 1) + 1
        self._key = ECKey.import_key(ec.derive_private_key(scalar, ec.SECP256R1()))
        self._kid = self._key.thumbprint()

    def sign(self, *, typ: str, claims: Mapping[str, str | int | Sequence[str]]) -> str:
        """Return the claims as a compact JWS of type `typ`."""
        header = {"alg": "ES256", "typ": typ, "kid": self._kid}
        return jws.serialize_compact(header, json.dumps(claims).encode(), self._key)

    def public_keys(self) -> tuple[Mapping[str, str], ...]:
        """Return the public key as a JWK."""
        public = {name: str(value) for name, value in self._key.as_dict(private=False).items()}
        return (public | {"kid": self._kid, "alg": "ES256", "use": "sig"},)
