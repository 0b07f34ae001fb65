"""A unit, its head, and an agency that it recognises."""

from collections.abc import Iterator

import pytest

from shiming.accounts.types import Visit
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.legal_persons.actions.agencies.add_agency import add_agency
from shiming.legal_persons.types import RecognitionId
from tests.factories.accounts import NOW, make_visit
from tests.legal_persons.agency_kit import recognise
from tests.legal_persons.entry_kit import AGENCY_CODE, World, actor_in
from tests.legal_persons.entry_kit import world as made_world


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with made_world() as made:
        made.synchronise()
        yield made


@pytest.fixture
def visit() -> Visit:
    return make_visit()


@pytest.fixture
def manager(world: World) -> Actor:
    """The unit's head, acting for the unit."""
    return actor_in(world.sign_in())


@pytest.fixture
def recognition(world: World, manager: Actor) -> RecognitionId:
    """An agency that may act for the unit."""
    world.synchronise(world.agency_id)
    recognition_id = add_agency(code=CreditCode.parse(AGENCY_CODE), actor=manager, now=NOW)
    recognise(recognition_id, manager)
    return recognition_id
