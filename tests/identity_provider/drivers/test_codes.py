"""The differential test, one script on both drivers: codes, by halves and in parallel."""

import threading
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
    Interaction,
    RefreshToken,
)
from shiming.identity_provider.protocol import store
from tests.factories.accounts import NOW
from tests.factories.identity_provider import CALLBACK, CHALLENGE
from tests.identity_provider.drivers.conftest import LATER, Setting

pytestmark = pytest.mark.django_db(transaction=True)


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
            standing=setting.standing,
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
