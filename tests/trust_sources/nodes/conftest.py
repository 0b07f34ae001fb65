"""What every test about nodes stands on."""

from collections.abc import Iterator

import pytest

from shiming.accounts import ports as accounts
from shiming.trust_sources.operations import NodeBooks
from shiming.trust_sources.ports import nodes as ports
from tests.trust_sources.nodes.node_kit import CITY, PROVINCE, FakeLine


@pytest.fixture(autouse=True)
def line() -> Iterator[FakeLine]:
    fake = FakeLine()
    with ports.node_line.replaced(fake), accounts.account_changes.replaced(NodeBooks()):
        yield fake


@pytest.fixture
def province() -> Iterator[None]:
    with ports.node_policy.replaced(PROVINCE):
        yield


@pytest.fixture
def city() -> Iterator[None]:
    with ports.node_policy.replaced(CITY):
        yield
