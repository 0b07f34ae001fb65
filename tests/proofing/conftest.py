"""Engines, a register and the slots of the lower areas, for every test of the area."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Iterator

import pytest

from shiming.accounts import ports as accounts_ports
from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId, AccountPolicy
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.messages import ports as messages_ports
from shiming.messages.types import Contacts
from shiming.proofing import operations, ports, queries
from shiming.proofing.types import ConsentKind, ProofingPermission
from shiming.registers import ports as registers_ports
from tests.cast import PROOFED_CITIZEN, REVIEWER
from tests.factories.accounts import make_account_of, make_actor
from tests.proofing.fakes import FakeFaceEngine, FakeInspector, FakeReader, FakeRegister
from tests.proofing.walk import NOW, Walk

LONG_AGO = dt.datetime(2024, 7, 1, tzinfo=dt.UTC)


class _Book:
    def contacts_of(self, account_id: uuid.UUID) -> Contacts:
        return Contacts(mobile=accounts.get_account(AccountId(account_id)).mobile)


class _NoPermissions:
    def permissions_of(self, account_id: AccountId, now: dt.datetime) -> frozenset[str]:
        return frozenset()


@pytest.fixture(autouse=True)
def _lower_areas() -> Iterator[None]:
    with (
        accounts_ports.level_source.replaced(queries.EvidenceLevels()),
        accounts_ports.permission_source.replaced(_NoPermissions()),
        accounts_ports.policy.replaced(AccountPolicy(checked_forms=frozenset())),
        messages_ports.address_book.replaced(_Book()),
    ):
        yield


@pytest.fixture
def reader() -> Iterator[FakeReader]:
    with ports.document_reader.replaced(reader := FakeReader(member=PROOFED_CITIZEN)):
        yield reader


@pytest.fixture
def inspector() -> Iterator[FakeInspector]:
    with ports.picture_inspector.replaced(inspector := FakeInspector()):
        yield inspector


@pytest.fixture
def face() -> Iterator[FakeFaceEngine]:
    with ports.face_engine.replaced(face := FakeFaceEngine()):
        yield face


@pytest.fixture
def register() -> Iterator[FakeRegister]:
    with registers_ports.population_register.replaced(register := FakeRegister()):
        yield register


@pytest.fixture
def change_policy() -> Iterator[Callable[..., None]]:
    """Return a function that changes parameters for the length of the test."""

    def change(**parameters: object) -> None:
        changed = dataclasses.replace(ports.policy(), **parameters)  # type: ignore[arg-type]  # the test knows the field
        ports.policy.fill(changed)

    with ports.policy.replaced(ports.policy()):
        yield change


def _have_consent_texts() -> None:
    """Put texts into force again where a test that commits has flushed those of the migration."""
    for kind in ConsentKind:
        if queries.find_consent_text(kind=kind, now=NOW) is None:
            operations.publish_consent_text(
                kind=kind, version="1.0", title="同意书", text="同意书正文。", now=LONG_AGO
            )


@pytest.fixture
def walk(
    db: None,
    reader: FakeReader,
    inspector: FakeInspector,
    face: FakeFaceEngine,
    register: FakeRegister,
) -> Walk:
    """Return a citizen who walks the journey, up to where the test wants."""
    _have_consent_texts()
    return Walk(
        actor=make_actor(make_account_of(PROOFED_CITIZEN), now=NOW),
        member=PROOFED_CITIZEN,
        reader=reader,
        inspector=inspector,
        face=face,
        register=register,
    )


@pytest.fixture
def reviewer(db: None) -> Actor:
    """Return somebody who may review."""
    actor = make_actor(make_account_of(REVIEWER, is_attached=True), now=NOW)
    return dataclasses.replace(
        actor, identity=ActingIdentity(permissions=frozenset({ProofingPermission.REVIEW.value}))
    )
