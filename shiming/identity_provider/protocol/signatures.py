"""
What we sign, in the compact form of RFC 7515, and the keys that we sign with.

Composed here and not by a library: it is ten lines, it has to be quick, and no library signs with
SM2. Reading foreign tokens, where mistakes open doors, is joserfc's.
"""

import base64
import dataclasses
import hashlib
import json
from collections.abc import Callable, Mapping

from shiming.identity_provider.types import Algorithm

_DIGESTS = {
    Algorithm.ES256: "sha256",
    Algorithm.RS256: "sha256",
    Algorithm.EDDSA: "sha512",
    Algorithm.SM2: "sm3",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A key that signs now; `sign` returns the raw signature that a JWS holds."""

    algorithm: Algorithm
    kid: str
    sign: Callable[[bytes], bytes] = dataclasses.field(repr=False)


class NoSuchSigner(LookupError):
    """A client is registered for an algorithm of which no key signs."""


@dataclasses.dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys that sign now, and all that clients may meet: announced, signing, retired."""

    signers: Mapping[Algorithm, Signer]
    published: tuple[Mapping[str, object], ...]
    """As public JSON Web Keys."""

    def sign(self, *, algorithm: Algorithm, kind: str, content: Mapping[str, object]) -> str:
        """
        Return a signed JSON Web Token; `kind` is its `typ`.

        :raises NoSuchSigner: if no key of the algorithm signs
        """
        signer = self.signers.get(algorithm)
        if signer is None:
            raise NoSuchSigner(algorithm)
        header = {"alg": algorithm.value, "typ": kind, "kid": signer.kid}
        signed = b"%b.%b" % (_encoded(header), _encoded(content))
        return f"{signed.decode()}.{base64url(signer.sign(signed))}"


def hash_of_token(token: str, algorithm: Algorithm) -> str:
    """Return the `at_hash` claim: the left half of the digest (OpenID Connect Core, 3.1.3.6)."""
    digest = hashlib.new(_DIGESTS[algorithm], token.encode()).digest()
    return base64url(digest[: len(digest) // 2])


def base64url(raw: bytes) -> str:
    """Return base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _encoded(content: Mapping[str, object]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=")
