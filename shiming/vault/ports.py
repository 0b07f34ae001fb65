"""What must be outside of the vault: master keys and a place for files."""

import datetime as dt
from collections.abc import Iterator
from typing import Protocol

from shiming.kernel.slots import Slot
from shiming.vault.types import VaultPolicy


class KeyRing(Protocol):
    """Wraps data keys under master keys that never enter the database."""

    @property
    def current_id(self) -> str:
        """The id of the master key that wraps new data keys."""

    def wrap(self, key: bytes, *, context: bytes) -> bytes:
        """Wrap `key` under the current master key; `context` is authenticated."""

    def unwrap(self, wrapped: bytes, *, master_key_id: str, context: bytes) -> bytes:
        """
        Return what `wrap` wrapped.

        :raises CannotDecrypt: if the master key is unknown or the wrapping was changed
        """


class FileStore(Protocol):
    """Keeps encrypted files under random names."""

    def write(self, name: str, content: bytes) -> None:
        """
        Keep `content` durably under `name`, wholly or not at all.

        :raises NoSpaceLeft: if there is no room
        """

    def read(self, name: str) -> bytes:
        """
        Return the content of `name`.

        :raises FileNotFoundError: if there is none
        """

    def remove(self, name: str) -> None:
        """Remove `name`; do nothing if there is none."""

    def list_older_than(self, instant: dt.datetime) -> Iterator[str]:
        """Return the names of the files, half-written ones too, last written before `instant`."""


key_ring: Slot[KeyRing] = Slot("vault.key_ring")
file_store: Slot[FileStore] = Slot("vault.file_store")
policy: Slot[VaultPolicy] = Slot("vault.policy")
