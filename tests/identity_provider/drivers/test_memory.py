"""Clients that are remembered: one way to the database less, and no answer that is out of date."""

import uuid
from typing import Any

import pytest
from django.db import connection

from shiming.audit.models import AuditRecord
from shiming.identity_provider.drivers.on_psycopg.database import Database
from shiming.identity_provider.drivers.psycopg_driver import PsycopgDriver
from shiming.identity_provider.models import AccessToken, Client
from shiming.identity_provider.protocol import store
from tests.factories.accounts import NOW
from tests.identity_provider.drivers.conftest import LATER, Setting

pytestmark = pytest.mark.django_db(transaction=True)


class Script:
    """What a client that acts for itself makes of the store; `name` is the client's as read."""

    def __init__(self, setting: Setting, *, writes: bool = True, spends: bool = False) -> None:
        self._setting, self._writes, self._spends = setting, writes, spends

    def __call__(self) -> store.Steps[str]:
        yield from store.ConfirmLater()
        client = yield from store.FindClient(client_id=self._setting.client.client_id)
        assert client is not None
        if self._spends:
            assert (yield from store.SpendIdentifier(hash=uuid.uuid4().hex, expires_at=LATER))
        if self._writes:
            yield from store.InsertAccessToken(
                client_pk=client.id,
                code_id=None,
                now=NOW,
                access_token=store.NewToken(
                    token_hash=uuid.uuid4().hex * 2, scopes=("work",), expires_at=LATER
                ),
                audit=self._setting.audit("identity_provider.tokens.issued"),
            )
        return client.name


@pytest.fixture
def trips(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every statement that the fast driver sends from here on."""
    setting.driver.run(Script(setting))
    sent: list[bytes] = []
    execute = Database._execute

    def note(self: Database, statement: bytes, parameters: tuple[Any, ...]) -> Any:
        sent.append(statement)
        return execute(self, statement, parameters)

    monkeypatch.setattr(Database, "_execute", note)
    return sent


def rename(setting: Setting) -> None:
    """Change the client, as another process would."""
    Client.objects.filter(pk=setting.client.pk).update(name="新名称")


class TestMemory:
    def test_saves_the_way_and_keeps_token_and_record(
        self, setting: Setting, trips: list[bytes]
    ) -> None:
        records = AuditRecord.objects.count()

        assert setting.driver.run(Script(setting)) == setting.client.name
        assert len(trips) == isinstance(setting.driver, PsycopgDriver)
        assert AccessToken.objects.filter(client=setting.client).count() == 2
        assert AuditRecord.objects.count() == records + 1

    @pytest.mark.parametrize(
        "acts", [{}, {"writes": False}, {"spends": True}], ids=["writes", "reads", "spends first"]
    )
    def test_never_answers_with_what_has_changed(
        self, setting: Setting, trips: list[bytes], acts: dict[str, bool]
    ) -> None:
        rename(setting)

        assert setting.driver.run(Script(setting, **acts)) == "新名称"
        tokens = AccessToken.objects.filter(client=setting.client).count()
        assert tokens == 1 + acts.get("writes", True)

    def test_is_not_used_where_nothing_confirms_it(
        self, setting: Setting, trips: list[bytes]
    ) -> None:
        rename(setting)

        found = setting.do(store.FindClient(client_id=setting.client.client_id))

        assert found is not None
        assert found.name == "新名称"

    def test_outlives_a_lost_connection(self, setting: Setting, trips: list[bytes]) -> None:
        if connection.vendor != "postgresql":
            pytest.skip("NOT RUN: needs PostgreSQL (make test-postgresql)")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

        assert setting.driver.run(Script(setting)) == setting.client.name
        assert AccessToken.objects.filter(client=setting.client).count() == 2
