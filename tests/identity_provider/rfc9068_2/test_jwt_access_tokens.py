"""RFC 9068, section 2: access tokens that a service can read by itself."""

from collections.abc import Callable

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from shiming.identity_provider.models import AccessToken, Client
from shiming.identity_provider.types import GrantType, TokenFormat
from tests.factories.accounts import NOW
from tests.factories.identity_provider import basic, make_client
from tests.factories.signed_tokens import read
from tests.identity_provider.conftest import ISSUER, SignIn
from tests.identity_provider.wire import Reply, Wire

RESOURCE = "https://rosters.example/api"
SECONDS = int(NOW.timestamp())


@pytest.fixture
def client(engine: object) -> Client:
    return make_client(
        access_token_format=TokenFormat.JWT,
        resources=[RESOURCE],
        grant_types=[GrantType.AUTHORIZATION_CODE, GrantType.CLIENT_CREDENTIALS],
    )


@pytest.fixture
def tokens(
    client: Client, sign_in: SignIn, get_code: Callable[..., str], redeem: Callable[..., Reply]
) -> dict[str, str]:
    sign_in()
    return redeem(client, get_code(client, scope="openid profile")).json


class TestJwtAccessToken:
    def test_says_what_the_standard_demands(
        self, *, wire: Wire, client: Client, tokens: dict[str, str]
    ) -> None:
        header, claims = read(tokens["access_token"])
        _, id_claims = read(tokens["id_token"])

        keys = KeySet([ECKey.import_key(one) for one in wire.get("/oauth2/jwks").json["keys"]])
        assert jwt.decode(tokens["access_token"], keys, algorithms=["ES256"]).claims == claims
        assert (header["typ"], header["alg"]) == ("at+jwt", "ES256")
        identifier = claims.pop("jti")
        assert len(identifier) == 43
        assert claims == {
            "iss": ISSUER,
            "sub": id_claims["sub"],
            "aud": ISSUER,
            "client_id": client.client_id,
            "iat": SECONDS,
            "exp": SECONDS + 600,
            "scope": "openid profile",
            "auth_time": SECONDS,
            "acr": "urn:shiming:loa:registered",
            "amr": ["pwd"],
        }

    def test_is_for_its_audience_and_for_a_client_that_acts_for_itself(
        self, wire: Wire, client: Client
    ) -> None:
        parameters = {"grant_type": "client_credentials", "resource": RESOURCE}

        reply = wire.post("/oauth2/token", parameters, authorization=basic(client))

        _, claims = read(reply.json["access_token"])
        assert (claims["sub"], claims["aud"]) == (client.client_id, RESOURCE)
        assert not {"scope", "acr", "amr", "auth_time"} & claims.keys()

    def test_is_kept_and_revoked_like_any_other(
        self, wire: Wire, client: Client, tokens: dict[str, str]
    ) -> None:
        token = tokens["access_token"]
        assert wire.get("/oauth2/userinfo", authorization=f"Bearer {token}").status == 200
        assert AccessToken.objects.get().token_hash not in token

        wire.post("/oauth2/revoke", {"token": token}, authorization=basic(client))

        told = wire.post("/oauth2/introspect", {"token": token}, authorization=basic(client))
        assert told.json == {"active": False}
        assert wire.get("/oauth2/userinfo", authorization=f"Bearer {token}").status == 401

    def test_is_no_id_token(self, wire: Wire, tokens: dict[str, str]) -> None:
        def sign_out(hint: str) -> int:
            return wire.get("/oauth2/end-session", {"id_token_hint": hint}).status

        assert sign_out(tokens["access_token"]) == 400
        assert sign_out(tokens["id_token"]) != 400
