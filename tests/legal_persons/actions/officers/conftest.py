"""A unit that the tax core knows and nobody has read yet."""

from collections.abc import Iterator

import pytest

from tests.legal_persons.entry_kit import World
from tests.legal_persons.entry_kit import world as made_world


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with made_world() as made:
        yield made
