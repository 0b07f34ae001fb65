"""A sign-in that waits for its second step: what the tests stand on."""

import pytest

from shiming.accounts.models import Account
from shiming.accounts.types import (
    Visit,
)
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import (
    make_account_of,
    make_visit,
)
from tests.factories.credentials import make_authenticator


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN)


@pytest.fixture
def secret(account: Account) -> str:
    return make_authenticator(account)


@pytest.fixture
def visit() -> Visit:
    return make_visit()
