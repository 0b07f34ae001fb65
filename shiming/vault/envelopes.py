"""
The form of an encrypted value.

One byte for the form, one for the algorithm, eight for the key id, then nonce, ciphertext and tag.
The header and the purpose are authenticated: moved to another column, a value no longer opens.
"""

from shiming.vault import ciphers, keys
from shiming.vault.errors import CannotDecrypt
from shiming.vault.types import KeyKind

_FORM = 1
_HEADER_LENGTH = 10
_KEY_ID_AT = slice(2, _HEADER_LENGTH)


def seal(plaintext: bytes, *, purpose: str) -> bytes:
    """Encrypt `plaintext` for `purpose` under the active key."""
    key = keys.writing_key(KeyKind.FIELD)
    algorithm = ciphers.ALGORITHM_OF[key.profile]
    header = bytes([_FORM, algorithm]) + key.id.to_bytes(8, "big")
    return header + ciphers.encrypt(
        key.for_purpose(purpose), plaintext, algorithm=algorithm, context=header + purpose.encode()
    )


def open_(envelope: bytes, *, purpose: str) -> bytes:
    """
    Return what `seal` encrypted for the same purpose.

    :raises CannotDecrypt: if the envelope was changed or moved, or its key is unknown
    """
    header = envelope[:_HEADER_LENGTH]
    if len(header) < _HEADER_LENGTH or header[0] != _FORM:
        raise CannotDecrypt("this is no encrypted value")
    key = keys.get_key(key_id(envelope))
    return ciphers.decrypt(
        key.for_purpose(purpose),
        envelope[_HEADER_LENGTH:],
        algorithm=ciphers.Algorithm(header[1]),
        context=header + purpose.encode(),
    )


def key_id(envelope: bytes) -> int:
    """Return the id of the key that the envelope names."""
    return int.from_bytes(envelope[_KEY_ID_AT], "big")
