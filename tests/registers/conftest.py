"""A register of synthetic people, and somebody to ask about."""

import datetime as dt
from collections.abc import Iterator

import pytest

from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.resident_number import ResidentNumber
from shiming.kernel.ids import new_id
from shiming.kernel.names import PersonName
from shiming.registers import ports
from shiming.registers.types import PopulationQuery
from shiming.vendors.registers.fake import FakePopulationRegister
from shiming.vendors.registers.simulator.core import PopulationSimulator

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
NUMBER = "600101199406182081"
QUERY = PopulationQuery(
    name=PersonName.parse("林晓雨"),
    number=ResidentNumber.parse(NUMBER),
    ethnicity="汉",
    sex="女",
)


@pytest.fixture
def simulator() -> Iterator[PopulationSimulator]:
    simulator = PopulationSimulator(photos={"astronaut": b"a picture"})
    with ports.population_register.replaced(FakePopulationRegister(simulator)):
        yield simulator


@pytest.fixture
def clerk() -> Actor:
    return Actor(account_id=new_id())
