"""Joining two accounts as their owner does: what the tests stand on."""

import pytest

from shiming.accounts.models import Account
from shiming.accounts.types import (
    Visit,
)
from shiming.kernel.actor import Actor
from tests.accounts.actions.linking.linking_kit import STAFF_SIDE, STUDENT_SIDE
from tests.accounts.actions.recovery.conftest import (
    give_email,
)
from tests.cast import AGENT, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    PASSWORD,
    make_account,
    make_account_of,
    make_actor,
    make_visit,
)


@pytest.fixture
def main() -> Account:
    account = make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
    Account.objects.filter(pk=account.pk).update(user_name=STAFF_SIDE, user_name_key=STAFF_SIDE)
    account.refresh_from_db()
    return account


@pytest.fixture
def other() -> Account:
    account = make_account(user_name=STUDENT_SIDE, mobile=AGENT.mobile, password=PASSWORD)
    give_email(account)
    account.refresh_from_db()
    return account


@pytest.fixture
def actor(main: Account) -> Actor:
    return make_actor(main)


@pytest.fixture
def visit() -> Visit:
    return make_visit()
