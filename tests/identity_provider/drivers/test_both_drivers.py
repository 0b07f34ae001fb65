"""
The differential test: one script of operations, run on both drivers, has the same answers.

The reference driver runs it on whatever database the tests have; the driver for PostgreSQL's hot
path only where that is PostgreSQL.
"""

import dataclasses
import datetime as dt
import threading
import urllib.parse
from collections.abc import Callable

import pytest
from django.db import connections

from shiming.accounts.models import Account, Session
from shiming.accounts.types import AccountState
from shiming.audit.models import AuditRecord
from shiming.identity_provider.drivers.psycopg_driver import PsycopgDriver
from shiming.identity_provider.models import (
    AccessToken,
    AuthorizationCode,
    Client,
    Consent,
    DeviceRequest,
    Interaction,
    RefreshToken,
)
from shiming.identity_provider.protocol import store
from shiming.identity_provider.types import (
    Algorithm,
    AuthMethod,
    ClientEnvironment,
    ClientKind,
    ClientState,
    DeviceState,
    Leading,
    TokenFormat,
)
from shiming.kernel.actor import ActingIdentity
from shiming.kernel.levels import Level
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW
from tests.factories.identity_provider import CALLBACK, CHALLENGE, make_client
from tests.identity_provider.drivers.conftest import LATER, Setting

pytestmark = pytest.mark.django_db(transaction=True)


class TestReads:
    def test_find_a_client_in_any_state(self, setting: Setting) -> None:
        client = setting.client

        Client.objects.update(
            grant_types=["client_credentials"],
            jwks=[{"kty": "EC", "x": "中"}],
            resources=["https://resource.example/a"],
            serves=["https://resource.example/b"],
            access_token_format=TokenFormat.JWT,
            id_token_algorithm=Algorithm.RS256,
            userinfo_algorithm=Algorithm.SM2,
            needs_dpop=True,
            environment=ClientEnvironment.SANDBOX,
            secret_expires_at=NOW,
            old_secret_hash="f" * 64,
            old_secret_until=LATER,
            sign_in_methods=["sms", "certificate"],
            acting_kinds=["office"],
        )

        found = setting.do(store.FindClient(client_id=client.client_id))
        Client.objects.update(state=ClientState.SUSPENDED)
        suspended = setting.do(store.FindClient(client_id=client.client_id))

        assert found == store.ClientRecord(
            id=client.pk,
            client_id=client.client_id,
            name=client.name,
            kind=ClientKind.OTHER,
            is_active=True,
            redirect_uris=frozenset(client.redirect_uris),
            post_logout_redirect_uris=frozenset(client.post_logout_redirect_uris),
            sector=client.sector,
            auth_method=AuthMethod.BASIC,
            secret_hash=client.secret_hash,
            allowed_scopes=frozenset(client.allowed_scopes),
            min_level=Level.PRIMARY,
            grant_types=frozenset({"client_credentials"}),
            jwks=({"kty": "EC", "x": "中"},),
            certificate="",
            resources=frozenset({"https://resource.example/a"}),
            serves=frozenset({"https://resource.example/b"}),
            access_token_format=TokenFormat.JWT,
            id_token_algorithm=Algorithm.RS256,
            userinfo_algorithm=Algorithm.SM2,
            needs_dpop=True,
            needs_pushed_requests=False,
            needs_signed_requests=False,
            secret_expires_at=NOW,
            old_secret_hash="f" * 64,
            old_secret_until=LATER,
            is_sandbox=True,
            sign_in_methods=("sms", "certificate"),
            acting_kinds=frozenset({"office"}),
        )
        assert isinstance(suspended, store.ClientRecord)
        assert not suspended.is_active
        assert setting.do(store.FindClient(client_id="nobody")) is None

    def test_find_a_live_session_of_an_account_in_use(self, setting: Setting) -> None:
        session = setting.session
        find = store.FindSession(cookie=setting.cookie, now=NOW)

        assert setting.do(find) == store.SessionRecord(
            sid=session.public_id,
            account_id=session.account_id,
            person_id=session.person_id,
            level=Level.PRIMARY,
            level_until=session.level_until,
            methods=("pwd",),
            identity=ActingIdentity(),
            authenticated_at=session.authenticated_at,
        )
        assert setting.do(store.FindSession(cookie="another", now=NOW)) is None

    @pytest.mark.parametrize(
        "end",
        [
            {"ended_at": NOW, "end_reason": "signed_out"},
            {"idle_until": NOW},
            {"absolute_until": NOW},
        ],
    )
    def test_find_no_session_that_is_over(self, setting: Setting, end: dict[str, object]) -> None:
        Session.objects.update(**end)

        assert setting.do(store.FindSession(cookie=setting.cookie, now=NOW)) is None

    @pytest.mark.parametrize("state", list(AccountState))
    def test_find_sessions_by_the_state_of_the_account(
        self, setting: Setting, state: AccountState
    ) -> None:
        Account.objects.update(state=state)

        found = setting.do(store.FindSession(cookie=setting.cookie, now=NOW))

        assert (found is not None) is (state in {AccountState.ACTIVE, AccountState.PENDING})

    def test_find_the_consent_in_force(self, setting: Setting) -> None:
        find = store.FindConsent(account_id=setting.account.pk, client_pk=setting.client.pk)
        assert setting.do(find) is None
        consent = Consent.objects.create(
            account=setting.account, client=setting.client, scopes=["phone"], given_at=NOW
        )

        assert setting.do(find) == store.ConsentRecord(scopes=frozenset({"phone"}), given_at=NOW)
        consent.withdrawn_at = LATER
        consent.save()
        assert setting.do(find) is None

    def test_find_who_holds_the_account(self, setting: Setting) -> None:
        found = setting.do(
            store.FindHolder(
                account_id=setting.account.pk,
                person_id=setting.account.person_id,
                wants_attestations=True,
                now=NOW,
            )
        )

        assert isinstance(found, store.HolderRecord)
        assert found.name == PROOFED_CITIZEN.name
        assert found.document_number == PROOFED_CITIZEN.number
        assert PROOFED_CITIZEN.number not in repr(found)


class TestInteractions:
    def test_are_found_by_the_browser_that_holds_them_while_they_are_open(
        self, setting: Setting
    ) -> None:
        interaction_id = setting.open_interaction()

        def find(browser: str = "b" * 64, now: dt.datetime = NOW) -> object:
            return setting.do(
                store.FindInteraction(id=interaction_id, browser_hash=browser, now=now)
            )

        assert find() == store.InteractionRecord(
            id=interaction_id,
            query=urllib.parse.urlencode({"state": "中文 %"}),
            led_to=Leading.SIGN_IN,
            created_at=NOW,
        )
        assert find(browser="x" * 64) is None
        assert find(now=LATER) is None
        setting.do(store.LeadOn(id=interaction_id, led_to=Leading.STEP_UP))
        assert Interaction.objects.get().led_to == Leading.STEP_UP

    def test_are_closed_once(self, setting: Setting) -> None:
        interaction_id = setting.open_interaction()
        close = store.CloseInteraction(
            id=interaction_id,
            now=NOW,
            audit=setting.audit("identity_provider.authorization.refused"),
        )

        assert setting.do(close) is True
        assert setting.do(close) is False
        assert setting.events() == ["identity_provider.authorization.refused"]


class TestCodes:
    def test_are_kept_as_they_were_granted(self, setting: Setting) -> None:
        code_id, inserted = setting.insert_code()

        found = setting.do(store.FindCode(code_hash="c" * 64, now=NOW))

        assert inserted is True
        assert found == store.CodeRecord(
            id=code_id,
            grant=setting.grant,
            redirect_uri=CALLBACK,
            code_challenge=CHALLENGE,
            expires_at=LATER,
            is_redeemed=False,
            is_revoked=False,
            is_session_live=True,
        )
        assert setting.do(store.FindCode(code_hash="unknown", now=NOW)) is None
        record = AuditRecord.objects.get(event="identity_provider.authorization.granted")
        assert record.account_id == setting.account.pk
        assert record.session_id == setting.session.public_id
        assert record.acting_kind == "office"
        assert record.methods == "pwd sms"
        assert record.device == "测试浏览器 'quoted' %s"
        assert record.details == '{"n":1,"说明":"a%b"}'

    def test_close_the_interaction_that_led_to_them(self, setting: Setting) -> None:
        interaction_id = setting.open_interaction()

        _, first = setting.insert_code("1" * 64, interaction_id)
        _, second = setting.insert_code("2" * 64, interaction_id)

        assert (first, second) == (True, False)
        assert AuthorizationCode.objects.count() == 1
        assert len(setting.events()) == 1

    def test_are_redeemed_once(self, setting: Setting) -> None:
        code_id, _ = setting.insert_code()

        first = setting.redeem(code_id)
        second = setting.redeem(code_id)

        assert (first, second) == (True, False)
        assert AccessToken.objects.count() == 1
        assert not RefreshToken.objects.exists()
        assert setting.events().count("identity_provider.tokens.issued") == 1
        found = setting.do(store.FindCode(code_hash="c" * 64, now=NOW))
        assert isinstance(found, store.CodeRecord)
        assert found.is_redeemed

    @pytest.mark.parametrize("end", ["session", "account"])
    def test_tell_that_the_person_is_gone(self, setting: Setting, end: str) -> None:
        setting.insert_code()
        if end == "session":
            Session.objects.update(ended_at=NOW, end_reason="signed_out")
        else:
            Account.objects.update(state=AccountState.FROZEN)

        found = setting.do(store.FindCode(code_hash="c" * 64, now=NOW))

        assert isinstance(found, store.CodeRecord)
        assert not found.is_session_live


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


class TestSessions:
    def test_are_ended_once(self, setting: Setting) -> None:
        end = store.EndSession(actor=setting.actor, now=NOW)

        setting.do(end)
        setting.do(end)

        assert Session.objects.get().end_reason == "signed_out"
        assert AuditRecord.objects.filter(event="accounts.session.ended").count() == 1


class TestNothingByHalves:
    @pytest.mark.parametrize(
        "write",
        [
            lambda setting: setting.insert_code(),
            lambda setting: setting.insert_code(interaction_id=setting.open_interaction()),
        ],
    )
    def test_leaves_a_refused_write_without_a_record(
        self, setting: Setting, write: Callable[[Setting], object]
    ) -> None:
        setting.insert_code()
        before = setting.events()

        with pytest.raises(Exception, match=r"unique|UNIQUE"):
            write(setting)

        assert setting.events() == before
        assert not Interaction.objects.filter(completed_at__isnull=False).exists()


class TestInParallel:
    def test_redeem_a_code_once_among_fifty(self, setting: Setting) -> None:
        code_id, _ = setting.insert_code()
        gate = threading.Barrier(50)
        answers: list[object] = []

        def try_it() -> None:
            gate.wait()
            try:
                answers.append(setting.redeem(code_id))
            finally:
                connections.close_all()
                if isinstance(setting.driver, PsycopgDriver):
                    setting.driver.close()

        threads = [threading.Thread(target=try_it) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(map(bool, answers)) == [False] * 49 + [True]
        assert AccessToken.objects.count() == 1
        assert setting.events().count("identity_provider.tokens.issued") == 1
