"""RFC 9101, sections 4 to 6 and 10: requests that the client has signed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from shiming.identity_provider.models import AuthorizationCode, Client
from tests.factories import signed_tokens
from tests.factories.accounts import NOW
from tests.factories.identity_provider import (
    CALLBACK,
    authorization_parameters,
    basic,
    make_client,
)
from tests.identity_provider.conftest import ISSUER, SignIn
from tests.identity_provider.wire import Reply, Wire

KEY = ECKey.generate_key("P-256", {"kid": "of-the-client"}, private=True)
OTHER = ECKey.generate_key("P-256", {"kid": "of-the-client"}, private=True)


@pytest.fixture
def client(db: None, provider_settings: object) -> Client:
    return make_client(jwks=[KEY.as_dict(private=False)])


def claims_of(client: Client, **changes: object) -> dict[str, Any]:
    content: dict[str, Any] = {
        **authorization_parameters(client),
        "iss": client.client_id,
        "aud": ISSUER,
        "exp": int(NOW.timestamp()) + 300,
    }
    return {name: value for name, value in {**content, **changes}.items() if value is not None}


def sign(client: Client, *, key: Any = KEY, header: Any = None, **changes: object) -> str:
    return jwt.encode(
        {"alg": "ES256", "kid": "of-the-client"} | (header or {}),
        claims_of(client, **changes),
        key,
        algorithms=["ES256", "HS256", "RS256"],
    )


Ask = Callable[..., Reply]


@pytest.fixture
def ask(wire: Wire, sign_in: SignIn) -> Ask:
    def ask(client: Client, request: str, **more: str) -> Reply:
        sign_in()
        return wire.get(
            "/oauth2/authorize", {"client_id": client.client_id, "request": request, **more}
        )

    return ask


class TestRequestObject:
    def test_is_a_request(self, client: Client, ask: Ask) -> None:
        reply = ask(client, sign(client, max_age=600, claims={"id_token": {"acr": None}}))

        assert reply.answer.address == CALLBACK
        assert "code" in reply.answer.parameters
        assert json.loads(AuthorizationCode.objects.get().claims) == {"id_token": {"acr": None}}

    def test_lets_nothing_beside_it_count(self, client: Client, ask: Ask) -> None:
        reply = ask(
            client,
            sign(client),
            redirect_uri="https://evil.example/",
            state="of-somebody-else",
            scope="openid profile",
        )

        assert reply.answer.address == CALLBACK
        assert reply.answer.parameters["state"] == "state-1"
        assert AuthorizationCode.objects.get().scopes == "openid"

    @pytest.mark.parametrize(
        "changes",
        [
            {"aud": "https://other.example"},
            {"aud": None},
            {"iss": "another"},
            {"iss": None},
            {"client_id": "another"},
            {"client_id": None},
            {"exp": None},
            {"exp": int(NOW.timestamp()) - 60},
            {"exp": int(NOW.timestamp()) + 7200},
            {"exp": "soon"},
            {"nbf": int(NOW.timestamp()) + 600},
            {"request_uri": "https://client.example/"},
            {"request": "eyJ"},
            {"state": "a\0b"},
        ],
    )
    def test_is_refused_on_a_page_if_it_is_not_for_us_and_now(
        self, client: Client, ask: Ask, changes: dict[str, object]
    ) -> None:
        reply = ask(client, sign(client, **changes))

        assert (reply.status, reply.header("Location")) == (400, "")
        assert "invalid_request_object" in reply.text
        assert not AuthorizationCode.objects.exists()

    @pytest.mark.parametrize(
        "header",
        [
            {"jku": "https://evil.example/jwks"},
            {"x5u": "https://evil.example/cert"},
            {"jwk": OTHER.as_dict(private=False)},
            {"kid": "unknown"},
            {"typ": "logout+jwt"},
            {"typ": "at+jwt"},
            {"crit": ["b64"], "b64": True},
        ],
    )
    def test_is_refused_if_its_header_points_elsewhere(
        self, client: Client, ask: Ask, header: dict[str, object], fetcher: Any
    ) -> None:
        reply = ask(client, sign(client, header=header))

        assert "invalid_request_object" in reply.text
        assert fetcher.calls == []
        assert not AuthorizationCode.objects.exists()

    @pytest.mark.parametrize("header", [{"typ": ["JWT"]}, {"kid": ["of-the-client"]}])
    def test_is_refused_whatever_stands_in_its_header(
        self, client: Client, ask: Ask, header: dict[str, object]
    ) -> None:
        request = signed_tokens.unsigned({"alg": "ES256"} | header, claims_of(client))

        assert "invalid_request_object" in ask(client, request).text

    @pytest.mark.parametrize("strange", [{"state": "\ud800"}, {"\ud800": "name"}])
    def test_is_refused_if_it_says_what_nobody_could_write(
        self, client: Client, ask: Ask, strange: dict[str, object]
    ) -> None:
        """RFC 8259, section 8.2: JSON can hold half a character."""
        request = signed_tokens.sign(KEY, {"alg": "ES256"}, claims_of(client, **strange))

        assert "invalid_request_object" in ask(client, request).text

    def test_is_refused_if_another_key_signed_it(self, client: Client, ask: Ask) -> None:
        assert "invalid_request_object" in ask(client, sign(client, key=OTHER)).text

    def test_is_refused_without_a_signature_or_with_a_confused_one(
        self, client: Client, ask: Ask
    ) -> None:
        header, payload, signature = sign(client).split(".")
        # The public key, taken for a secret that both sides share.
        shared = OctKey.import_key(json.dumps(KEY.as_dict(private=False)))
        rsa = RSAKey.generate_key(2048, private=True)
        forged = [
            f"eyJhbGciOiJub25lIn0.{payload}.",
            f"{header}.{payload}.",
            f"{header}.{payload}.{signature[:-4]}AAAA",
            f"{header}.{payload}",
            "rubbish",
            "e" * 20_000,
            sign(client, key=shared, header={"alg": "HS256"}),
            sign(client, key=rsa, header={"alg": "RS256"}),
        ]

        for request in forged[:5] + forged[6:]:
            assert "invalid_request_object" in ask(client, request).text
        assert ask(client, forged[5]).status == 414
        assert not AuthorizationCode.objects.exists()

    def test_is_refused_of_a_client_without_keys(self, ask: Ask, client: Client) -> None:
        other = make_client()

        assert "invalid_request_object" in ask(other, sign(other)).text

    def test_and_a_reference_exclude_each_other(self, client: Client, ask: Ask) -> None:
        reply = ask(client, sign(client), request_uri="urn:ietf:params:oauth:request_uri:x")

        assert (reply.status, reply.header("Location")) == (400, "")

    def test_twice_is_refused(self, client: Client, wire: Wire, sign_in: SignIn) -> None:
        sign_in()
        request = sign(client)

        reply = wire.get(
            "/oauth2/authorize",
            f"client_id={client.client_id}&request={request}&request={request}",
        )

        assert (reply.status, reply.header("Location")) == (400, "")

    def test_may_be_pushed(self, client: Client, wire: Wire, sign_in: SignIn) -> None:
        client.needs_signed_requests = True
        client.save()
        sign_in()

        pushed = wire.post(
            "/oauth2/par",
            {"client_id": client.client_id, "request": sign(client)},
            authorization=basic(client),
        )
        plain = wire.post(
            "/oauth2/par", authorization_parameters(client), authorization=basic(client)
        )
        reply = wire.get(
            "/oauth2/authorize",
            {"client_id": client.client_id, "request_uri": pushed.json["request_uri"]},
        )

        assert plain.status == 400
        assert "code" in reply.answer.parameters

    def test_must_be_sent_by_a_client_that_was_registered_for_it(
        self, client: Client, sign_in: SignIn, authorize: Callable[..., Reply], ask: Ask
    ) -> None:
        client.needs_signed_requests = True
        client.save()
        sign_in()

        plain = authorize(client)

        assert (plain.status, plain.header("Location")) == (400, "")
        assert "code" in ask(client, sign(client)).answer.parameters
