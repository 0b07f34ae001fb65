"""A unit, its officers, and the browser they come with."""

from collections.abc import Iterator

import pytest

from shiming.accounts.types import Visit
from tests.factories.accounts import make_visit
from tests.legal_persons.entry_kit import World
from tests.legal_persons.entry_kit import world as made_world


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with made_world() as made:
        made.synchronise()
        yield made


@pytest.fixture
def visit() -> Visit:
    return make_visit()
