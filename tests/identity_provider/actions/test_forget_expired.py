"""What is over and worth nothing is deleted."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shiming.accounts.models import Account
from shiming.identity_provider.actions.forget_expired import forget_expired
from shiming.identity_provider.models import (
    AccessToken,
    AuthorizationCode,
    Interaction,
    RefreshToken,
    Release,
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

    def test_asks_no_more_for_many_than_for_one_and_works_in_batches(
        self,
        monkeypatch: pytest.MonkeyPatch,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> None:
        shops = [make_client(), make_client()]
        sign_in()
        for shop in (*shops, *shops):
            redeem(shop, get_code(shop, scope="openid offline_access"))
        Release.objects.create(
            account=Account.objects.get(), client=shops[0], scopes=["phone"], last_at=NOW
        )
        monkeypatch.setattr(f"{forget_expired.__module__}.AT_ONCE", 3)

        with CaptureQueriesContext(connection) as asked:
            forgotten = forget_expired(now=NOW + dt.timedelta(days=32))

        written = [one["sql"] for one in asked if "identity_provider_release" in one["sql"]]
        assert forgotten.grants == 4
        # Two batches, one question and one write each.
        assert len(written) == 4
        assert {one.client_id: one.scopes for one in Release.objects.all()} == {
            shops[0].pk: ["offline_access", "openid", "phone"],
            shops[1].pk: ["offline_access", "openid"],
        }

    def test_forgets_at_once_what_nobody_began(
        self, engine: object, authorize: Callable[..., Reply]
    ) -> None:
        authorize(make_client())

        kept = forget_expired(now=NOW + dt.timedelta(minutes=59))
        gone = forget_expired(now=NOW + dt.timedelta(minutes=61))

        assert (kept.interactions, gone.interactions) == (0, 1)

    @pytest.mark.django_db
    def test_keeps_spent_identifiers_as_long_as_a_copy_would_be_taken(self) -> None:
        SpentIdentifier.objects.create(hash="a" * 64, expires_at=NOW)

        forget_expired(now=NOW)
        kept = SpentIdentifier.objects.count()
        forget_expired(now=NOW + dt.timedelta(seconds=1))

        assert (kept, SpentIdentifier.objects.count()) == (1, 0)
