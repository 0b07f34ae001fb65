"""The key ring of installations without a key store: master keys from the environment."""

import base64
from collections.abc import Mapping

from typing_extensions import override

from shiming.vault import ciphers
from shiming.vault.errors import CannotDecrypt
from shiming.vault.types import CipherProfile


class MasterKeys:
    """
    Master keys by id; the first one wraps, all unwrap.

    The algorithm stands before the wrapped key, so that changing the profile loses nothing.
    """

    def __init__(self, keys: Mapping[str, str], *, profile: CipherProfile) -> None:
        self._keys = {name: base64.b64decode(key, validate=True) for name, key in keys.items()}
        if not self._keys or any(len(key) != ciphers.KEY_LENGTH for key in self._keys.values()):
            raise ValueError("the vault needs master keys of 32 bytes in base64")
        self._algorithm = ciphers.ALGORITHM_OF[profile]

    @override
    def __repr__(self) -> str:
        return f"MasterKeys({', '.join(self._keys)})"

    @property
    def current_id(self) -> str:
        """The id of the first key."""
        return next(iter(self._keys))

    def wrap(self, key: bytes, *, context: bytes) -> bytes:
        """Wrap `key` under the first master key."""
        master_key = self._keys[self.current_id]
        return bytes([self._algorithm]) + ciphers.encrypt(
            master_key, key, algorithm=self._algorithm, context=context
        )

    def unwrap(self, wrapped: bytes, *, master_key_id: str, context: bytes) -> bytes:
        """
        Return what `wrap` wrapped.

        :raises CannotDecrypt: if the master key is unknown or the wrapping was changed
        """
        master_key = self._keys.get(master_key_id)
        if master_key is None:
            raise CannotDecrypt(f"the master key {master_key_id!r} is not in the key ring")
        return ciphers.decrypt(
            master_key, wrapped[1:], algorithm=ciphers.Algorithm(wrapped[0]), context=context
        )
