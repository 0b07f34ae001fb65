"""RFC 8705, section 3: tokens that are worth something only over the client's own certificate."""

import dataclasses
from collections.abc import Callable

import pytest
from cryptography import x509

from shiming.identity_provider.models import AccessToken, Client
from shiming.identity_provider.ports import ProviderSettings
from shiming.identity_provider.protocol import certificates
from shiming.identity_provider.types import AuthMethod, GrantType
from shiming.web_kit.client_certificates import ENVIRON_KEY
from tests.factories.identity_provider import basic, make_client, token_parameters
from tests.factories.signed_tokens import make_key, make_proof, read, thumbprint
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.rfc8705_2.test_certificates import make_certificate, pem
from tests.identity_provider.wire import Reply, Wire


@pytest.fixture
def provider_settings(provider_settings: ProviderSettings) -> ProviderSettings:
    return dataclasses.replace(provider_settings, takes_certificates=True)


@pytest.fixture
def certificate() -> x509.Certificate:
    return make_certificate()


@pytest.fixture
def client(certificate: x509.Certificate, engine: object) -> Client:
    return make_client(
        auth_method=AuthMethod.SELF_SIGNED_TLS,
        certificate=certificates.thumbprint(certificate),
        grant_types=list(GrantType),
    )


Ask = Callable[..., Reply]


@pytest.fixture
def ask(wire: Wire, client: Client, certificate: x509.Certificate) -> Ask:
    """Return a function that asks the token endpoint over the client's certificate."""

    def ask(parameters: dict[str, str], **environ: str) -> Reply:
        return wire.post(
            "/oauth2/token",
            {"client_id": client.client_id, **parameters},
            **{ENVIRON_KEY: pem(certificate), **environ},
        )

    return ask


@pytest.fixture
def tokens(ask: Ask, client: Client, sign_in: SignIn, get_code: Callable[..., str]) -> Reply:
    sign_in()
    return ask(token_parameters(get_code(client, scope="openid offline_access")))


@pytest.fixture
def show(wire: Wire) -> Ask:
    def show(token: str, shown: x509.Certificate | None, scheme: str = "Bearer") -> Reply:
        environ = {} if shown is None else {ENVIRON_KEY: pem(shown)}
        return wire.get("/oauth2/userinfo", authorization=f"{scheme} {token}", **environ)

    return show


class TestBoundToken:
    def test_is_shown_as_a_bearer_over_its_certificate(
        self, tokens: Reply, certificate: x509.Certificate, show: Ask
    ) -> None:
        assert tokens.json["token_type"] == "Bearer"
        assert show(tokens.json["access_token"], certificate).status == 200

    def test_is_worth_nothing_over_another_certificate_or_none(
        self, tokens: Reply, certificate: x509.Certificate, show: Ask
    ) -> None:
        token = tokens.json["access_token"]

        refused = [show(token, None), show(token, make_certificate())]
        refused.append(show(token, certificate, scheme="DPoP"))

        assert [reply.status for reply in refused] == [401, 401, 401]
        assert {reply.json["error"] for reply in refused} == {"invalid_token"}

    def test_is_told_as_such(
        self, wire: Wire, tokens: Reply, certificate: x509.Certificate, client: Client
    ) -> None:
        told = wire.post(
            "/oauth2/introspect",
            {"token": tokens.json["access_token"], "client_id": client.client_id},
            **{ENVIRON_KEY: pem(certificate)},
        ).json

        expected = {"x5t#S256": certificates.thumbprint(certificate)}
        assert (told["active"], told["token_type"], told["cnf"]) == (True, "Bearer", expected)

    def test_is_named_so_in_a_json_web_token(self, ask: Ask, certificate: x509.Certificate) -> None:
        Client.objects.update(access_token_format="jwt")

        token = ask({"grant_type": "client_credentials"}).json["access_token"]

        expected = {"x5t#S256": certificates.thumbprint(certificate)}
        assert read(token)[1]["cnf"] == expected

    def test_stays_bound_when_it_is_refreshed(
        self, tokens: Reply, ask: Ask, certificate: x509.Certificate, show: Ask
    ) -> None:
        parameters = {"grant_type": "refresh_token", "refresh_token": tokens.json["refresh_token"]}

        fresh = ask(parameters).json["access_token"]

        assert show(fresh, None).status == 401
        assert show(fresh, certificate).status == 200

    def test_is_bound_to_the_key_instead_where_one_is_proven(self, ask: Ask) -> None:
        key = make_key()

        reply = ask({"grant_type": "client_credentials"}, HTTP_DPOP=make_proof(key))

        assert reply.json["token_type"] == "DPoP"
        assert AccessToken.objects.get().confirmation == thumbprint(key)

    def test_does_not_replace_the_key_that_a_client_must_prove(self, ask: Ask) -> None:
        Client.objects.update(needs_dpop=True)

        reply = ask({"grant_type": "client_credentials"})

        assert (reply.status, reply.json["error"]) == (400, "invalid_dpop_proof")

    def test_is_not_what_a_client_with_a_secret_gets(
        self, wire: Wire, engine: object, certificate: x509.Certificate
    ) -> None:
        client = make_client(grant_types=[GrantType.CLIENT_CREDENTIALS])

        wire.post(
            "/oauth2/token",
            {"grant_type": "client_credentials"},
            authorization=basic(client),
            **{ENVIRON_KEY: pem(certificate)},
        )

        assert AccessToken.objects.get().confirmation == ""
