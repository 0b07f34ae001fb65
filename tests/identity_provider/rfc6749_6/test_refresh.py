"""RFC 6749, section 6; RFC 9700, 4.14: refresh tokens rotate, and a second use revokes them all."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from shiming.accounts.models import Session
from shiming.audit.models import AuditRecord
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.drivers.django_driver import DjangoDriver
from shiming.identity_provider.engine import Engine
from shiming.identity_provider.models import AccessToken, AuthorizationCode, RefreshToken
from shiming.identity_provider.ports import ProviderSettings
from tests.factories.accounts import NOW
from tests.factories.identity_provider import basic, make_client
from tests.identity_provider.conftest import Refresh
from tests.identity_provider.wire import Wire


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

    def test_may_narrow_the_scope_of_one_access_token(
        self, wire: Wire, get_tokens: Callable[..., dict[str, str]], refresh: Refresh
    ) -> None:
        client = make_client()
        token = get_tokens(client, scope="openid profile offline_access")["refresh_token"]

        narrow = refresh(client, token, scope="openid").json
        wide = refresh(client, narrow["refresh_token"]).json

        assert (narrow["scope"], wide["scope"]) == ("openid", "openid profile offline_access")
        told = [
            wire.get("/oauth2/userinfo", authorization=f"Bearer {reply['access_token']}").json
            for reply in (narrow, wide)
        ]
        assert ["user_kind" in one for one in told] == [False, True]

    @pytest.mark.parametrize("scope", ["openid offline_access phone", "phone", "nonsense"])
    def test_widens_no_scope(
        self, get_tokens: Callable[..., dict[str, str]], refresh: Refresh, scope: str
    ) -> None:
        client = make_client()
        token = get_tokens(client)["refresh_token"]

        assert refresh(client, token, scope=scope).json["error"] == "invalid_scope"
        assert RefreshToken.objects.get().rotated_at is None

    def test_remembers_used_tokens_across_a_restart(
        self,
        provider_settings: ProviderSettings,
        get_tokens: Callable[..., dict[str, str]],
        refresh: Refresh,
    ) -> None:
        client = make_client()
        stolen = get_tokens(client)["refresh_token"]
        fresh = refresh(client, stolen).json["refresh_token"]
        restarted = Wire(
            Dispatcher(
                engine=Engine(settings=provider_settings, driver=DjangoDriver()),
                django=WSGIHandler(),
            )
        )

        replies = [
            restarted.post(
                "/oauth2/token",
                {"grant_type": "refresh_token", "refresh_token": token},
                authorization=basic(client),
            )
            for token in (stolen, fresh)
        ]

        assert [reply.status for reply in replies] == [400, 400]

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
        # The losers had a copy of a used token, so the family is gone, the winner's part too.
        assert AuthorizationCode.objects.get().revoked_at is not None
        assert AuditRecord.objects.filter(event="identity_provider.grant.revoked").count() == 1
