"""Both drivers, and a client, a person and a session for them to work on."""

import dataclasses
import datetime as dt
import urllib.parse
import uuid
from collections.abc import Iterator
from typing import TypeVar

import pytest
from django.db import connection

from shiming.accounts.models import Account, Session
from shiming.audit.models import AuditRecord
from shiming.identity_provider.drivers.django_driver import DjangoDriver
from shiming.identity_provider.drivers.psycopg_driver import PsycopgDriver
from shiming.identity_provider.drivers.runner import Driver
from shiming.identity_provider.models import (
    Client,
)
from shiming.identity_provider.protocol import store
from shiming.identity_provider.types import ClientKind, Leading
from shiming.kernel.actor import ActingIdentity, ActingKind, Actor
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from tests.cast import PROOFED_CITIZEN
from tests.factories import accounts as account_factory
from tests.factories.accounts import NOW
from tests.factories.identity_provider import CALLBACK, CHALLENGE, make_client

ORGANISATION, LEGAL_PERSON = new_id(), new_id()
LATER = NOW + dt.timedelta(minutes=5)
R = TypeVar("R")


def conninfo() -> str:
    """Return how psycopg reaches the database of the tests."""
    parts = connection.get_connection_params()
    names = {"dbname", "user", "password", "host", "port"}
    return " ".join(f"{name}={value}" for name, value in parts.items() if name in names and value)


@pytest.fixture(params=["django", "psycopg"])
def driver(request: pytest.FixtureRequest, transactional_db: None) -> Iterator[Driver]:
    if request.param == "django":
        yield DjangoDriver()
        return
    if connection.vendor != "postgresql":
        pytest.skip("NOT RUN: the psycopg driver needs PostgreSQL (make test-postgresql)")
    driver = PsycopgDriver(conninfo=conninfo())
    yield driver
    driver.close()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Setting:
    """The rows that a script starts from, and the driver that it runs on."""

    driver: Driver
    client: Client
    account: Account
    session: Session
    cookie: str

    def do(self, operation: store.Operation[R]) -> R:
        """Run one operation."""
        return self.driver.run(lambda: iter(operation))

    @property
    def actor(self) -> Actor:
        return Actor(
            account_id=self.account.pk,
            person_id=self.account.person_id,
            session_id=self.session.public_id,
            identity=ActingIdentity(kind=ActingKind.OFFICE, legal_person_id=new_id()),
            level=Level.PRIMARY,
            methods=("pwd", "sms"),
            address="192.0.2.20",
            device="测试浏览器 'quoted' %s",
        )

    def audit(self, event: str) -> store.AuditEntry:
        return store.AuditEntry(
            event=event, actor=self.actor, subject="client:x", details={"说明": "a%b", "n": 1}
        )

    @property
    def grant(self) -> store.Grant:
        return store.Grant(
            client_pk=self.client.pk,
            account_id=self.account.pk,
            person_id=self.account.person_id,
            sid=self.session.public_id,
            scopes=("openid", "profile"),
            nonce='it\'s "quoted" %s',
            level=Level.PRIMARY,
            methods=("pwd", "sms"),
            acting="self",
            authenticated_at=NOW,
            claims='{"userinfo": {"name": null}}',
            organisation_id=ORGANISATION,
            legal_person_id=LEGAL_PERSON,
            resources=("https://resource.example/a", "https://resource.example/b"),
            confirmation="k" * 43,
        )

    @property
    def standing(self) -> store.Standing:
        """Return how surely the person is known: the grant is for a legal person."""
        return store.Standing(
            level=Level(self.session.level), level_until=self.session.level_until, is_unit=True
        )

    def open_interaction(self) -> uuid.UUID:
        interaction_id = new_id()
        self.do(
            store.OpenInteraction(
                id=interaction_id,
                client_pk=self.client.pk,
                browser_hash="b" * 64,
                query=urllib.parse.urlencode({"state": "中文 %"}),
                led_to=Leading.SIGN_IN,
                now=NOW,
                expires_at=LATER,
            )
        )
        return interaction_id

    def insert_code(
        self, code_hash: str = "c" * 64, interaction_id: uuid.UUID | None = None
    ) -> tuple[uuid.UUID, object]:
        code_id = new_id()
        inserted = self.do(
            store.InsertCode(
                id=code_id,
                code_hash=code_hash,
                grant=self.grant,
                redirect_uri=CALLBACK,
                code_challenge=CHALLENGE,
                now=NOW,
                expires_at=LATER,
                interaction_id=interaction_id,
                audit=self.audit("identity_provider.authorization.granted"),
            )
        )
        return code_id, inserted

    def redeem(self, code_id: uuid.UUID, *, offline: bool = False) -> object:
        return self.do(
            store.RedeemCode(
                code_id=code_id,
                now=NOW,
                access_token=store.NewToken(token_hash=new_id().hex, expires_at=LATER),
                refresh_token=store.NewToken(token_hash="r" * 64, expires_at=LATER)
                if offline
                else None,
                audit=self.audit("identity_provider.tokens.issued"),
            )
        )

    def events(self) -> list[str]:
        records = AuditRecord.objects.filter(event__startswith="identity_provider")
        return list(records.order_by("id").values_list("event", flat=True))


@pytest.fixture
def setting(driver: Driver) -> Setting:
    account = account_factory.make_account_of(PROOFED_CITIZEN, is_attached=True)
    started = account_factory.start_session(account, now=NOW)
    return Setting(
        driver=driver,
        client=make_client(kind=ClientKind.OTHER, min_level=Level.PRIMARY),
        account=account,
        session=Session.objects.get(public_id=started.session_id),
        cookie=started.cookie_value,
    )
