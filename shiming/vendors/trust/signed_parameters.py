"""
Parameters that are signed as payment services and government gateways do it.

Fact (documented for the open platforms of this family): the parameters that are not empty, without
`sign`, are sorted by name, joined as `name=value` with `&`, and signed; RSA2 is RSASSA-PKCS1-v1_5
with SHA-256 and a key of at least 2048 bits, SM2 is the signature with SM3 of GB/T 32918.2; the
signature stands in base64.
"""

import base64
import binascii
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
)

from shiming.kernel import sm2

_LEAST_BITS = 2048
_SM2_PRIVATE, _SM2_PUBLIC = 32, 64


class KeyUnfit(ValueError):
    """What was entered is no key of the kind that is needed."""


def text_to_sign(parameters: Mapping[str, str]) -> bytes:
    """Return what is signed of parameters."""
    kept = sorted((name, value) for name, value in parameters.items() if value and name != "sign")
    return "&".join(f"{name}={value}" for name, value in kept).encode()


class Rsa2Signer:
    """Signs with our key, and checks with the counterpart's."""

    def __init__(self, *, private: str, public: str) -> None:
        """
        Take both keys as the open platforms hand them out: base64 of DER, with or without PEM.

        :raises KeyUnfit: if one is no RSA key of 2048 bits or more
        """
        try:
            own = load_der_private_key(_der(private), password=None)
            theirs = load_der_public_key(_der(public))
        except (ValueError, TypeError) as error:
            raise KeyUnfit from error
        if not isinstance(own, rsa.RSAPrivateKey) or not isinstance(theirs, rsa.RSAPublicKey):
            raise KeyUnfit
        if min(own.key_size, theirs.key_size) < _LEAST_BITS:
            raise KeyUnfit
        self._own = own
        self._theirs = theirs

    def sign(self, content: bytes) -> str:
        """Return the signature of `content`."""
        return base64.b64encode(
            self._own.sign(content, padding.PKCS1v15(), hashes.SHA256())
        ).decode()

    def is_signed(self, content: bytes, signature: str) -> bool:
        """Tell whether the counterpart signed `content`."""
        try:
            self._theirs.verify(
                base64.b64decode(signature, validate=True),
                content,
                padding.PKCS1v15(),
                hashes.SHA256(),
            )
        except (InvalidSignature, ValueError):
            return False
        return True


class Sm2Signer:
    """The same with SM2 and SM3; keys are hexadecimal, the public one with or without `04`."""

    def __init__(self, *, private: str, public: str) -> None:
        """
        Take both keys.

        :raises KeyUnfit: if one is no key of SM2's length
        """
        try:
            self._own = bytes.fromhex(private)
            self._theirs = bytes.fromhex(public)[-_SM2_PUBLIC:]
        except ValueError as error:
            raise KeyUnfit from error
        if len(self._own) != _SM2_PRIVATE or len(self._theirs) != _SM2_PUBLIC:
            raise KeyUnfit

    def sign(self, content: bytes) -> str:
        """Return the signature of `content`."""
        return base64.b64encode(sm2.sign(self._own, content)).decode()

    def is_signed(self, content: bytes, signature: str) -> bool:
        """Tell whether the counterpart signed `content`."""
        try:
            raw = base64.b64decode(signature, validate=True)
        except ValueError:
            return False
        return sm2.is_signed(self._theirs, content, raw)


def _der(text: str) -> bytes:
    lines = [line.strip() for line in text.strip().splitlines() if not line.startswith("-----")]
    try:
        return base64.b64decode("".join(lines), validate=True)
    except binascii.Error as error:
        raise KeyUnfit from error
