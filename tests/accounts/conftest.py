"""What every test of the area stands on."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from shiming.accounts import ports
from shiming.accounts.address_book import AccountAddressBook
from shiming.accounts.types import AccountId, AccountPolicy, HumanCheckKind, PersonId
from shiming.kernel.levels import Level
from shiming.messages import ports as messages


class FakeLevelSource:
    """Says of everybody what it was told to say."""

    def __init__(self) -> None:
        self.answer: tuple[Level, dt.datetime | None] = (Level.PRIMARY, None)
        self.answers: dict[AccountId, tuple[Level, dt.datetime | None]] = {}

    def level_of(
        self, person_id: PersonId, account_id: AccountId, now: dt.datetime
    ) -> tuple[Level, dt.datetime | None]:
        return self.answers.get(account_id, self.answer)


class FakePermissionSource:
    """Gives every account the permissions that it was told to give."""

    def __init__(self) -> None:
        self.answer: frozenset[str] = frozenset()

    def permissions_of(self, account_id: AccountId, now: dt.datetime) -> frozenset[str]:
        return self.answer


class FakeAfterRegistration:
    """Leads to a page of its own."""

    def continue_url(self, account_id: AccountId) -> str:
        return "/proofing/"


# Forms without a human check, so that each test shows one thing.
PLAIN_POLICY = AccountPolicy(checked_forms=frozenset())


@pytest.fixture
def level_source() -> Iterator[FakeLevelSource]:
    with ports.level_source.replaced(source := FakeLevelSource()):
        yield source


@pytest.fixture
def permission_source() -> Iterator[FakePermissionSource]:
    with ports.permission_source.replaced(source := FakePermissionSource()):
        yield source


@pytest.fixture(autouse=True)
def _wired(
    level_source: FakeLevelSource, permission_source: FakePermissionSource
) -> Iterator[None]:
    with (
        ports.policy.replaced(PLAIN_POLICY),
        ports.after_registration.replaced(FakeAfterRegistration()),
        messages.address_book.replaced(AccountAddressBook()),
    ):
        yield


@pytest.fixture
def change_policy() -> Iterator[Callable[..., None]]:
    """Return a function that changes parameters for the length of the test."""

    def change(**parameters: object) -> None:
        ports.policy.fill(dataclasses.replace(ports.policy(), **parameters))  # type: ignore[arg-type]  # the test knows the field

    with ports.policy.replaced(ports.policy()):
        yield change


@pytest.fixture
def all_human_checks() -> frozenset[HumanCheckKind]:
    return frozenset(HumanCheckKind)
