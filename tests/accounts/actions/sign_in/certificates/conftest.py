"""A certificate key that signs what the platform asks for: what the tests stand on."""

from collections.abc import Iterator

import pytest

from shiming.accounts import ports
from shiming.accounts.models import Account
from shiming.accounts.types import (
    Visit,
)
from tests.accounts.actions.sign_in.certificates.signing_kit import SIGNER
from tests.accounts.certificate_kit import FakeVerifier, Key, make_key
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account_of, make_visit


@pytest.fixture
def verifier() -> Iterator[FakeVerifier]:
    with (
        ports.agent_signer.replaced(SIGNER),
        ports.certificate_verifier.replaced(verifier := FakeVerifier()),
    ):
        yield verifier


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, is_attached=True)


@pytest.fixture
def key() -> Key:
    return make_key()


@pytest.fixture
def visit() -> Visit:
    return make_visit()
