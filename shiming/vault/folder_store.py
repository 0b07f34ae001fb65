"""The file store of installations without an object store: a folder."""

import contextlib
import datetime as dt
import errno
import os
import pathlib
from collections.abc import Iterator

from shiming.vault.errors import NoSpaceLeft

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_PARTIAL = ".part"


class FolderStore:
    """Keeps files below a folder, spread over 256 sub-folders; names are hexadecimal."""

    def __init__(self, root: pathlib.Path) -> None:
        self._root = root

    def write(self, name: str, content: bytes) -> None:
        """
        Keep `content` durably under `name`, wholly or not at all.

        :raises NoSpaceLeft: if there is no room
        """
        path = self._path(name)
        partial = path.with_name(path.name + _PARTIAL)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(partial, _NEW, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            partial.rename(path)
            _sync_folder(path.parent)
        except OSError as error:
            partial.unlink(missing_ok=True)
            if error.errno in _NO_SPACE:
                raise NoSpaceLeft(error.errno, "no room for a file") from error
            raise

    def read(self, name: str) -> bytes:
        """
        Return the content of `name`.

        :raises FileNotFoundError: if there is none
        """
        return self._path(name).read_bytes()

    def remove(self, name: str) -> None:
        """Remove `name`; do nothing if there is none."""
        self._path(name).unlink(missing_ok=True)

    def list_older_than(self, instant: dt.datetime) -> Iterator[str]:
        """Return the names of the files, half-written ones too, last written before `instant`."""
        for path in self._root.glob("??/*"):
            # Somebody may remove it at this moment.
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < instant.timestamp():
                    yield path.name

    def _path(self, name: str) -> pathlib.Path:
        return self._root / name[:2] / name


def _sync_folder(folder: pathlib.Path) -> None:
    """Make the new name survive a power cut, not only the content."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
