"""A core system whose staff have posts, and a member of staff who comes from there."""

import json

import pytest
from django.test import Client

from shiming.accounts import operations as accounts
from shiming.accounts import ports
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    AccountPolicy,
)
from shiming.directory import queries as directory
from shiming.directory.types import DirectoryPermission
from shiming.kernel import clock
from shiming.proofing.types import ProofingPermission
from tests.factories.accounts import PASSWORD, make_account
from tests.trust_sources import source_kit
from tests.trust_sources.source_kit import (
    MAPPING,
    FakeClients,
    says,
)
from tests.trust_sources.web.test_sources import go_and_come_back

REVIEW = ProofingPermission.REVIEW
_POSTS = {"counter-clerk": [REVIEW.value], "calendar": [DirectoryPermission.EDIT_CALENDAR.value]}


def mapping_of(posts: object) -> str:
    return json.dumps(json.loads(MAPPING) | {"posts": {"attribute": "gw", "values": posts}})


@pytest.fixture(autouse=True)
def _one_factor() -> object:
    # The second factor is asked for after any first one; other tests see to that.
    with ports.policy.replaced(
        AccountPolicy(checked_forms=frozenset(), second_factor_kinds=frozenset())
    ):
        yield


@pytest.fixture
def _contract(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = source_kit.terms
    day = clock.today_in_china(clock.now())

    def today(**changes: object) -> object:
        dates = {"contract_from": day, "contract_until": day}
        staff = {"kinds": frozenset({AccountKind.STAFF}), "opens_accounts": False}
        return whole(**{**dates, **staff, "mapping": mapping_of(_POSTS), **changes})

    monkeypatch.setattr(source_kit, "terms", today)


@pytest.fixture
def clerk() -> AccountId:
    """Return a member of staff who has linked the account of the core system."""
    account = make_account(
        user_name="clerk", kind=AccountKind.STAFF, password=PASSWORD, now=clock.now()
    )
    accounts.bind_subject(
        provider="city", subject="u-1", account_id=AccountId(account.pk), now=clock.now()
    )
    return AccountId(account.pk)


def come(clients: FakeClients, *posts: str, status: str = "active") -> Client:
    """Come from the portal of the core system, with these posts there."""
    clients.report = says(None, gw=list(posts), status=status)
    client = Client()
    go_and_come_back(client, wanted="/review/")
    return client


def held(account_id: AccountId) -> frozenset[str]:
    return directory.permissions_of(account_id, clock.now())
