"""What every test of the area stands on."""

import datetime as dt
from collections.abc import Iterator

import pytest

from shiming.accounts import ports
from shiming.accounts.types import AccountPolicy
from shiming.directory import queries
from shiming.directory.types import DirectoryPermission
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.ids import new_id

NOW = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _wired() -> Iterator[None]:
    with ports.policy.replaced(AccountPolicy()), ports.permission_source.replaced(queries):
        yield


def actor_with(*permissions: DirectoryPermission) -> Actor:
    """Return somebody who is signed in and carries these permissions."""
    return Actor(account_id=new_id(), identity=ActingIdentity(permissions=frozenset(permissions)))


@pytest.fixture
def officer() -> Actor:
    return actor_with(DirectoryPermission.GRANT)


@pytest.fixture
def operator() -> Actor:
    return actor_with(DirectoryPermission.EDIT_CALENDAR)


@pytest.fixture
def stranger() -> Actor:
    return actor_with()
