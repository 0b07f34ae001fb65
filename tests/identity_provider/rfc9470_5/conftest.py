"""Somebody of level intermediate, and what a client gets for them."""

from collections.abc import Callable

import pytest

from shiming.identity_provider.models import Client
from shiming.kernel.levels import Level
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.rfc9470_5.levels_kit import (
    EVERYTHING,
    Authorize,
    Redeem,
)


@pytest.fixture
def granted(sign_in: SignIn, authorize: Authorize, redeem: Redeem) -> Callable[..., dict[str, str]]:
    """Return a function that fetches tokens for somebody of level intermediate."""

    def granted(client: Client, **changes: str) -> dict[str, str]:
        sign_in(level=Level.INTERMEDIATE)
        code = authorize(client, **{"scope": EVERYTHING, **changes}).answer.parameters["code"]
        return redeem(client, code).json

    return granted
