"""OpenID Connect Core, sections 10 and 5.3.2: what we sign with, for each client as it asked."""

import base64
import hashlib
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from joserfc import jwt
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from shiming.identity_provider.actions.register_client import register_client
from shiming.identity_provider.actions.rotate_signing_key import rotate_signing_key
from shiming.identity_provider.models import Client, SigningKey
from shiming.identity_provider.types import Abilities, Algorithm, ClientKind
from shiming.kernel import sm2
from shiming.kernel.actor import system_actor
from tests.factories.accounts import NOW
from tests.factories.identity_provider import CALLBACK, make_client
from tests.factories.signed_tokens import read
from tests.identity_provider.conftest import ISSUER, SignIn
from tests.identity_provider.wire import Reply, Wire

ACTOR = system_actor(device="tests")
DIGESTS = {
    Algorithm.ES256: "sha256",
    Algorithm.RS256: "sha256",
    Algorithm.EDDSA: "sha512",
    Algorithm.SM2: "sm3",
}


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def is_signed(token: str, jwk: dict[str, str]) -> bool:
    """Check a signature as a client would that knows the algorithm."""
    signed, _, signature = token.rpartition(".")
    if jwk["alg"] == Algorithm.SM2:
        point = decoded(jwk["x"]) + decoded(jwk["y"])
        return sm2.is_signed(point, signed.encode(), decoded(signature))
    if jwk["alg"] == Algorithm.EDDSA:
        key = OKPKey.import_key(dict(jwk)).public_key
        assert isinstance(key, ed25519.Ed25519PublicKey)
        key.verify(decoded(signature), signed.encode())
        return True
    kind: type[ECKey | RSAKey] = {"EC": ECKey, "RSA": RSAKey}[jwk["kty"]]  # type: ignore[assignment]  # both have it
    public: Key = kind.import_key(dict(jwk))
    return bool(jwt.decode(token, public, algorithms=[jwk["alg"]]).claims)


@pytest.mark.usefixtures("engine")
class TestIdToken:
    @pytest.mark.parametrize("algorithm", list(Algorithm))
    def test_is_signed_as_the_client_asked(
        self,
        *,
        wire: Wire,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
        algorithm: Algorithm,
    ) -> None:
        if algorithm is not Algorithm.ES256:
            rotate_signing_key(algorithm=algorithm, actor=ACTOR, now=NOW)
        client = make_client(id_token_algorithm=algorithm)
        sign_in()

        tokens = redeem(client, get_code(client)).json

        header, claims = read(tokens["id_token"])
        (jwk,) = [
            key for key in wire.get("/oauth2/jwks").json["keys"] if key["kid"] == header["kid"]
        ]
        assert (header["alg"], jwk["alg"]) == (algorithm, algorithm)
        assert "d" not in jwk
        assert is_signed(tokens["id_token"], jwk)
        digest = hashlib.new(DIGESTS[algorithm], tokens["access_token"].encode()).digest()
        assert decoded(claims["at_hash"]) == digest[: len(digest) // 2]
        assert wire.get("/oauth2/end-session", {"id_token_hint": tokens["id_token"]}).status != 400
        broken = f"{tokens['id_token'][:-8]}AAAAAAAA"
        assert wire.get("/oauth2/end-session", {"id_token_hint": broken}).status == 400


@pytest.mark.usefixtures("engine")
class TestKeysOfClients:
    def test_are_made_when_the_first_client_needs_them(self) -> None:
        for number in range(2):
            register_client(
                client_id=f"national-{number}",
                name="国密客户端",
                kind=ClientKind.GOVERNMENTAL,
                redirect_uris=[CALLBACK],
                abilities=Abilities(
                    id_token_algorithm=Algorithm.SM2, userinfo_algorithm=Algorithm.EDDSA
                ),
                actor=ACTOR,
                now=NOW,
            )

        made = sorted(SigningKey.objects.values_list("algorithm", flat=True))
        assert made == [Algorithm.ES256, Algorithm.EDDSA, Algorithm.SM2]

    def test_are_missed_for_a_while_only(
        self, sign_in: SignIn, get_code: Callable[..., str], redeem: Callable[..., Reply]
    ) -> None:
        client = make_client(id_token_algorithm=Algorithm.RS256)
        sign_in()

        reply = redeem(client, get_code(client))

        assert (reply.status, reply.json["error"]) == (503, "temporarily_unavailable")


@pytest.mark.usefixtures("engine")
class TestSignedUserinfo:
    @pytest.fixture
    def client(self) -> Client:
        return make_client(userinfo_algorithm=Algorithm.ES256)

    def test_is_for_this_client(
        self,
        *,
        wire: Wire,
        client: Client,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> None:
        sign_in()
        tokens = redeem(client, get_code(client, scope="openid profile")).json

        reply = wire.get("/oauth2/userinfo", authorization=f"Bearer {tokens['access_token']}")

        assert (reply.status, reply.header("Content-Type")) == (200, "application/jwt")
        _, claims = read(reply.text)
        _, id_claims = read(tokens["id_token"])
        assert (claims["iss"], claims["aud"]) == (ISSUER, client.client_id)
        assert claims["sub"] == id_claims["sub"]
        assert claims["user_kind"] == "natural_person"
        (jwk,) = wire.get("/oauth2/jwks").json["keys"]
        assert is_signed(reply.text, jwk)
