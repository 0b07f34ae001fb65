"""
SM2 signatures with SM3 (GB/T 32918.2), which `cryptography` does not have.

Through the system's OpenSSL 3: pure Python signs thirty times slower. The distinguishing identifier
is the usual one of GM/T 0009. Keys and signatures are raw: 32 bytes private, 64 bytes public (x and
y), 64 bytes of signature (r and s).
"""

import contextlib
import ctypes
import functools
import secrets
from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

DISTINGUISHING_ID = b"1234567812345678"
_ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_BYTES = 32
_LONGEST_SIGNATURE = 80
# SEC 1, C.4: version 1, the private key, the curve 1.2.156.10197.1.301.
_PRIVATE_HEAD = bytes.fromhex("30310201010420")
_PRIVATE_TAIL = bytes.fromhex("a00a06082a811ccf5501822d")
# RFC 5480: id-ecPublicKey on the same curve, an uncompressed point.
_PUBLIC_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")


class Sm2Unavailable(RuntimeError):
    """This machine has no OpenSSL 3 that knows SM2."""


def generate() -> bytes:
    """Return a new private key."""
    return (secrets.randbelow(_ORDER - 2) + 1).to_bytes(_BYTES, "big")


def public_point(private: bytes) -> bytes:
    """
    Return the public key of a private one.

    :raises Sm2Unavailable: if this machine cannot do it
    """
    library = _library()
    with _private_key(library, private) as key:
        out = ctypes.c_void_p()
        length = library.i2d_PUBKEY(key, ctypes.byref(out))
        if length <= 0 or not out.value:
            raise Sm2Unavailable
        try:
            return ctypes.string_at(out.value, length)[-2 * _BYTES :]
        finally:
            library.CRYPTO_free(out, b"", 0)


def sign(private: bytes, message: bytes) -> bytes:
    """
    Return the signature of a message.

    :raises Sm2Unavailable: if this machine cannot do it
    """
    library = _library()
    with _private_key(library, private) as key, _context(library, key) as context:
        if library.EVP_DigestSignInit(context, None, library.EVP_sm3(), None, key) != 1:
            raise Sm2Unavailable
        signature = ctypes.create_string_buffer(_LONGEST_SIGNATURE)
        length = ctypes.c_size_t(_LONGEST_SIGNATURE)
        done = library.EVP_DigestSign(
            context, signature, ctypes.byref(length), message, len(message)
        )
        if done != 1:
            raise Sm2Unavailable
        r, s = decode_dss_signature(signature.raw[: length.value])
        return r.to_bytes(_BYTES, "big") + s.to_bytes(_BYTES, "big")


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """
    Tell whether a signature is that of a message by the holder of a public key.

    :raises Sm2Unavailable: if this machine cannot tell
    """
    if len(public) != 2 * _BYTES or len(signature) != 2 * _BYTES:
        return False
    r, s = (int.from_bytes(half, "big") for half in (signature[:_BYTES], signature[_BYTES:]))
    encoded = encode_dss_signature(r, s)
    library = _library()
    with _public_key(library, public) as key:
        if not key:
            return False
        with _context(library, key) as context:
            if library.EVP_DigestVerifyInit(context, None, library.EVP_sm3(), None, key) != 1:
                raise Sm2Unavailable
            verified = library.EVP_DigestVerify(
                context, encoded, len(encoded), message, len(message)
            )
            return bool(verified == 1)


@functools.cache
def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL("libcrypto.so.3")
        for name in ("d2i_AutoPrivateKey", "d2i_PUBKEY", "EVP_MD_CTX_new", "EVP_sm3"):
            getattr(library, name).restype = ctypes.c_void_p
        library.EVP_PKEY_CTX_new_from_pkey.restype = ctypes.c_void_p
    except (OSError, AttributeError) as error:
        raise Sm2Unavailable from error
    pointer, size = ctypes.c_void_p, ctypes.c_size_t
    library.d2i_AutoPrivateKey.argtypes = [pointer, pointer, ctypes.c_long]
    library.d2i_PUBKEY.argtypes = [pointer, pointer, ctypes.c_long]
    library.i2d_PUBKEY.argtypes = [pointer, pointer]
    library.CRYPTO_free.argtypes = [pointer, ctypes.c_char_p, ctypes.c_int]
    library.EVP_PKEY_free.argtypes = [pointer]
    library.EVP_MD_CTX_free.argtypes = [pointer]
    library.EVP_PKEY_CTX_free.argtypes = [pointer]
    library.EVP_PKEY_CTX_new_from_pkey.argtypes = [pointer, pointer, ctypes.c_char_p]
    library.EVP_PKEY_CTX_set1_id.argtypes = [pointer, ctypes.c_char_p, ctypes.c_int]
    library.EVP_MD_CTX_set_pkey_ctx.argtypes = [pointer, pointer]
    for name in ("EVP_DigestSignInit", "EVP_DigestVerifyInit"):
        getattr(library, name).argtypes = [pointer] * 5
    library.EVP_DigestSign.argtypes = [pointer, ctypes.c_char_p, pointer, ctypes.c_char_p, size]
    library.EVP_DigestVerify.argtypes = [pointer, ctypes.c_char_p, size, ctypes.c_char_p, size]
    return library


@contextlib.contextmanager
def _private_key(library: ctypes.CDLL, private: bytes) -> Iterator[int]:
    encoded = _PRIVATE_HEAD + private + _PRIVATE_TAIL
    with _key(library, library.d2i_AutoPrivateKey, encoded) as key:
        if not key:
            raise Sm2Unavailable
        yield key


@contextlib.contextmanager
def _public_key(library: ctypes.CDLL, public: bytes) -> Iterator[int | None]:
    with _key(library, library.d2i_PUBKEY, _PUBLIC_HEAD + public) as key:
        yield key


@contextlib.contextmanager
def _key(
    library: ctypes.CDLL,
    # ctypes has no public name for the type of a foreign function.
    read: "ctypes._NamedFuncPointer",
    encoded: bytes,
) -> Iterator[int | None]:
    buffer = ctypes.create_string_buffer(encoded, len(encoded))
    start = ctypes.c_void_p(ctypes.addressof(buffer))
    key: int | None = read(None, ctypes.byref(start), len(encoded))
    try:
        yield key
    finally:
        library.EVP_PKEY_free(key)


@contextlib.contextmanager
def _context(library: ctypes.CDLL, key: int | None) -> Iterator[int]:
    """Yield a digest context that knows the distinguishing identifier."""
    context: int = library.EVP_MD_CTX_new()
    key_context: int | None = library.EVP_PKEY_CTX_new_from_pkey(None, key, None)
    try:
        identified = library.EVP_PKEY_CTX_set1_id(
            key_context, DISTINGUISHING_ID, len(DISTINGUISHING_ID)
        )
        if not key_context or identified != 1:
            raise Sm2Unavailable
        library.EVP_MD_CTX_set_pkey_ctx(context, key_context)
        yield context
    finally:
        library.EVP_MD_CTX_free(context)
        library.EVP_PKEY_CTX_free(key_context)
