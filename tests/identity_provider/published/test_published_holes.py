"""
Published holes of other identity servers that no test of a standard tries here already.

docs/reference/attacks.md lists them all, with the tests that show each is closed.
"""

import base64
import json
from collections.abc import Callable

import pytest
from django.db import OperationalError
from joserfc.jwk import Key

from shiming.identity_provider.drivers.on_django import tokens as token_handlers
from shiming.identity_provider.models import AccessToken, AuthorizationCode, Client, Consent
from shiming.identity_provider.types import AuthMethod, ClientKind, GrantType
from tests.factories.accounts import NOW
from tests.factories.identity_provider import (
    SECRET,
    authorization_parameters,
    basic,
    make_client,
    token_parameters,
)
from tests.factories.signed_tokens import (
    assertion_parameters,
    make_assertion,
    make_key,
    public,
)
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

pytestmark = pytest.mark.usefixtures("engine")
Tokens = Callable[..., dict[str, str]]
# What engines for templates would work out, and browsers would run.
POISON = "${7*191}{{7*191}}#{7*191}<script>alert(1)</script>"


def assert_harmless(reply: Reply) -> None:
    assert str(7 * 191) not in reply.text
    assert "<script>alert" not in reply.text


class TestReflectedTexts:
    @pytest.mark.parametrize(
        "name", ["client_id", "response_type", "scope", "redirect_uri", "prompt", "claims"]
    )
    def test_are_neither_worked_out_nor_run(self, wire: Wire, sign_in: SignIn, name: str) -> None:
        """CVE-2016-4977, CVE-2018-1260, CVE-2019-8400, CVE-2022-4137."""
        sign_in()
        asked = authorization_parameters(make_client(), **{name: POISON})

        assert_harmless(wire.get("/oauth2/authorize", asked))

    def test_of_a_client_are_text_on_the_consent_page(self, wire: Wire, sign_in: SignIn) -> None:
        """CVE-2018-1000088: whoever registers a client names it as they like."""
        client = make_client(name=POISON, kind=ClientKind.OTHER)
        sign_in()

        away = wire.get(
            "/oauth2/authorize", authorization_parameters(client, scope="openid profile")
        )
        page = wire.follow(away)

        assert "授权确认" in page.text
        assert_harmless(page)

    def test_of_a_registration_come_back_as_data(self, wire: Wire) -> None:
        """CVE-2021-20323: an unknown member of the description came back as a page."""
        body = json.dumps({POISON: POISON}).encode()

        reply = wire._ask(
            "POST",
            "/oauth2/register",
            {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body))},
            body=body,
        )

        assert reply.header("Content-Type").startswith("application/json")
        assert reply.header("X-Content-Type-Options") == "nosniff"
        assert_harmless(reply)


class TestSignatures:
    @pytest.fixture
    def key(self) -> Key:
        return make_key()

    @pytest.fixture
    def client(self, key: Key) -> Client:
        return make_client(
            auth_method=AuthMethod.PRIVATE_KEY_JWT,
            jwks=[public(key)],
            grant_types=[GrantType.CLIENT_CREDENTIALS],
        )

    @pytest.mark.parametrize("signature", [b"\0" * 64, b"\0" * 63 + b"\1", b"", b"\xff" * 64])
    def test_of_nothing_fit_nothing(
        self, wire: Wire, client: Client, key: Key, signature: bytes
    ) -> None:
        """CVE-2022-21449: r = s = 0 fitted every text, and so did no signature elsewhere."""
        head, payload, _ = make_assertion(key, client.client_id).split(".")
        forged = base64.urlsafe_b64encode(signature).rstrip(b"=").decode()

        assert self.is_refused(wire, f"{head}.{payload}.{forged}")

    def test_of_one_serialisation_prove_nothing_of_another(
        self, wire: Wire, client: Client, key: Key
    ) -> None:
        """CVE-2022-39227: the signature was looked for in one form, the claims in another."""
        head, payload, signature = make_assertion(key, client.client_id).split(".")
        other = base64.urlsafe_b64encode(b'{"sub":"somebody"}').rstrip(b"=").decode()
        mixed = json.dumps(
            {
                f"  {head}.{other}.": "",
                "protected": head,
                "payload": payload,
                "signature": signature,
            }
        )
        plain = json.dumps({"protected": head, "payload": payload, "signature": signature})

        assert self.is_refused(wire, mixed)
        assert self.is_refused(wire, plain)

    def is_refused(self, wire: Wire, assertion: str) -> bool:
        parameters = {"grant_type": "client_credentials", **assertion_parameters(assertion)}
        reply = wire.post("/oauth2/token", parameters)
        assert not AccessToken.objects.exists()
        return reply.status in {400, 401}


class TestClients:
    def test_are_those_that_proved_themselves_and_not_those_that_are_named(
        self, wire: Wire
    ) -> None:
        """CVE-2026-118669: one client proved itself, and another one's rights were looked up."""
        small = make_client(grant_types=[GrantType.CLIENT_CREDENTIALS], allowed_scopes=["openid"])
        large = make_client(
            grant_types=[GrantType.CLIENT_CREDENTIALS], allowed_scopes=["openid", "mapping:write"]
        )

        reply = wire.post(
            "/oauth2/token",
            {
                "grant_type": "client_credentials",
                "client_id": large.client_id,
                "scope": "mapping:write",
            },
            authorization=basic(small),
        )

        assert reply.status in {400, 401}
        assert not AccessToken.objects.exists()

    def test_without_a_secret_are_not_taken_for_approved_by_their_name(
        self, wire: Wire, sign_in: SignIn, get_code: Callable[..., str]
    ) -> None:
        """CVE-2023-34246: a name proves nothing, the address and the verifier do."""
        client = make_client(auth_method=AuthMethod.NONE, kind=ClientKind.OTHER)
        sign_in()
        elsewhere = "https://evil.example/callback"

        away = wire.get(
            "/oauth2/authorize", authorization_parameters(client, redirect_uri=elsewhere)
        )
        code = get_code(client)
        stolen = wire.post(
            "/oauth2/token", token_parameters(code, client_id=client.client_id, code_verifier=None)
        )

        assert (away.status, away.header("Location")) == (400, "")
        assert stolen.status == 400
        assert not AccessToken.objects.exists()

    def test_on_this_machine_are_asked_about_each_time(self, wire: Wire, sign_in: SignIn) -> None:
        """CVE-2023-34246: any programme may listen where an approved one without a secret did."""
        session = sign_in()
        local, ours = "http://127.0.0.1:8123/callback", "https://client.example/callback"
        for address, method, is_asked in (
            (local, AuthMethod.NONE, True),
            (local, AuthMethod.BASIC, False),
            (ours, AuthMethod.NONE, False),
        ):
            client = make_client(redirect_uris=[address], auth_method=method, kind=ClientKind.OTHER)
            Consent.objects.create(
                account_id=session.account_id,
                client=client,
                scopes=["openid", "profile"],
                given_at=NOW,
            )

            reply = wire.get(
                "/oauth2/authorize",
                authorization_parameters(
                    client, redirect_uri=address, scope="openid profile", prompt="none"
                ),
            )

            assert ("error=consent_required" in reply.header("Location")) is is_asked
            assert ("code=" in reply.header("Location")) is not is_asked

    def test_on_this_machine_are_answered_where_they_registered(
        self, wire: Wire, sign_in: SignIn
    ) -> None:
        """CVE-2020-15233: loopback addresses could be asked for with another host or query."""
        registered = "http://127.0.0.1:8123/callback"
        client = make_client(redirect_uris=[registered])
        sign_in()

        for other in (
            "http://127.0.0.1:8123/other",
            "http://127.0.0.1:8123/callback?next=//evil.example",
            "http://127.0.0.1:9999/callback",
            "http://localhost:8123/callback",
            "http://127.0.0.1:8123/CALLBACK",
        ):
            asked = authorization_parameters(client, redirect_uri=other)
            assert wire.get("/oauth2/authorize", asked).header("Location") == ""
        assert not AuthorizationCode.objects.exists()

    def test_get_no_token_back_to_life(self, wire: Wire) -> None:
        """CVE-2023-0091: whether such tokens were revoked was not properly asked."""
        client = make_client(grant_types=[GrantType.CLIENT_CREDENTIALS])
        asked = {"grant_type": "client_credentials"}
        token = wire.post("/oauth2/token", asked, authorization=basic(client)).json["access_token"]

        def is_active() -> bool:
            told = wire.post("/oauth2/introspect", {"token": token}, authorization=basic(client))
            return bool(told.json["active"])

        before = is_active()
        wire.post("/oauth2/revoke", {"token": token}, authorization=basic(client))

        assert (before, is_active()) == (True, False)


class TestRevocation:
    def test_says_yes_only_when_it_is_done(
        self, wire: Wire, get_tokens: Tokens, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """CVE-2020-15223: faults of the store were passed over, and the answer was yes."""
        client = make_client()
        token = get_tokens(client)["access_token"]

        def fail(*_: object) -> None:
            raise OperationalError("the disk is full")

        with monkeypatch.context() as patch:
            patch.setattr(token_handlers, "record", fail)
            failed = wire.post("/oauth2/revoke", {"token": token}, authorization=basic(client))
        alive = wire.get("/oauth2/userinfo", authorization=f"Bearer {token}")
        done = wire.post("/oauth2/revoke", {"token": token}, authorization=basic(client))

        assert (failed.status, failed.json["error"]) == (503, "temporarily_unavailable")
        assert (alive.status, done.status) == (200, 200)


class TestPushedRequests:
    def test_leave_nothing_of_themselves_with_the_browser(self, wire: Wire) -> None:
        """CVE-2024-4540: what was pushed stood readable in a cookie of the sign-in."""
        client = make_client()
        pushed = authorization_parameters(
            client,
            state="the-state-of-this-request",
            nonce="the-nonce-of-this-request",
            claims='{"userinfo":{"phone_number":null}}',
        )
        reference = wire.post("/oauth2/par", pushed, authorization=basic(client)).json

        away = wire.get(
            "/oauth2/authorize",
            {"client_id": client.client_id, "request_uri": reference["request_uri"]},
        )

        kept = f"{wire.cookies} {away.headers}"
        assert wire.cookies
        for told in (*pushed.values(), "phone_number", SECRET, reference["request_uri"]):
            assert len(told) < len("S256") + 1 or told not in kept


class TestSearches:
    @pytest.mark.parametrize("text", ["' OR 1=1 --", '" OR ""="', "%", "_", "\\", "' UNION"])
    def test_take_what_is_typed_for_text(self, wire: Wire, sign_in: SignIn, text: str) -> None:
        """CVE-2022-24124: a parameter of the list went into the query as it came."""
        session = sign_in()
        session.acting = {
            **session.acting,
            "permissions": ["identity_provider:system:manage"],
        }
        session.save(update_fields=["acting"])

        reply = wire.get("/registry/systems/", {"text": text})

        assert reply.status == 200
        assert "没有符合条件的系统" in reply.text
