"""A provider of its own for each test, at a time that stands still."""

import dataclasses
import datetime as dt
import logging
import secrets
import socketserver
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from typing import Any
from wsgiref import simple_server

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from pytest_django.fixtures import Settings
from typing_extensions import override

from shiming.accounts import ports as accounts
from shiming.accounts.models import Account, Session
from shiming.accounts.types import AccountPolicy
from shiming.identity_provider import ports, request_log
from shiming.identity_provider.actions.rotate_signing_key import rotate_signing_key
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.drivers.django_driver import DjangoDriver
from shiming.identity_provider.engine import Engine
from shiming.identity_provider.engine import engine as engine_slot
from shiming.identity_provider.models import Client
from shiming.identity_provider.operations import sign_outs
from shiming.kernel.actor import system_actor
from shiming.kernel.levels import Level
from shiming.web_kit import frame
from tests.accounts.conftest import FakeLevelSource, FakePermissionSource
from tests.factories import accounts as account_factory
from tests.factories.accounts import NOW
from tests.factories.identity_provider import (
    SECRET,
    authorization_parameters,
    basic,
    token_parameters,
)
from tests.identity_provider.fakes import FakeFetcher
from tests.identity_provider.wire import Reply, Wire

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "shiming.web_kit.middleware.PageHeadersMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "shiming.accounts.web.middleware.SessionMiddleware",
    "shiming.web_kit.middleware.RefusalMiddleware",
]
ISSUER = "http://localhost:8000"
SESSION_COOKIE = "shiming_session"


def step_up_url(*, level: Level, next_url: str, is_unit: bool, transaction: str = "") -> str:
    page = "/enterprises/level/" if is_unit else "/proofing/"
    query = {"level": level.slug, "next": next_url}
    if level is Level.ADVANCED:
        query["transaction"] = transaction
    return f"{page}?{urllib.parse.urlencode(query)}"


@pytest.fixture(autouse=True)
def _connection_stays_open() -> Iterator[None]:
    # As Django's own test client does: the test's transaction hangs on the connection.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def time(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller]:
    """Let time stand still; but a client that talks to a live server looks at its own clock."""
    is_live = "live" in request.fixturenames
    with time_machine.travel(dt.datetime.now(dt.UTC) if is_live else NOW, tick=is_live) as time:
        yield time


@pytest.fixture(autouse=True)
def _request_lines_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    # They go past the handlers of the root, where the alarm for personal data listens.
    monkeypatch.setattr(logging.getLogger(request_log.LOGGER), "propagate", True)


@pytest.fixture
def provider_settings() -> ports.ProviderSettings:
    return ports.ProviderSettings(
        issuer=ISSUER,
        pairwise_salt=secrets.token_bytes(32),
        hash_key=secrets.token_bytes(32),
        session_cookie=SESSION_COOKIE,
        hosts=frozenset({"localhost", "127.0.0.1"}),
    )


@pytest.fixture
def level_source() -> FakeLevelSource:
    return FakeLevelSource()


@pytest.fixture
def fetcher() -> FakeFetcher:
    return FakeFetcher()


@pytest.fixture(autouse=True)
def _wired(
    settings: Settings,
    fetcher: FakeFetcher,
    time: time_machine.Traveller,
    provider_settings: ports.ProviderSettings,
    level_source: FakeLevelSource,
) -> Iterator[None]:
    settings.ROOT_URLCONF = "tests.identity_provider.site"
    settings.MIDDLEWARE = MIDDLEWARE
    with (
        frame.frame_source.replaced(frame.PlainFrameSource()),
        ports.provider_settings.replaced(provider_settings),
        ports.step_up_url.replaced(step_up_url),
        ports.fetcher.replaced(fetcher),
        accounts.session_ended.replaced(sign_outs),
        accounts.policy.replaced(AccountPolicy()),
        accounts.level_source.replaced(level_source),
        accounts.permission_source.replaced(FakePermissionSource()),
    ):
        yield


@pytest.fixture
def engine(provider_settings: ports.ProviderSettings, db: None) -> Iterator[Engine]:
    rotate_signing_key(actor=system_actor(device="tests"), now=NOW)
    with engine_slot.replaced(Engine(settings=provider_settings, driver=DjangoDriver())) as engine:
        yield engine


@pytest.fixture
def dispatcher(engine: Engine) -> Dispatcher:
    return Dispatcher(engine=engine, django=WSGIHandler())


@pytest.fixture
def wire(dispatcher: Dispatcher) -> Wire:
    """Return a browser, or a machine."""
    return Wire(dispatcher)


@pytest.fixture
def account(db: None) -> Account:
    return account_factory.make_account()


SignIn = Callable[..., Session]


@pytest.fixture
def sign_in(wire: Wire, account: Account) -> SignIn:
    """Return a function that gives the browser a live session."""

    def sign_in(
        *,
        who: Account | None = None,
        level: Level | None = None,
        now: dt.datetime | None = None,
        browser: Wire | None = None,
    ) -> Session:
        started = account_factory.start_session(
            who or account,
            # Always the same one: a new device would be reported to its owner.
            visit=account_factory.make_visit(token="the-browser"),
            now=now or dt.datetime.now(dt.UTC),
        )
        (browser or wire).cookies[SESSION_COOKIE] = started.cookie_value
        session = Session.objects.get(public_id=started.session_id)
        if level is not None:
            session.level = level
            session.save(update_fields=["level"])
        return session

    return sign_in


@pytest.fixture
def authorize(wire: Wire) -> Callable[..., Reply]:
    """Return a function that sends the browser to us, as a client does."""

    def authorize(client: Client, **changes: str | None) -> Reply:
        return wire.get("/oauth2/authorize", authorization_parameters(client, **changes))

    return authorize


@pytest.fixture
def redeem(dispatcher: Dispatcher) -> Callable[..., Reply]:
    """Return a function that turns a code into tokens, as a client does."""

    def redeem(client: Client, code: str, *, secret: str = SECRET, **changes: str | None) -> Reply:
        return Wire(dispatcher).post(
            "/oauth2/token", token_parameters(code, **changes), authorization=basic(client, secret)
        )

    return redeem


@pytest.fixture
def get_code(authorize: Callable[..., Reply]) -> Callable[..., str]:
    """Return a function that has a signed-in browser fetch a code."""

    def get_code(client: Client, **changes: str | None) -> str:
        return authorize(client, **changes).answer.parameters["code"]

    return get_code


Refresh = Callable[..., Reply]


@pytest.fixture
def refresh(dispatcher: Dispatcher) -> Refresh:
    """Return a function that replaces a refresh token, as a client does."""

    def refresh(client: Client, token: str, **more: str) -> Reply:
        parameters = {"grant_type": "refresh_token", "refresh_token": token, **more}
        return Wire(dispatcher).post("/oauth2/token", parameters, authorization=basic(client))

    return refresh


@pytest.fixture
def get_tokens(
    sign_in: SignIn, get_code: Callable[..., str], redeem: Callable[..., Reply]
) -> Callable[..., dict[str, str]]:
    """Return a function that signs a person in and fetches tokens for a client."""

    def get_tokens(client: Client, scope: str = "openid offline_access") -> dict[str, str]:
        sign_in()
        return redeem(client, get_code(client, scope=scope)).json

    return get_tokens


class _Server(socketserver.ThreadingMixIn, simple_server.WSGIServer):
    daemon_threads = True


class _Quiet(simple_server.WSGIRequestHandler):
    @override
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def live(engine: Engine, provider_settings: ports.ProviderSettings) -> Iterator[str]:
    """Serve a provider over HTTP, and return its address, which is its issuer."""
    server = simple_server.make_server("127.0.0.1", 0, WSGIHandler(), _Server, _Quiet)
    issuer = f"http://127.0.0.1:{server.server_port}"
    settings = dataclasses.replace(provider_settings, issuer=issuer)
    live_engine = Engine(settings=settings, driver=DjangoDriver())
    dispatcher = Dispatcher(engine=live_engine, django=WSGIHandler())

    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        # Each request has a thread of its own here, whose connection nobody else would close.
        try:
            return list(dispatcher(environ, start_response))
        finally:
            connections.close_all()

    server.set_app(answer)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    yield issuer
    server.shutdown()
    server.server_close()
    thread.join()
