"""RFC 6749, section 6; RFC 9700, 4.14: refresh tokens rotate, and a second use revokes them all."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
import time_machine
from django.db import connections

from shiming.accounts.models import Session
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.models import AccessToken, Client, RefreshToken
from tests.factories.accounts import NOW
from tests.factories.identity_provider import basic, make_client
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

Refresh = Callable[..., Reply]


@pytest.fixture
def refresh(dispatcher: Dispatcher) -> Refresh:
    def refresh(client: Client, token: str, **more: str) -> Reply:
        parameters = {"grant_type": "refresh_token", "refresh_token": token, **more}
        return Wire(dispatcher).post("/oauth2/token", parameters, authorization=basic(client))

    return refresh


@pytest.fixture
def get_tokens(
    sign_in: SignIn, get_code: Callable[..., str], redeem: Callable[..., Reply]
) -> Callable[..., dict[str, str]]:
    def get_tokens(client: Client, scope: str = "openid offline_access") -> dict[str, str]:
        sign_in()
        return redeem(client, get_code(client, scope=scope)).json

    return get_tokens


class TestRefresh:
    def test_replaces_the_token_each_time(
        self, wire: Wire, get_tokens: Callable[..., dict[str, str]], refresh: Refresh
    ) -> None:
        client = make_client()
        first = get_tokens(client)

        second = refresh(client, first["refresh_token"])
        third = refresh(client, second.json["refresh_token"])

        assert (second.status, third.status) == (200, 200)
        tokens = [first["refresh_token"], *(r.json["refresh_token"] for r in (second, third))]
        assert len(set(tokens)) == 3
        bearer = f"Bearer {third.json['access_token']}"
        assert wire.get("/oauth2/userinfo", authorization=bearer).status == 200

    def test_revokes_everything_when_a_token_comes_twice(
        self, wire: Wire, get_tokens: Callable[..., dict[str, str]], refresh: Refresh
    ) -> None:
        client = make_client()
        stolen = get_tokens(client)["refresh_token"]
        fresh = refresh(client, stolen).json

        again = refresh(client, stolen)

        assert (again.status, again.json["error"]) == (400, "invalid_grant")
        assert refresh(client, fresh["refresh_token"]).json["error"] == "invalid_grant"
        bearer = f"Bearer {fresh['access_token']}"
        assert wire.get("/oauth2/userinfo", authorization=bearer).status == 401

    def test_needs_the_scope_offline_access(
        self, get_tokens: Callable[..., dict[str, str]]
    ) -> None:
        assert "refresh_token" not in get_tokens(make_client(), scope="openid")

    def test_is_refused_to_another_client(
        self, get_tokens: Callable[..., dict[str, str]], refresh: Refresh
    ) -> None:
        client = make_client()
        token = get_tokens(client)["refresh_token"]

        assert refresh(make_client(), token).json["error"] == "invalid_grant"
        assert refresh(client, token).status == 200

    @pytest.mark.parametrize("scope", ["openid", "openid offline_access phone"])
    def test_changes_no_scope(
        self, get_tokens: Callable[..., dict[str, str]], refresh: Refresh, scope: str
    ) -> None:
        client = make_client()
        token = get_tokens(client)["refresh_token"]

        assert refresh(client, token, scope=scope).json["error"] == "invalid_scope"
        assert RefreshToken.objects.get().rotated_at is None

    def test_ends_with_the_term_of_the_grant(
        self,
        time: time_machine.Traveller,
        get_tokens: Callable[..., dict[str, str]],
        refresh: Refresh,
    ) -> None:
        client = make_client()
        token = get_tokens(client)["refresh_token"]
        time.move_to(NOW + dt.timedelta(days=29))
        token = refresh(client, token).json["refresh_token"]

        time.move_to(NOW + dt.timedelta(days=30))

        assert refresh(client, token).json["error"] == "invalid_grant"

    def test_ends_with_the_sign_out(
        self, get_tokens: Callable[..., dict[str, str]], refresh: Refresh
    ) -> None:
        client = make_client()
        token = get_tokens(client)["refresh_token"]
        Session.objects.update(ended_at=NOW, end_reason="signed_out")

        assert refresh(client, token).json["error"] == "invalid_grant"
        assert AccessToken.objects.count() == 1

    @pytest.mark.parametrize("token", ["", "unknown"])
    def test_is_refused_for_an_unknown_token(
        self, engine: object, refresh: Refresh, token: str
    ) -> None:
        assert refresh(make_client(), token).status == 400


@pytest.mark.django_db(transaction=True)
class TestParallelRefresh:
    def test_has_one_winner_among_fifty(
        self, get_tokens: Callable[..., dict[str, str]], refresh: Refresh
    ) -> None:
        client = make_client()
        token = get_tokens(client)["refresh_token"]
        gate = threading.Barrier(50)
        statuses: list[int] = []

        def try_it() -> None:
            gate.wait()
            try:
                statuses.append(refresh(client, token).status)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=try_it) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(statuses) == [200] + [400] * 49
        assert AccessToken.objects.count() == 2
