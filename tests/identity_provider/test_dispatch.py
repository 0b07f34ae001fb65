"""DESIGN.md, decision 6: what Django's middleware would have done, the dispatcher does itself."""

import dataclasses
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError
from prometheus_client import REGISTRY

from shiming.identity_provider import dispatch
from shiming.identity_provider.actions.register_cas_service import register_cas_service
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.drivers.django_driver import DjangoDriver
from shiming.identity_provider.engine import Engine
from shiming.identity_provider.models import DeviceRequest, Interaction, PushedRequest, SigningKey
from shiming.identity_provider.ports import ProviderSettings
from shiming.identity_provider.types import AuthMethod, GrantType
from shiming.kernel.actor import system_actor
from tests.factories.accounts import NOW
from tests.factories.identity_provider import authorization_parameters, basic, make_client
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

MACHINES = [
    ("GET", "/.well-known/openid-configuration"),
    ("GET", "/oauth2/jwks"),
    ("GET", "/oauth2/authorize"),
    ("POST", "/oauth2/token"),
    ("GET", "/oauth2/userinfo"),
    ("GET", "/oauth2/end-session"),
]


def through(environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
    start_response("299 Django", [])
    return [b"django"]


class TestDispatcher:
    @pytest.mark.parametrize(("method", "path"), MACHINES)
    @pytest.mark.parametrize("host", ["evil.example", "", "localhost.evil.example", "evil:8000"])
    def test_answers_no_host_but_ours(self, wire: Wire, method: str, path: str, host: str) -> None:
        assert wire.ask(method, path, HTTP_HOST=host).status == 400

    @pytest.mark.parametrize("host", ["LOCALHOST", "localhost:8000", "127.0.0.1:8000"])
    def test_answers_our_hosts_however_they_are_written(self, wire: Wire, host: str) -> None:
        assert wire.get("/oauth2/jwks", HTTP_HOST=host).status == 200

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("POST", "/oauth2/jwks"),
            ("DELETE", "/.well-known/openid-configuration"),
            ("GET", "/oauth2/token"),
            ("PUT", "/oauth2/userinfo"),
            ("OPTIONS", "/oauth2/authorize"),
        ],
    )
    def test_answers_no_method_but_those_offered(self, wire: Wire, method: str, path: str) -> None:
        reply = wire.ask(method, path)

        assert reply.status == 405
        assert reply.header("Allow")

    def test_answers_head_without_a_body(self, wire: Wire) -> None:
        reply = wire.ask("HEAD", "/oauth2/jwks")

        assert (reply.status, reply.body) == (200, b"")
        assert int(reply.header("Content-Length")) > 100

    @pytest.mark.parametrize(("method", "path"), MACHINES[:2] + MACHINES[3:5])
    def test_sends_the_headers_that_keep_answers_safe(
        self, wire: Wire, method: str, path: str
    ) -> None:
        reply = wire.ask(method, path)

        assert reply.header("X-Content-Type-Options") == "nosniff"
        assert reply.header("X-Frame-Options") == "DENY"
        assert reply.header("Referrer-Policy") == "no-referrer"
        assert reply.header("Content-Security-Policy").startswith("default-src 'none'")
        assert reply.header("Content-Length") == str(len(reply.body))
        assert not reply.header("Strict-Transport-Security")

    def test_insists_on_tls_where_it_is_served_over_tls(
        self, engine: Engine, provider_settings: ProviderSettings
    ) -> None:
        settings = dataclasses.replace(provider_settings, issuer="https://localhost")
        wire = Wire(
            Dispatcher(engine=Engine(settings=settings, driver=DjangoDriver()), django=through)
        )

        away = wire.get("/oauth2/authorize", authorization_parameters(make_client()))

        assert away.header("Strict-Transport-Security") == "max-age=31536000"
        assert "; Secure" in away.header("Set-Cookie")

    def test_reads_no_more_than_a_request_needs(self, wire: Wire) -> None:
        long_body = wire.post("/oauth2/token", "a=" + "x" * dispatch.LONGEST_BODY)
        long_query = wire.get("/oauth2/authorize", "a=" + "x" * dispatch.LONGEST_QUERY)

        assert (long_body.status, long_query.status) == (413, 414)

    @pytest.mark.parametrize("length", ["many", "-5"])
    def test_refuses_a_length_that_is_none(self, wire: Wire, length: str) -> None:
        reply = wire.ask("POST", "/oauth2/token", CONTENT_LENGTH=length)

        assert reply.status == 400

    def test_lets_django_answer_everything_else(self, engine: Engine) -> None:
        wire = Wire(Dispatcher(engine=engine, django=through))

        for path in ("/", "/oauth2/token/", "/oauth2/continue/none", "/sign-in/"):
            assert wire.get(path).status == 299

    def test_logs_neither_address_nor_body_nor_who_asked(
        self, sign_in: SignIn, authorize: Callable[..., Reply], caplog: pytest.LogCaptureFixture
    ) -> None:
        session = sign_in()
        authorize(make_client(), login_hint="somebody@example.com")

        (line,) = [r.getMessage() for r in caplog.records if "answered" in r.getMessage()]
        assert json.loads(line)["endpoint"] == "authorize"
        for secret in ("state-1", "somebody", str(session.account_id), "192.0.2.20", "code="):
            assert secret not in line

    def test_counts_what_it_answered(self, wire: Wire) -> None:
        labels = {"endpoint": "jwks", "status": "200"}
        name = "shiming_identity_provider_request_seconds_count"
        before = REGISTRY.get_sample_value(name, labels) or 0

        wire.get("/oauth2/jwks")

        assert REGISTRY.get_sample_value(name, labels) == before + 1

    def test_says_that_it_cannot_answer_without_keys(self, wire: Wire, engine: Engine) -> None:
        SigningKey.objects.all().delete()

        reply = wire.get("/oauth2/jwks")

        assert (reply.status, reply.json["error"]) == (503, "temporarily_unavailable")

    @pytest.mark.parametrize(
        ("error", "status", "code"),
        [
            (OperationalError("no such host"), 503, "temporarily_unavailable"),
            (ValueError("secret of the house"), 500, "server_error"),
        ],
    )
    def test_tells_machines_nothing_of_what_broke(
        self,
        provider_settings: ProviderSettings,
        engine: Engine,
        error: Exception,
        status: int,
        code: str,
    ) -> None:
        class BrokenDriver:
            def run(self, steps: object) -> Any:
                raise error

        broken = Engine(settings=provider_settings, driver=BrokenDriver())
        wire = Wire(Dispatcher(engine=broken, django=through))

        reply = wire.get("/oauth2/userinfo", authorization="Bearer x")

        assert (reply.status, reply.json["error"]) == (status, code)
        assert "secret" not in reply.text


class TestStrangers:
    """RFC 6819, section 4.4.1.11: nobody fills the tables with what nobody waits for."""

    MOST = 3
    SERVICE = "https://old.example/app/"

    @pytest.fixture
    def strict(self, engine: Engine, provider_settings: ProviderSettings) -> Wire:
        settings = dataclasses.replace(provider_settings, strangers_per_minute=self.MOST)
        return Wire(
            Dispatcher(
                engine=Engine(settings=settings, driver=DjangoDriver()), django=WSGIHandler()
            )
        )

    def knock(self, wire: Wire, way: str, *, is_proven: bool = False, **environ: str) -> Reply:
        """Ask for what would be kept, as a client without a secret or with one."""
        client = make_client(
            auth_method=AuthMethod.BASIC if is_proven else AuthMethod.NONE,
            grant_types=[GrantType.AUTHORIZATION_CODE, GrantType.DEVICE_CODE],
        )
        proof = {"authorization": basic(client)} if is_proven else {}
        own = {} if is_proven else {"client_id": client.client_id}
        if way == "cas":
            actor = system_actor(device="tests")
            service = f"{self.SERVICE}{client.client_id}/"
            register_cas_service(client_id=client.client_id, address=service, actor=actor, now=NOW)
            return wire.get("/cas/login", {"service": service}, **environ)
        if way == "device":
            form = {"scope": "openid", **own}
            return wire.post("/oauth2/device-authorization", form, **proof, **environ)
        parameters = authorization_parameters(client)
        if way == "push":
            return wire.post("/oauth2/par", parameters, **proof, **environ)
        return wire.get("/oauth2/authorize", parameters, **environ)

    def kept(self) -> int:
        models = (Interaction, DeviceRequest, PushedRequest)
        return sum(model.objects.count() for model in models)

    @pytest.mark.parametrize("way", ["authorize", "cas", "device", "push"])
    def test_have_only_so_much_kept_from_one_address(
        self, strict: Wire, time: time_machine.Traveller, way: str
    ) -> None:
        welcome = [self.knock(strict, way).status for _ in range(self.MOST)]
        time.shift(12)
        flood = self.knock(strict, way)
        kept = self.kept()
        elsewhere = self.knock(strict, way, REMOTE_ADDR="192.0.2.21")
        time.shift(int(flood.header("Retry-After")))
        later = self.knock(strict, way)

        assert (flood.status, kept) == (429, self.MOST)
        assert 0 < int(flood.header("Retry-After")) <= 48
        assert "temporarily_unavailable" in flood.text
        assert not flood.header("Location")
        assert {429}.isdisjoint({*welcome, elsewhere.status, later.status})
        assert self.kept() == self.MOST + 2

    def test_share_what_one_subscriber_has(self, strict: Wire) -> None:
        replies = [
            self.knock(strict, "push", REMOTE_ADDR=f"2001:db8:0:{net}::{host}")
            for net, host in ((1, 1), (1, 2), (1, 3), (1, 4), (2, 1))
        ]

        assert [reply.status for reply in replies] == [201, 201, 201, 429, 201]

    @pytest.mark.parametrize("way", ["device", "push"])
    def test_are_no_clients_that_have_proven_themselves(self, strict: Wire, way: str) -> None:
        replies = [self.knock(strict, way, is_proven=True) for _ in range(self.MOST + 1)]

        assert {reply.status for reply in replies}.isdisjoint({429})

    def test_are_no_people_who_are_signed_in(
        self, strict: Wire, sign_in: SignIn, time: time_machine.Traveller
    ) -> None:
        sign_in(browser=strict)
        client = make_client()
        time.shift(dt.timedelta(minutes=1))

        for _ in range(self.MOST + 1):
            reply = strict.get(
                "/oauth2/authorize", authorization_parameters(client, prompt="login")
            )
            assert reply.answer.address == "/sign-in/"
