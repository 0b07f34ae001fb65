"""People who sign in by one way or another: what the tests stand on."""

import pytest

from shiming.accounts.models import Account
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import (
    PASSWORD,
    make_account_of,
)


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)
