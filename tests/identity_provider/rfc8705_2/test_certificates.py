"""RFC 8705, section 2: a client that shows a certificate, which the trusted proxy hands over."""

import base64
import dataclasses
import datetime as dt
import urllib.parse
from collections.abc import Callable

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shiming.identity_provider.models import AccessToken, Client
from shiming.identity_provider.ports import ProviderSettings
from shiming.identity_provider.protocol import certificates
from shiming.identity_provider.types import AuthMethod, GrantType
from shiming.web_kit.client_certificates import ENVIRON_KEY
from tests.factories.accounts import NOW
from tests.factories.identity_provider import make_client
from tests.identity_provider.wire import Reply, Wire

SUBJECT = "CN=rosters.example,O=人社局,C=CN"
Show = Callable[..., Reply]


@pytest.fixture
def provider_settings(provider_settings: ProviderSettings) -> ProviderSettings:
    return dataclasses.replace(provider_settings, takes_certificates=True)


def make_certificate(
    *, name: str = "rosters.example", now: dt.datetime = NOW, days: int = 30
) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "人社局"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=days))
        .sign(key, hashes.SHA256())
    )


def pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


@pytest.fixture
def show(wire: Wire) -> Show:
    def show(client: Client, header: str) -> Reply:
        parameters = {"grant_type": "client_credentials", "client_id": client.client_id}
        return wire.post("/oauth2/token", parameters, **{ENVIRON_KEY: header})

    return show


def make_machine(method: AuthMethod, certificate: str) -> Client:
    return make_client(
        auth_method=method, certificate=certificate, grant_types=[GrantType.CLIENT_CREDENTIALS]
    )


class TestCertificate:
    @pytest.mark.parametrize(
        ("there", "instead"),
        [(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x55"), (b"\x13\x02CN", b"\x13\x02\xff\xff")],
        ids=["version", "subject"],
    )
    def test_is_none_if_no_parser_expects_what_is_in_it(self, there: bytes, instead: bytes) -> None:
        der = make_certificate().public_bytes(serialization.Encoding.DER)
        strange = base64.encodebytes(der.replace(there, instead)).decode()

        assert strange != base64.encodebytes(der).decode()
        text = f"-----BEGIN CERTIFICATE-----\n{strange}-----END CERTIFICATE-----"
        assert certificates.read(text) is None

    @pytest.mark.parametrize(
        "write",
        [
            pem,
            lambda one: urllib.parse.quote(pem(one)),
            lambda one: pem(one).replace("\n", "\t"),
            lambda one: pem(one).replace("\n", " "),
        ],
    )
    def test_is_known_by_its_subject_however_the_proxy_writes_it(
        self, engine: object, show: Show, write: Callable[[x509.Certificate], str]
    ) -> None:
        client = make_machine(AuthMethod.TLS, SUBJECT)

        assert show(client, write(make_certificate())).status == 200

    def test_is_known_by_its_thumbprint_where_nobody_vouches_for_the_subject(
        self, engine: object, show: Show
    ) -> None:
        own, forged = make_certificate(), make_certificate()
        client = make_machine(AuthMethod.SELF_SIGNED_TLS, certificates.thumbprint(own))

        assert show(client, pem(own)).status == 200
        assert show(client, pem(forged)).status == 401

    @pytest.mark.parametrize(
        "header",
        [
            "",
            "nonsense",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            pem(make_certificate(name="other.example")),
            pem(make_certificate(days=1, now=NOW - dt.timedelta(days=2))),
            pem(make_certificate(now=NOW + dt.timedelta(days=2))),
            "x" * 20_000,
        ],
    )
    def test_is_refused_when_it_is_none_or_another_or_over(
        self, engine: object, show: Show, header: str
    ) -> None:
        reply = show(make_machine(AuthMethod.TLS, SUBJECT), header)

        assert (reply.status, reply.json["error"]) == (401, "invalid_client")
        assert not AccessToken.objects.exists()

    def test_does_not_replace_a_secret(self, engine: object, show: Show) -> None:
        client = make_client(grant_types=[GrantType.CLIENT_CREDENTIALS])

        assert show(client, pem(make_certificate())).status == 401

    def test_is_not_replaced_by_a_secret(self, wire: Wire, engine: object) -> None:
        client = make_machine(AuthMethod.TLS, SUBJECT)
        parameters = {
            "grant_type": "client_credentials",
            "client_id": client.client_id,
            "client_secret": "x",
        }

        reply = wire.post("/oauth2/token", parameters, **{ENVIRON_KEY: pem(make_certificate())})

        assert reply.status == 401


class TestDiscovery:
    def test_names_what_certificates_are_good_for(self, wire: Wire, engine: object) -> None:
        told = wire.get("/.well-known/openid-configuration").json

        assert told["tls_client_certificate_bound_access_tokens"] is True
        assert AuthMethod.TLS in told["token_endpoint_auth_methods_supported"]


class TestUntrustedHeader:
    @pytest.fixture
    def provider_settings(self, provider_settings: ProviderSettings) -> ProviderSettings:
        return dataclasses.replace(provider_settings, takes_certificates=False)

    def test_counts_for_nothing_where_no_proxy_sets_it(self, engine: object, show: Show) -> None:
        client = make_machine(AuthMethod.TLS, SUBJECT)

        assert show(client, pem(make_certificate())).status == 401

    def test_is_no_header_that_anybody_can_send(self, engine: object, wire: Wire) -> None:
        client = make_machine(AuthMethod.TLS, SUBJECT)
        parameters = {"grant_type": "client_credentials", "client_id": client.client_id}

        for name in ("HTTP_X_CLIENT_CERTIFICATE", "HTTP_SHIMING_CLIENT_CERTIFICATE"):
            reply = wire.post("/oauth2/token", parameters, **{name: pem(make_certificate())})
            assert reply.status == 401

    def test_leaves_certificates_out_of_the_metadata(self, wire: Wire, engine: object) -> None:
        told = wire.get("/.well-known/openid-configuration").json

        assert told["tls_client_certificate_bound_access_tokens"] is False
        assert AuthMethod.TLS not in told["token_endpoint_auth_methods_supported"]
