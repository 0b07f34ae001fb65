"""The legal representative, proofed."""

import pytest

from shiming.accounts.models import Account
from shiming.kernel import clock
from tests.cast import LEGAL_REPRESENTATIVE
from tests.factories.legal_persons import make_proofed


@pytest.fixture
def head() -> Account:
    """Return the account of who heads the unit."""
    return make_proofed(LEGAL_REPRESENTATIVE, now=clock.now())
