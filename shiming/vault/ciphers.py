"""
The two cipher profiles: AES-256-GCM with SHA-256, and SM4-GCM with SM3 (GB/T 32907, GB/T 32905).

Nonces are random: with keys of their own for each purpose, and rotation, no key comes near the
2^32 messages for which 96 random bits are enough (NIST SP 800-38D, 8.3).
"""

import enum
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shiming.vault.errors import CannotDecrypt
from shiming.vault.types import CipherProfile

KEY_LENGTH = 32
_NONCE_LENGTH = 12
_TAG_LENGTH = 16
_SM4_KEY_LENGTH = 16


class Algorithm(enum.IntEnum):
    """What stands in the header of a ciphertext."""

    AES_256_GCM = 1
    SM4_GCM = 2


ALGORITHM_OF = {
    CipherProfile.INTERNATIONAL: Algorithm.AES_256_GCM,
    CipherProfile.NATIONAL: Algorithm.SM4_GCM,
}
_DIGEST_OF = {CipherProfile.INTERNATIONAL: "sha256", CipherProfile.NATIONAL: "sm3"}


def derive(key: bytes, *, profile: CipherProfile, info: str) -> bytes:
    """Return a key for `info` alone, derived from `key` (HKDF, RFC 5869)."""
    digest = hashes.SM3() if profile is CipherProfile.NATIONAL else hashes.SHA256()
    return HKDF(algorithm=digest, length=KEY_LENGTH, salt=None, info=info.encode()).derive(key)


def index(key: bytes, value: bytes, *, profile: CipherProfile) -> str:
    """Return the keyed digest of `value` in hexadecimal."""
    return hmac.digest(key, value, _DIGEST_OF[profile]).hex()


def encrypt(key: bytes, plaintext: bytes, *, algorithm: Algorithm, context: bytes) -> bytes:
    """Return nonce, ciphertext and tag; `context` is authenticated, not contained."""
    nonce = os.urandom(_NONCE_LENGTH)
    if algorithm is Algorithm.AES_256_GCM:
        return nonce + AESGCM(key).encrypt(nonce, plaintext, context)
    encryptor = Cipher(algorithms.SM4(key[:_SM4_KEY_LENGTH]), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(context)
    return nonce + encryptor.update(plaintext) + encryptor.finalize() + encryptor.tag


def decrypt(key: bytes, ciphertext: bytes, *, algorithm: Algorithm, context: bytes) -> bytes:
    """
    Return the plaintext.

    :raises CannotDecrypt: if ciphertext, key or context are not those of the encryption
    """
    nonce, body = ciphertext[:_NONCE_LENGTH], ciphertext[_NONCE_LENGTH:]
    if len(body) < _TAG_LENGTH:
        raise CannotDecrypt("the ciphertext is cut short")
    try:
        if algorithm is Algorithm.AES_256_GCM:
            return AESGCM(key).decrypt(nonce, body, context)
        mode = modes.GCM(nonce, body[-_TAG_LENGTH:])
        decryptor = Cipher(algorithms.SM4(key[:_SM4_KEY_LENGTH]), mode).decryptor()
        decryptor.authenticate_additional_data(context)
        return decryptor.update(body[:-_TAG_LENGTH]) + decryptor.finalize()
    except InvalidTag as error:
        raise CannotDecrypt("the ciphertext was changed or moved") from error
