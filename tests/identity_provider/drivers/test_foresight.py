"""Readings that are fetched ahead: the same answers, from one way to the database."""

from typing import Any

import pytest

from shiming.identity_provider.drivers.on_psycopg.database import Database
from shiming.identity_provider.drivers.psycopg_driver import PsycopgDriver
from shiming.identity_provider.models import AccessToken, AuthorizationCode
from shiming.identity_provider.protocol import store
from tests.factories.accounts import NOW
from tests.identity_provider.drivers.conftest import Setting

pytestmark = pytest.mark.django_db(transaction=True)

ABSENT = "0" * 64
# Any: as in `runner.Handlers`.
Reading = store.Operation[Any]


@pytest.fixture
def granted(setting: Setting) -> Setting:
    code_id, _ = setting.insert_code()
    setting.redeem(code_id, offline=True)
    return setting


@pytest.fixture
def trips(granted: Setting, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every statement that the fast driver sends from here on."""
    sent: list[bytes] = []
    execute = Database._execute

    def note(self: Database, statement: bytes, parameters: tuple[Any, ...]) -> Any:
        sent.append(statement)
        return execute(self, statement, parameters)

    monkeypatch.setattr(Database, "_execute", note)
    return sent


def existing(setting: Setting) -> tuple[Reading, ...]:
    token = AccessToken.objects.get()
    return (
        store.FindAccessToken(token_hash=token.token_hash, now=NOW),
        store.FindRefreshToken(token_hash="r" * 64, now=NOW),
        store.FindCode(code_hash="c" * 64, now=NOW),
        store.FindSession(cookie=setting.cookie, now=NOW),
    )


def absent() -> tuple[Reading, ...]:
    return (
        store.FindAccessToken(token_hash=ABSENT, now=NOW),
        store.FindRefreshToken(token_hash=ABSENT, now=NOW),
        store.FindCode(code_hash=ABSENT, now=NOW),
        store.FindSession(cookie=ABSENT, now=NOW),
    )


def both(setting: Setting, first: Reading, second: Reading) -> tuple[object, object]:
    def script() -> store.Steps[tuple[object, object]]:
        yield from store.Foresee(reading=second)
        return (yield from first), (yield from second)

    return setting.driver.run(script)


class TestForesight:
    def test_changes_no_answer_and_saves_the_way(
        self, granted: Setting, trips: list[bytes]
    ) -> None:
        client = store.FindClient(client_id=granted.client.client_id)
        nobody = store.FindClient(client_id="nobody")
        for reading in (*existing(granted), *absent()):
            for first in (client, nobody):
                alone = granted.do(first), granted.do(reading)
                trips.clear()
                assert both(granted, first, reading) == alone
                assert len(trips) == isinstance(granted.driver, PsycopgDriver)
        assert granted.do(nobody) is None
        assert granted.do(client) is not None
        assert all(granted.do(reading) is not None for reading in existing(granted))

    def test_of_the_very_next_question_asks_it_once(
        self, granted: Setting, trips: list[bytes]
    ) -> None:
        reading = existing(granted)[0]
        first, second = both(granted, reading, reading)
        assert first == second == granted.do(reading)

    def test_is_forgotten_when_something_is_written(self, granted: Setting) -> None:
        found = store.FindRefreshToken(token_hash="r" * 64, now=NOW)
        known = granted.do(found)
        assert known is not None
        assert known.code_id is not None
        code_id = known.code_id

        def script() -> store.Steps[tuple[bool, bool]]:
            yield from store.Foresee(reading=found)
            yield from store.FindClient(client_id=granted.client.client_id)
            yield from store.RevokeGrant(
                code_id=code_id, now=NOW, audit=granted.audit("identity_provider.grant.revoked")
            )
            fresh = yield from found
            return known.is_revoked, fresh is not None and fresh.is_revoked

        assert granted.driver.run(script) == (False, True)

    def test_is_not_carried_into_the_next_request(self, granted: Setting) -> None:
        found = store.FindRefreshToken(token_hash="r" * 64, now=NOW)

        def broken_off() -> store.Steps[None]:
            yield from store.Foresee(reading=found)
            yield from store.FindClient(client_id=granted.client.client_id)

        granted.driver.run(broken_off)
        # By another process.
        AuthorizationCode.objects.update(revoked_at=NOW)
        fresh = granted.do(found)
        assert fresh is not None
        assert fresh.is_revoked
