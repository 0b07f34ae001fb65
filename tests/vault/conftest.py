"""What the tests of the vault share."""

import pathlib
from collections.abc import Iterator

import pytest

from shiming.vault import keys, ports
from shiming.vault.folder_store import FolderStore


@pytest.fixture(autouse=True)
def _keys_of_this_test_alone() -> Iterator[None]:
    # Rotations are rolled back with the test, but a process remembers the keys.
    keys.forget()
    yield
    keys.forget()


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> Iterator[pathlib.Path]:
    """Have the vault keep its files in an empty folder."""
    with ports.file_store.replaced(FolderStore(tmp_path)):
        yield tmp_path
