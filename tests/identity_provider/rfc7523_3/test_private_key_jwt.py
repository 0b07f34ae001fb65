"""RFC 7523, section 3; RFC 8725: a client that signs an assertion with a registered key."""

import base64
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from joserfc.jwk import ECKey, Key

from shiming.identity_provider.models import AccessToken, Client, SpentIdentifier
from shiming.identity_provider.types import AuthMethod, ClientState, GrantType
from tests.factories.accounts import NOW
from tests.factories.identity_provider import basic, make_client
from tests.factories.signed_tokens import (
    ASSERTION_TYPE,
    ISSUER,
    TOKEN_ENDPOINT,
    assertion_parameters,
    make_assertion,
    make_key,
    public,
)
from tests.identity_provider.wire import Reply, Wire

pytestmark = pytest.mark.usefixtures("engine")
SECONDS = int(NOW.timestamp())
Ask = Callable[..., Reply]


@pytest.fixture
def key() -> Key:
    return make_key()


@pytest.fixture
def client(key: Key, engine: object) -> Client:
    return make_client(
        client_id="signing-client",
        auth_method=AuthMethod.PRIVATE_KEY_JWT,
        jwks=[public(key)],
        grant_types=[GrantType.CLIENT_CREDENTIALS],
    )


@pytest.fixture
def ask(wire: Wire) -> Ask:
    def ask(assertion: str, **more: str) -> Reply:
        parameters = {"grant_type": "client_credentials", **more}
        return wire.post("/oauth2/token", assertion_parameters(assertion, **parameters))

    return ask


RS256 = b'{"alg":"RS256"}'


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def is_refused(reply: Reply) -> bool:
    is_same = (reply.status, reply.json["error"]) == (401, "invalid_client")
    return is_same and not AccessToken.objects.exists()


class TestAssertion:
    @pytest.mark.parametrize("algorithm", ["ES256", "ES384", "RS256", "PS256", "EdDSA"])
    def test_is_taken_with_each_algorithm_of_the_list(
        self, client: Client, ask: Ask, algorithm: str
    ) -> None:
        key = make_key(algorithm)
        Client.objects.update(jwks=[public(make_key()), public(key)])

        reply = ask(make_assertion(key, client.client_id, header={"alg": algorithm}))

        assert reply.status == 200

    @pytest.mark.parametrize("audience", [ISSUER, TOKEN_ENDPOINT, [ISSUER]])
    def test_is_addressed_to_us(self, client: Client, key: Key, ask: Ask, audience: object) -> None:
        assert ask(make_assertion(key, client.client_id, aud=audience)).status == 200

    def test_needs_no_kid_while_a_key_fits(self, client: Client, key: Key, ask: Ask) -> None:
        assert ask(make_assertion(key, client.client_id, header={"kid": None})).status == 200

    @pytest.mark.parametrize(
        "audience",
        [
            None,
            "",
            "https://other.example",
            f"{ISSUER}/",
            ISSUER.upper(),
            f"{ISSUER}/oauth2/introspect",
            [],
            [ISSUER, "https://other.example"],
            [ISSUER, TOKEN_ENDPOINT],
            {"aud": ISSUER},
            1,
        ],
    )
    def test_is_refused_when_it_is_not_for_us_alone(
        self, client: Client, key: Key, ask: Ask, audience: object
    ) -> None:
        assert is_refused(ask(make_assertion(key, client.client_id, aud=audience)))

    def test_is_refused_a_second_time(self, client: Client, key: Key, ask: Ask) -> None:
        assertion = make_assertion(key, client.client_id)

        first, second = ask(assertion), ask(assertion)
        same_jti = ask(make_assertion(key, client.client_id, jti="one"))
        other_assertion = ask(make_assertion(key, client.client_id, jti="one", exp=SECONDS + 50))

        assert (first.status, second.status) == (200, 401)
        assert (same_jti.status, other_assertion.status) == (200, 401)
        assert AccessToken.objects.count() == SpentIdentifier.objects.count() == 2

    @pytest.mark.parametrize(
        "claims",
        [
            {"exp": None},
            {"exp": SECONDS - 31},
            {"exp": SECONDS + 4000},
            {"exp": "never"},
            {"exp": True},
            {"exp": 10**40},
            {"nbf": SECONDS + 60},
            {"iat": SECONDS + 60},
            {"iat": "now"},
            {"jti": None},
            {"jti": ""},
            {"jti": 7},
            {"jti": "x" * 300},
            {"iss": None},
            {"iss": "somebody-else"},
            {"sub": "somebody-else"},
            {"sub": None},
            {"sub": ["signing-client"]},
            {"sub": "nul\0"},
        ],
    )
    def test_is_refused_when_it_says_too_little_or_another_thing(
        self, client: Client, key: Key, ask: Ask, claims: dict[str, Any]
    ) -> None:
        reply = ask(make_assertion(key, client.client_id, **claims))

        assert is_refused(reply)
        assert not SpentIdentifier.objects.exists()

    @pytest.mark.parametrize(
        "header",
        [
            {"alg": "none"},
            {"kid": "another"},
            {"jku": "https://attacker.example/keys"},
            {"x5u": "https://attacker.example/certificate"},
            {"crit": ["exp"], "exp": 1},
            {"jwk": public(make_key())},
            {"b64": False, "crit": ["b64"]},
            # What the client signed for another purpose may pass through other hands.
            {"typ": "oauth-authz-req+jwt"},
            {"typ": "dpop+jwt"},
        ],
    )
    def test_is_refused_when_its_header_asks_for_more(
        self, client: Client, key: Key, ask: Ask, header: dict[str, Any]
    ) -> None:
        signed = make_assertion(key, client.client_id)
        head, payload, signature = signed.split(".")
        content = {**json.loads(base64.urlsafe_b64decode(f"{head}==")), **header}
        forged = encoded(json.dumps(content).encode())

        assert is_refused(ask(f"{forged}.{payload}.{signature}"))
        assert is_refused(ask(f"{forged}.{payload}."))
        if header.get("alg") != "none" and "crit" not in header:
            assert is_refused(ask(make_assertion(key, client.client_id, header=header)))

    def test_is_refused_when_signed_with_the_public_key_as_a_secret(
        self, client: Client, key: Key, ask: Ask
    ) -> None:
        assert isinstance(key, ECKey)
        head, payload, _ = make_assertion(key, client.client_id).split(".")
        content = json.loads(base64.urlsafe_b64decode(f"{head}==")) | {"alg": "HS256"}
        forged = f"{encoded(json.dumps(content).encode())}.{payload}"
        for secret in (key.as_pem(private=False), json.dumps(public(key)).encode()):
            digest = hmac.digest(secret, forged.encode(), "sha256")
            assert is_refused(ask(f"{forged}.{encoded(digest)}"))

    def test_is_refused_when_somebody_else_signed_it(
        self, client: Client, key: Key, ask: Ask
    ) -> None:
        thief = make_key()

        assert is_refused(ask(make_assertion(thief, client.client_id)))
        assert is_refused(ask(make_assertion(thief, client.client_id, header={"kid": key.kid})))
        assert is_refused(
            ask(make_assertion(thief, client.client_id, header={"jwk": public(thief)}))
        )

    def test_of_another_client_opens_only_that_one(
        self, client: Client, key: Key, ask: Ask
    ) -> None:
        other_key = make_key()
        other = make_client(
            auth_method=AuthMethod.PRIVATE_KEY_JWT,
            jwks=[public(other_key)],
            grant_types=[GrantType.CLIENT_CREDENTIALS],
        )

        assert is_refused(ask(make_assertion(other_key, client.client_id)))
        mixed = ask(make_assertion(other_key, other.client_id), client_id=client.client_id)
        assert (mixed.status, mixed.json["error"]) == (400, "invalid_request")

    @pytest.mark.parametrize(
        "text",
        [
            "x",
            "..",
            "a.b",
            "a.b.c.d",
            "e30.e30.",
            "W10.W10.W10",
            "真.真.真",
            "x" * 9000,
            "e30.e30.e30",
        ],
    )
    def test_is_refused_when_it_cannot_be_read(self, client: Client, ask: Ask, text: str) -> None:
        assert (
            is_refused(ask(text, client_id=client.client_id))
            or ask(text, client_id=client.client_id).json["error"] == "invalid_request"
        )
        assert not AccessToken.objects.exists()

    def test_is_refused_under_another_type(self, wire: Wire, client: Client, key: Key) -> None:
        parameters = {
            **assertion_parameters(make_assertion(key, client.client_id)),
            "client_assertion_type": ASSERTION_TYPE.replace("jwt", "saml2"),
            "grant_type": "client_credentials",
        }

        assert is_refused(wire.post("/oauth2/token", parameters))

    def test_is_refused_beside_a_secret(self, wire: Wire, client: Client, key: Key) -> None:
        parameters = assertion_parameters(
            make_assertion(key, client.client_id), grant_type="client_credentials"
        )

        replies = [
            wire.post("/oauth2/token", {**parameters, "client_secret": "x"}),
            wire.post("/oauth2/token", parameters, authorization=basic(client)),
        ]

        assert [reply.json["error"] for reply in replies] == ["invalid_request"] * 2

    def test_is_refused_of_a_client_that_has_a_secret(self, key: Key, ask: Ask) -> None:
        client = make_client(jwks=[public(key)], grant_types=[GrantType.CLIENT_CREDENTIALS])

        assert is_refused(ask(make_assertion(key, client.client_id)))

    def test_is_refused_of_a_suspended_client(self, client: Client, key: Key, ask: Ask) -> None:
        Client.objects.update(state=ClientState.SUSPENDED)

        assert is_refused(ask(make_assertion(key, client.client_id)))

    def test_is_refused_with_a_short_rsa_key(self, client: Client, ask: Ask) -> None:
        weak = rsa.generate_private_key(65537, 1024)  # noqa: S505 - weak on purpose
        modulus = weak.public_key().public_numbers().n.to_bytes(128, "big")
        Client.objects.update(jwks=[{"kty": "RSA", "n": encoded(modulus), "e": "AQAB"}])
        _, payload, _ = make_assertion(make_key(), client.client_id).split(".")
        signed = f"{encoded(RS256)}.{payload}"
        signature = weak.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())

        assert is_refused(ask(f"{signed}.{encoded(signature)}"))
