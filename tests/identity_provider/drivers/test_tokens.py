"""The differential test, one script on both drivers: tokens, identifiers and devices."""

import dataclasses
import datetime as dt

import pytest

from shiming.identity_provider.models import (
    AccessToken,
    Client,
    DeviceRequest,
    RefreshToken,
)
from shiming.identity_provider.protocol import store
from shiming.identity_provider.types import (
    Algorithm,
    ClientEnvironment,
    ClientState,
    DeviceState,
)
from tests.factories.accounts import NOW
from tests.factories.identity_provider import make_client
from tests.identity_provider.drivers.conftest import LATER, Setting

pytestmark = pytest.mark.django_db(transaction=True)


class TestTokens:
    def test_are_found_with_what_they_descend_from(self, setting: Setting) -> None:
        code_id, _ = setting.insert_code()
        setting.redeem(code_id, offline=True)
        access_token = AccessToken.objects.get()

        found = setting.do(store.FindAccessToken(token_hash=access_token.token_hash, now=NOW))

        expected = store.TokenRecord(
            id=access_token.pk,
            code_id=code_id,
            grant=setting.grant,
            client_pk=setting.client.pk,
            client_id=setting.client.client_id,
            sector=setting.client.sector,
            is_client_active=True,
            userinfo_algorithm=None,
            scopes=setting.grant.scopes,
            audience=(),
            confirmation="",
            actors="",
            issued_at=NOW,
            expires_at=LATER,
            is_rotated=False,
            is_revoked=False,
            is_session_live=True,
            standing=setting.standing,
        )
        assert found == expected
        Client.objects.update(environment=ClientEnvironment.SANDBOX)
        tried = setting.do(store.FindAccessToken(token_hash=access_token.token_hash, now=NOW))
        assert tried == dataclasses.replace(expected, is_client_sandbox=True)
        Client.objects.update(environment=ClientEnvironment.PRODUCTION)
        assert setting.do(
            store.FindRefreshToken(token_hash="r" * 64, now=NOW)
        ) == dataclasses.replace(expected, id=RefreshToken.objects.get().pk)
        assert setting.do(store.FindAccessToken(token_hash="unknown", now=NOW)) is None
        assert setting.do(store.FindRefreshToken(token_hash="unknown", now=NOW)) is None

    def test_keep_what_they_are_for_and_bound_to(self, setting: Setting) -> None:
        code_id, _ = setting.insert_code()
        other = make_client(userinfo_algorithm=Algorithm.ES256)
        kept = store.NewToken(
            token_hash="a" * 64,
            expires_at=LATER,
            scopes=("openid",),
            audience=("https://resource.example/a", "https://resource.example/b"),
            confirmation="k" * 43,
            actors='{"sub":"client-x"}',
        )
        setting.do(
            store.InsertAccessToken(
                client_pk=other.pk,
                code_id=code_id,
                now=NOW,
                access_token=kept,
                audit=setting.audit("identity_provider.token.exchanged"),
            )
        )

        found = setting.do(store.FindAccessToken(token_hash="a" * 64, now=NOW))

        assert isinstance(found, store.TokenRecord)
        assert (found.client_pk, found.client_id) == (other.pk, other.client_id)
        assert (found.grant, found.userinfo_algorithm) == (setting.grant, Algorithm.ES256)
        assert (found.scopes, found.audience) == (kept.scopes, kept.audience)
        assert (found.confirmation, found.actors) == (kept.confirmation, kept.actors)
        assert setting.events()[-1] == "identity_provider.token.exchanged"
        assert found.is_alive(NOW)
        Client.objects.filter(pk=setting.client.pk).update(state=ClientState.SUSPENDED)
        orphan = setting.do(store.FindAccessToken(token_hash="a" * 64, now=NOW))
        assert isinstance(orphan, store.TokenRecord)
        assert not orphan.is_alive(NOW)

    def test_need_no_grant_where_a_client_acts_for_itself(self, setting: Setting) -> None:
        setting.do(
            store.InsertAccessToken(
                client_pk=setting.client.pk,
                code_id=None,
                now=NOW,
                access_token=store.NewToken(token_hash="a" * 64, expires_at=LATER),
                audit=setting.audit("identity_provider.tokens.issued"),
            )
        )

        found = setting.do(store.FindAccessToken(token_hash="a" * 64, now=NOW))

        assert isinstance(found, store.TokenRecord)
        assert (found.grant, found.code_id, found.scopes) == (None, None, ())
        assert found.is_alive(NOW)
        assert setting.events() == ["identity_provider.tokens.issued"]

    def test_are_revoked_alone_once(self, setting: Setting) -> None:
        code_id, _ = setting.insert_code()
        setting.redeem(code_id, offline=True)
        token = AccessToken.objects.get()
        revoke = store.RevokeAccessToken(
            token_id=token.pk, now=NOW, audit=setting.audit("identity_provider.token.revoked")
        )

        setting.do(revoke)
        setting.do(revoke)

        found = setting.do(store.FindAccessToken(token_hash=token.token_hash, now=NOW))
        sibling = setting.do(store.FindRefreshToken(token_hash="r" * 64, now=NOW))
        assert isinstance(found, store.TokenRecord)
        assert isinstance(sibling, store.TokenRecord)
        assert (found.is_revoked, sibling.is_revoked) == (True, False)
        assert setting.events().count("identity_provider.token.revoked") == 1

    def test_are_rotated_once(self, setting: Setting) -> None:
        code_id, _ = setting.insert_code()
        setting.redeem(code_id, offline=True)
        rotate = store.RotateRefreshToken(
            token_id=RefreshToken.objects.get().pk,
            code_id=code_id,
            now=NOW,
            access_token=store.NewToken(token_hash="a2", expires_at=LATER),
            refresh_token=store.NewToken(token_hash="r2", expires_at=LATER),
            audit=setting.audit("identity_provider.tokens.refreshed"),
        )

        assert setting.do(rotate) is True
        assert setting.do(rotate) is False
        assert AccessToken.objects.count() == RefreshToken.objects.count() == 2
        assert setting.events().count("identity_provider.tokens.refreshed") == 1
        old = setting.do(store.FindRefreshToken(token_hash="r" * 64, now=NOW))
        assert isinstance(old, store.TokenRecord)
        assert old.is_rotated

    def test_are_revoked_with_their_grant_once(self, setting: Setting) -> None:
        code_id, _ = setting.insert_code()
        setting.redeem(code_id, offline=True)
        revoke = store.RevokeGrant(
            code_id=code_id, now=NOW, audit=setting.audit("identity_provider.grant.revoked")
        )

        setting.do(revoke)
        setting.do(revoke)

        found = setting.do(store.FindRefreshToken(token_hash="r" * 64, now=NOW))
        assert isinstance(found, store.TokenRecord)
        assert found.is_revoked
        assert setting.events().count("identity_provider.grant.revoked") == 1


class TestIdentifiers:
    def test_are_spent_once(self, setting: Setting) -> None:
        spend = store.SpendIdentifier(hash="h" * 64, expires_at=LATER)

        assert [setting.do(spend), setting.do(spend)] == [True, False]


class TestDevices:
    def test_are_found_with_the_time_of_their_last_question(self, setting: Setting) -> None:
        interval = dt.timedelta(seconds=5)
        setting.do(
            store.OpenDevice(
                device_code_hash="d" * 64,
                user_code_hash="u" * 64,
                client_pk=setting.client.pk,
                scopes=("openid",),
                resources=("https://resource.example/a",),
                address="192.0.2.20",
                interval=interval,
                now=NOW,
                expires_at=LATER,
            )
        )

        first = setting.do(store.PollDevice(device_code_hash="d" * 64, now=NOW))
        second = setting.do(store.PollDevice(device_code_hash="d" * 64, now=LATER))

        device = DeviceRequest.objects.get()
        expected = store.DeviceRecord(
            id=device.pk,
            client_pk=setting.client.pk,
            state=DeviceState.PENDING,
            interval=interval,
            polled_at=None,
            expires_at=LATER,
        )
        assert first == expected
        assert second == dataclasses.replace(expected, polled_at=NOW)
        assert device.polled_at == LATER
        assert (device.scopes, device.resources) == ("openid", "https://resource.example/a")
        assert setting.do(store.PollDevice(device_code_hash="unknown", now=NOW)) is None
