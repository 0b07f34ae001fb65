"""What is over and worth nothing is deleted."""

import datetime as dt
from collections.abc import Callable

import pytest

from shiming.identity_provider.actions.forget_expired import forget_expired
from shiming.identity_provider.models import (
    AccessToken,
    AuthorizationCode,
    Interaction,
    RefreshToken,
    SpentIdentifier,
)
from tests.factories.accounts import NOW
from tests.factories.identity_provider import make_client
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply


class TestForgetExpired:
    def test_keeps_what_can_still_be_used_and_deletes_the_rest(
        self,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> None:
        client = make_client()
        authorize(client)
        sign_in()
        redeem(client, get_code(client, scope="openid offline_access"))

        forget_expired(now=NOW + dt.timedelta(days=2))
        after_days = [
            model.objects.count()
            for model in (Interaction, AccessToken, RefreshToken, AuthorizationCode)
        ]
        forget_expired(now=NOW + dt.timedelta(days=32))

        assert after_days == [0, 0, 1, 1]
        assert not RefreshToken.objects.exists()
        assert not AuthorizationCode.objects.exists()

    @pytest.mark.django_db
    def test_keeps_spent_identifiers_as_long_as_a_copy_would_be_taken(self) -> None:
        SpentIdentifier.objects.create(hash="a" * 64, expires_at=NOW)

        forget_expired(now=NOW)
        kept = SpentIdentifier.objects.count()
        forget_expired(now=NOW + dt.timedelta(seconds=1))

        assert (kept, SpentIdentifier.objects.count()) == (1, 0)
