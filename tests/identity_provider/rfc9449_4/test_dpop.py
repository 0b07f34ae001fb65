"""RFC 9449: tokens that are worth something only with a key; sections 4, 5, 7, 8, 10 and 11."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from joserfc.jwk import Key

from shiming.identity_provider.engine import Engine
from shiming.identity_provider.models import (
    AccessToken,
    AuthorizationCode,
    Client,
    RefreshToken,
    SpentIdentifier,
)
from shiming.identity_provider.types import AuthMethod
from tests.factories.accounts import NOW
from tests.factories.identity_provider import (
    authorization_parameters,
    basic,
    make_client,
    token_parameters,
)
from tests.factories.signed_tokens import (
    ISSUER,
    make_key,
    make_proof,
    public,
    read,
    thumbprint,
    unsigned,
)
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

USERINFO = f"{ISSUER}/oauth2/userinfo"
PUSH = "/oauth2/par"
SECONDS = int(NOW.timestamp())
Redeem = Callable[..., Reply]


@pytest.fixture
def key() -> Key:
    return make_key()


@pytest.fixture
def client(engine: object) -> Client:
    return make_client()


@pytest.fixture
def redeem_with(wire: Wire, sign_in: SignIn, get_code: Callable[..., str]) -> Redeem:
    """Return a function that fetches a code and redeems it with a proof."""

    def redeem_with(client: Client, proof: str, scope: str = "openid offline_access") -> Reply:
        sign_in()
        parameters = token_parameters(get_code(client, scope=scope), client_id=client.client_id)
        is_public = client.auth_method == AuthMethod.NONE
        return wire.post(
            "/oauth2/token",
            parameters,
            authorization="" if is_public else basic(client),
            HTTP_DPOP=proof,
        )

    return redeem_with


@pytest.fixture
def refresh_with(wire: Wire) -> Redeem:
    def refresh_with(client: Client, token: str, proof: str = "") -> Reply:
        parameters = {"grant_type": "refresh_token", "refresh_token": token}
        is_public = client.auth_method == AuthMethod.NONE
        if is_public:
            parameters["client_id"] = client.client_id
        return wire.post(
            "/oauth2/token",
            parameters,
            authorization="" if is_public else basic(client),
            HTTP_DPOP=proof,
        )

    return refresh_with


@pytest.fixture
def show(wire: Wire) -> Redeem:
    def show(token: str, proof: str = "", scheme: str = "DPoP") -> Reply:
        return wire.get("/oauth2/userinfo", authorization=f"{scheme} {token}", HTTP_DPOP=proof)

    return show


class TestProof:
    @pytest.mark.parametrize("algorithm", ["ES256", "ES384", "RS256", "PS256", "EdDSA"])
    def test_binds_the_access_token_to_its_key(
        self, client: Client, redeem_with: Redeem, show: Redeem, algorithm: str
    ) -> None:
        key = make_key(algorithm)
        alg = {"alg": algorithm}

        reply = redeem_with(client, make_proof(key, header=alg))

        assert (reply.status, reply.json["token_type"]) == (200, "DPoP")
        token = reply.json["access_token"]
        assert AccessToken.objects.get().confirmation == thumbprint(key)
        proof = make_proof(key, method="GET", address=USERINFO, access_token=token, header=alg)
        assert show(token, proof).status == 200

    @pytest.mark.parametrize(
        "change",
        [
            {"htm": "GET"},
            {"htm": None},
            {"htm": "post"},
            {"htu": f"{ISSUER}/oauth2/userinfo"},
            {"htu": "https://other.example/oauth2/token"},
            {"htu": None},
            {"htu": 1},
            {"iat": SECONDS - 61},
            {"iat": SECONDS + 61},
            {"iat": None},
            {"iat": "now"},
            {"jti": None},
            {"jti": ""},
            {"jti": "x" * 300},
            {"jti": "\ud800"},
            {"jti": ["x"]},
            {"header": {"typ": "JWT"}},
            {"header": {"typ": None}},
            {"header": {"alg": "none"}},
            {"header": {"jwk": None}},
            {"header": {"jwk": public(make_key())}},
            {"header": {"jwk": {"kty": "oct", "k": "c2VjcmV0"}}},
            {"header": {"jku": "https://attacker.example"}},
            {"header": {"jwk": {**public(make_key()), "use": ["sig"]}}},
        ],
    )
    def test_is_refused_when_it_proves_nothing(
        self, client: Client, key: Key, redeem_with: Redeem, change: dict[str, Any]
    ) -> None:
        reply = redeem_with(client, make_proof(key, **change))

        assert (reply.status, reply.json["error"]) == (400, "invalid_dpop_proof")
        assert not AccessToken.objects.exists()
        assert not SpentIdentifier.objects.exists()

    def test_is_refused_when_it_shows_the_private_key(
        self, client: Client, key: Key, redeem_with: Redeem
    ) -> None:
        proof = make_proof(key, header={"jwk": dict(key.as_dict(private=True))})

        assert redeem_with(client, proof).json["error"] == "invalid_dpop_proof"

    @pytest.mark.parametrize("header", [{"kid": ["x"]}, {"kid": {}}, {"alg": ["ES256"]}])
    def test_is_refused_whatever_stands_in_its_header(
        self, client: Client, key: Key, redeem_with: Redeem, header: dict[str, object]
    ) -> None:
        strange = unsigned({"typ": "dpop+jwt", "alg": "ES256", "jwk": public(key)} | header, {})

        assert redeem_with(client, strange).json["error"] == "invalid_dpop_proof"

    @pytest.mark.parametrize("join", [",", ", "])
    def test_is_refused_when_there_are_two(
        self, client: Client, key: Key, redeem_with: Redeem, join: str
    ) -> None:
        proofs = join.join(make_proof(key) for _ in range(2))

        assert redeem_with(client, proofs).json["error"] == "invalid_dpop_proof"

    def test_may_name_the_address_with_a_query(
        self, client: Client, key: Key, redeem_with: Redeem
    ) -> None:
        proof = make_proof(key, address=f"{ISSUER}/oauth2/token?x=1#y")

        assert redeem_with(client, proof).status == 200

    def test_is_refused_a_second_time(self, client: Client, key: Key, redeem_with: Redeem) -> None:
        proof = make_proof(key)

        statuses = [redeem_with(client, proof).status for _ in range(2)]

        assert statuses == [200, 400]
        assert AccessToken.objects.count() == 1

    def test_is_demanded_of_a_client_registered_for_it(
        self, key: Key, engine: object, redeem_with: Redeem
    ) -> None:
        client = make_client(needs_dpop=True)

        assert redeem_with(client, "").json["error"] == "invalid_dpop_proof"
        assert redeem_with(client, make_proof(key)).status == 200


class TestBoundToken:
    @pytest.fixture
    def token(self, client: Client, key: Key, redeem_with: Redeem) -> str:
        return str(redeem_with(client, make_proof(key)).json["access_token"])

    def test_is_worth_nothing_without_its_key(
        self, client: Client, key: Key, token: str, show: Redeem
    ) -> None:
        def proof(who: Key = key, about: str = token, **change: Any) -> str:
            return make_proof(
                who, **{"method": "GET", "address": USERINFO, "access_token": about} | change
            )

        refused = [
            show(token, scheme="Bearer"),
            show(token, proof(), scheme="Bearer"),
            show(token),
            show(token, proof(make_key())),
            show(token, proof(about="another")),
            show(token, proof(about="")),
            show(token, proof(method="POST")),
            show(token, proof(address=f"{ISSUER}/oauth2/token")),
        ]

        assert [reply.status for reply in refused] == [401] * 8
        assert all("sub" not in reply.json for reply in refused)
        assert show(token, proof()).status == 200

    def test_that_nobody_gave_out_has_no_proof_remembered(
        self, client: Client, key: Key, token: str, show: Redeem
    ) -> None:
        """Or a stranger could fill the table, with keys of their own."""
        before = SpentIdentifier.objects.count()

        reply = show("x", make_proof(key, method="GET", address=USERINFO, access_token="x"))

        assert (reply.status, reply.json["error"]) == (401, "invalid_token")
        assert SpentIdentifier.objects.count() == before

    def test_is_told_as_such(self, wire: Wire, client: Client, key: Key, token: str) -> None:
        told = wire.post("/oauth2/introspect", {"token": token}, authorization=basic(client)).json

        assert (told["token_type"], told["cnf"]) == ("DPoP", {"jkt": thumbprint(key)})

    def test_is_named_so_in_a_json_web_token(
        self, client: Client, key: Key, redeem_with: Redeem
    ) -> None:
        Client.objects.update(access_token_format="jwt")

        token = redeem_with(client, make_proof(key)).json["access_token"]

        assert read(token)[1]["cnf"] == {"jkt": thumbprint(key)}

    def test_is_not_a_bearer_token_under_another_name(
        self, client: Client, key: Key, redeem_with: Redeem, show: Redeem
    ) -> None:
        bearer = redeem_with(client, "").json["access_token"]
        proof = make_proof(key, method="GET", address=USERINFO, access_token=bearer)

        assert show(bearer, proof).status == 401
        assert show(bearer, scheme="Bearer").status == 200


class TestBoundRefreshToken:
    def test_of_a_public_client_needs_the_same_key(
        self, key: Key, engine: object, redeem_with: Redeem, refresh_with: Redeem
    ) -> None:
        client = make_client(auth_method=AuthMethod.NONE)
        token = redeem_with(client, make_proof(key)).json["refresh_token"]

        replies = [
            refresh_with(client, token, proof)
            for proof in ("", make_proof(make_key()), make_proof(key))
        ]

        assert [reply.status for reply in replies] == [400, 400, 200]
        assert replies[0].json["error"] == "invalid_grant"
        # Who lacks the key sets off no revocation, and successors stay bound.
        assert set(RefreshToken.objects.values_list("confirmation", flat=True)) == {thumbprint(key)}

    def test_of_a_confidential_client_may_change_its_key(
        self, client: Client, key: Key, redeem_with: Redeem, refresh_with: Redeem
    ) -> None:
        token = redeem_with(client, make_proof(key)).json["refresh_token"]

        assert refresh_with(client, token, make_proof(make_key())).status == 200


class TestBoundCode:
    def test_needs_the_key_that_was_announced(
        self, *, wire: Wire, client: Client, key: Key, sign_in: SignIn, get_code: Callable[..., str]
    ) -> None:
        sign_in()
        code = get_code(client)
        AuthorizationCode.objects.update(confirmation=thumbprint(key))

        replies = [
            wire.post(
                "/oauth2/token",
                token_parameters(code),
                authorization=basic(client),
                HTTP_DPOP=proof,
            )
            for proof in ("", make_proof(make_key()), make_proof(key))
        ]

        assert [reply.status for reply in replies] == [400, 400, 200]
        assert replies[0].json["error"] == "invalid_grant"

    def test_needs_the_key_that_its_pushed_request_proved(
        self, wire: Wire, client: Client, key: Key, sign_in: SignIn
    ) -> None:
        """Section 10.1: the proof counts as `dpop_jkt`, and must not contradict it."""

        def push(proof: str, **changes: str) -> Reply:
            parameters = authorization_parameters(client, **changes)
            return wire.post(PUSH, parameters, authorization=basic(client), HTTP_DPOP=proof)

        both = push(make_proof(key, address=f"{ISSUER}{PUSH}"), dpop_jkt=thumbprint(key))
        other = push(make_proof(key, address=f"{ISSUER}{PUSH}"), dpop_jkt=thumbprint(make_key()))
        elsewhere = push(make_proof(key))
        alone = push(make_proof(key, address=f"{ISSUER}{PUSH}"))
        sign_in()
        reference = alone.json["request_uri"]
        wire.get("/oauth2/authorize", {"client_id": client.client_id, "request_uri": reference})

        assert (both.status, alone.status) == (201, 201)
        assert (other.status, other.json["error"]) == (400, "invalid_request")
        assert (elsewhere.status, elsewhere.json["error"]) == (400, "invalid_dpop_proof")
        assert AuthorizationCode.objects.get().confirmation == thumbprint(key)


class TestNonce:
    @pytest.fixture
    def demanding(self, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        provider = dataclasses.replace(engine.provider(NOW), wants_dpop_nonce=True)
        monkeypatch.setattr(engine, "provider", lambda _now: provider)

    @pytest.mark.usefixtures("demanding")
    def test_is_demanded_handed_out_and_taken_for_a_while(
        self,
        *,
        client: Client,
        key: Key,
        time: time_machine.Traveller,
        redeem_with: Redeem,
        show: Redeem,
    ) -> None:
        first = redeem_with(client, make_proof(key))
        nonce = first.header("DPoP-Nonce")
        second = redeem_with(client, make_proof(key, nonce=nonce))
        at_resource = show(
            second.json["access_token"],
            make_proof(key, method="GET", address=USERINFO, access_token="x"),
        )
        time.shift(900)
        late = redeem_with(client, make_proof(key, nonce=nonce, iat=SECONDS + 900))

        assert (first.status, first.json["error"]) == (400, "use_dpop_nonce")
        assert second.status == 200
        assert (at_resource.status, at_resource.json["error"]) == (401, "use_dpop_nonce")
        assert at_resource.header("DPoP-Nonce") == nonce
        assert late.json["error"] == "use_dpop_nonce"
        assert late.header("DPoP-Nonce") != nonce

    @pytest.mark.usefixtures("demanding")
    def test_is_handed_out_to_who_pushes(self, wire: Wire, client: Client, key: Key) -> None:
        proof = make_proof(key, address=f"{ISSUER}{PUSH}")

        reply = wire.post(
            PUSH, authorization_parameters(client), authorization=basic(client), HTTP_DPOP=proof
        )

        assert (reply.status, reply.json["error"]) == (400, "use_dpop_nonce")
        assert reply.header("DPoP-Nonce")
