"""RFC 7591, sections 2, 3 and 5; issue: registration behind an initial access token."""

import datetime as dt
import json

import pytest
import time_machine
from joserfc.jwk import ECKey

from shiming.audit.models import AuditRecord
from shiming.identity_provider.actions.issue_initial_token import issue_initial_token
from shiming.identity_provider.errors import ScopeUnknown
from shiming.identity_provider.models import Client, InitialAccessToken
from shiming.identity_provider.tasks import read_client_keys
from shiming.identity_provider.types import ClientKind, GrantType
from shiming.jobs.types import JobId, JobRun
from shiming.kernel.actor import system_actor
from shiming.kernel.ids import new_id
from shiming.kernel.outside import FetchReason
from tests.factories.accounts import NOW
from tests.factories.identity_provider import authorization_parameters, basic, token_parameters
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.fakes import FakeFetcher
from tests.identity_provider.rfc7591_3.conftest import ADDRESS, METADATA, Register, send_json
from tests.identity_provider.rfc9700_4.mutations import mutations
from tests.identity_provider.wire import Wire

CALLBACK = METADATA["redirect_uris"][0]
DEVICE = GrantType.DEVICE_CODE.value
KEY = ECKey.generate_key("P-256", {"kid": "k1"}, private=True).as_dict(private=False)

SIGNS = ("\\", "@", "#", "*", "\n", "\t", " ", "..", "%2e", "%00", "%0d")


class TestRegistration:
    def test_makes_a_client_that_people_are_asked_about(
        self,
        register: Register,
        wire: Wire,
        sign_in: SignIn,
    ) -> None:
        reply = register(grant_types=["authorization_code", "refresh_token"])

        told = reply.json
        client = Client.objects.get()
        assert reply.status == 201
        assert reply.header("Cache-Control") == "no-store"
        assert client.client_id == told["client_id"]
        assert client.kind == ClientKind.OTHER
        assert told["client_secret"] not in client.secret_hash
        # Twelve months (E3); afterwards it registers anew.
        year = dt.timedelta(days=365)
        assert client.secret_expires_at == client.created_at + year
        assert told["client_secret_expires_at"] == int(client.secret_expires_at.timestamp())
        assert told["registration_client_uri"].endswith(f"{ADDRESS}/{told['client_id']}")
        assert AuditRecord.objects.filter(
            event="identity_provider.client.registered", subject=f"client:{client.client_id}"
        ).exists()

        sign_in()
        away = wire.get(
            "/oauth2/authorize",
            authorization_parameters(client, redirect_uri=CALLBACK, scope="openid"),
        )
        code = away.answer.parameters["code"]
        tokens = wire.post(
            "/oauth2/token",
            token_parameters(code, redirect_uri=CALLBACK),
            authorization=basic(client, told["client_secret"]),
        )
        assert tokens.status == 200

    @pytest.mark.parametrize(
        ("changes", "is_own"),
        [
            ({}, False),
            ({"redirect_uris": ["http://127.0.0.1:4711/callback"]}, True),
            ({"grant_types": ["authorization_code", DEVICE]}, True),
            (
                {
                    "grant_types": ["authorization_code", DEVICE],
                    "sector_identifier_uri": "https://supplier.example/sector",
                },
                True,
            ),
        ],
    )
    def test_knows_people_as_others_do_only_where_they_come_back_to_one_host(
        self,
        register: Register,
        fetcher: FakeFetcher,
        changes: dict[str, object],
        *,
        is_own: bool,
    ) -> None:
        """Tokens for a device come back nowhere: it could name the host of anybody."""
        fetcher.body = json.dumps(METADATA["redirect_uris"]).encode()

        reply = register(**changes)

        client = Client.objects.get()
        assert reply.status == 201
        assert client.sector == (client.client_id if is_own else "supplier.example")

    @pytest.mark.parametrize("token", ["", "wrong", "x" * 43])
    def test_needs_leave(self, register: Register, token: str) -> None:
        reply = register(token=token)

        assert reply.status == 401
        assert reply.json["error"] == "invalid_token"
        assert reply.header("WWW-Authenticate").startswith("Bearer")
        assert not Client.objects.exists()

    def test_ends_when_the_leave_is_used_up(self, register: Register) -> None:
        assert [register().status for _ in range(3)] == [201, 201, 401]

    def test_ends_when_the_leave_is_over(
        self, register: Register, time: time_machine.Traveller
    ) -> None:
        time.shift(dt.timedelta(days=8))

        assert register().status == 401

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"redirect_uris": []}, "invalid_redirect_uri"),
            ({"redirect_uris": ["javascript:alert(1)"]}, "invalid_redirect_uri"),
            ({"redirect_uris": ["http://supplier.example/"]}, "invalid_redirect_uri"),
            ({"redirect_uris": ["https://supplier.example/#x"]}, "invalid_redirect_uri"),
            ({"redirect_uris": ["https://*.supplier.example/"]}, "invalid_redirect_uri"),
            ({"redirect_uris": "https://supplier.example/"}, "invalid_client_metadata"),
            ({"redirect_uris": [1]}, "invalid_client_metadata"),
            ({"redirect_uris": ["https://a.example/"] * 1 + ["https://b.example/"]}, None),
            ({"post_logout_redirect_uris": ["javascript:x"]}, "invalid_redirect_uri"),
            ({"client_name": ""}, "invalid_client_metadata"),
            ({"client_name": "x" * 101}, "invalid_client_metadata"),
            ({"client_name": "a\u202eb"}, "invalid_client_metadata"),
            ({"scope": "openid identity_number"}, "invalid_client_metadata"),
            ({"scope": "openid email"}, "invalid_client_metadata"),
            ({"scope": "profile"}, "invalid_client_metadata"),
            ({"grant_types": ["implicit"]}, "invalid_client_metadata"),
            ({"grant_types": ["password"]}, "invalid_client_metadata"),
            ({"grant_types": ["client_credentials"]}, "invalid_client_metadata"),
            ({"response_types": ["token"]}, "invalid_client_metadata"),
            ({"subject_type": "public"}, "invalid_client_metadata"),
            ({"token_endpoint_auth_method": "tls_client_auth"}, "invalid_client_metadata"),
            ({"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata"),
            ({"id_token_signed_response_alg": "none"}, "invalid_client_metadata"),
            ({"id_token_signed_response_alg": "HS256"}, "invalid_client_metadata"),
            ({"jwks": {"keys": [{"kty": "oct", "k": "AA"}]}}, "invalid_client_metadata"),
            ({"jwks": "x"}, "invalid_client_metadata"),
            (
                {"jwks": {"keys": [KEY]}, "jwks_uri": "https://a.example/"},
                "invalid_client_metadata",
            ),
            ({"frontchannel_logout_uri": "https://other.example/"}, "invalid_client_metadata"),
        ],
    )
    def test_refuses_what_is_not_to_be_had(
        self, register: Register, changes: dict[str, object], error: str | None
    ) -> None:
        if changes.get("client_name") == "":
            changes = {"client_name": " "}
        reply = register(**changes)

        assert reply.status == 400
        assert reply.json["error"] == (error or "invalid_client_metadata")
        assert not Client.objects.exists()
        assert InitialAccessToken.objects.get().uses_left == 2

    @pytest.mark.parametrize(
        "body", [b"", b"{", b"[]", b"null", b"[" * 5000, b'{"client_name": "\\u0000"}']
    )
    def test_refuses_what_is_no_description(
        self, wire: Wire, initial_token: str, body: bytes
    ) -> None:
        reply = send_json(wire, "POST", ADDRESS, body, initial_token)

        assert reply.status == 400
        assert reply.json["error"] == "invalid_client_metadata"

    def test_refuses_other_bodies_and_methods(self, wire: Wire, initial_token: str) -> None:
        form = send_json(
            wire,
            "POST",
            ADDRESS,
            b"client_name=x",
            initial_token,
            CONTENT_TYPE="application/x-www-form-urlencoded",
        )

        assert form.status == 400
        assert wire.get(ADDRESS).status == 405

    def test_takes_no_address_that_two_could_read_differently(self, register: Register) -> None:
        # What is only another address of the same kind may be registered, of course.
        odd = [
            address
            for address in sorted(set(mutations(CALLBACK)))
            if any(sign in address for sign in SIGNS) or not address.lower().startswith("https://")
        ]

        assert len(odd) > 40
        assert {register(redirect_uris=[address]).status for address in odd} == {400}


class TestAddressesThatWeWouldCall:
    """SSRF: whatever the client names, we call nothing of our own."""

    @pytest.mark.parametrize(
        "name", ["jwks_uri", "logo_uri", "sector_identifier_uri", "backchannel_logout_uri"]
    )
    @pytest.mark.parametrize(
        "address",
        [
            "http://supplier.example/x",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://localhost/x",
            "https://169.254.169.254/latest/meta-data/",
            "https://10.0.0.8/x",
            "https://user@supplier.example/x",
            "https://supplier.example/x#y",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "gopher://supplier.example/",
            "/relative",
        ],
    )
    def test_are_refused_before_they_are_called(
        self, register: Register, fetcher: FakeFetcher, name: str, address: str
    ) -> None:
        reply = register(**{name: address})

        assert reply.status == 400
        assert reply.json["error"] == "invalid_client_metadata"
        assert fetcher.calls == []
        assert not Client.objects.exists()

    @pytest.mark.parametrize("name", ["jwks_uri", "sector_identifier_uri"])
    @pytest.mark.parametrize(
        "fault", [FetchReason.ADDRESS_PRIVATE, FetchReason.REDIRECTED, FetchReason.TIMEOUT]
    )
    def test_are_refused_if_they_lead_inwards(
        self, register: Register, fetcher: FakeFetcher, name: str, fault: FetchReason
    ) -> None:
        fetcher.fault = fault

        reply = register(**{name: "https://supplier.example/x"})

        assert reply.status == 400
        assert fault.value not in reply.text
        assert not Client.objects.exists()

    @pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"keys": []}', b'{"keys": [1]}'])
    def test_must_say_what_they_should(
        self, register: Register, fetcher: FakeFetcher, body: bytes
    ) -> None:
        fetcher.body = body

        assert register(jwks_uri="https://supplier.example/x").status == 400
        assert register(sector_identifier_uri="https://supplier.example/x").status == 400

    def test_bring_keys(
        self,
        register: Register,
        fetcher: FakeFetcher,
        time: time_machine.Traveller,
    ) -> None:
        fetcher.body = json.dumps({"keys": [KEY]}).encode()

        reply = register(
            jwks_uri="https://supplier.example/jwks", token_endpoint_auth_method="private_key_jwt"
        )

        assert reply.status == 201
        assert "client_secret" not in reply.json
        assert Client.objects.get().jwks == [KEY]

        later = KEY | {"kid": "k2"}
        fetcher.body = json.dumps({"keys": [later]}).encode()
        job = JobRun(id=JobId(new_id()), kind="", subject="", now=NOW)
        read_client_keys(job)
        early = Client.objects.get().jwks
        time.shift(dt.timedelta(hours=2))
        read_client_keys(job)
        assert (early, Client.objects.get().jwks) == ([KEY], [later])

        fetcher.fault = FetchReason.TIMEOUT
        time.shift(dt.timedelta(hours=2))
        read_client_keys(job)
        assert Client.objects.get().jwks == [later]

    def test_name_the_sector(self, register: Register, fetcher: FakeFetcher) -> None:
        addresses = ["https://a.example/callback", "https://b.example/callback"]
        fetcher.body = json.dumps([*addresses, "https://c.example/"]).encode()

        reply = register(
            redirect_uris=addresses, sector_identifier_uri="https://sector.example/list"
        )

        assert reply.status == 201
        assert Client.objects.get().sector == "sector.example"

    def test_name_no_sector_of_others(self, register: Register, fetcher: FakeFetcher) -> None:
        """Without the list anybody could learn the names that another sector's clients know."""
        fetcher.body = json.dumps(["https://somebody.example/"]).encode()

        reply = register(sector_identifier_uri="https://sector.example/list")

        assert reply.status == 400


class TestInitialAccessToken:
    def test_never_covers_full_numbers(self, db: None, provider_settings: object) -> None:
        with pytest.raises(ScopeUnknown):
            issue_initial_token(
                name="某软件公司",
                scopes=["openid", "identity_number"],
                uses=1,
                lifetime=dt.timedelta(days=1),
                actor=system_actor(device="tests"),
                now=NOW,
            )
        assert not InitialAccessToken.objects.exists()

    def test_is_kept_as_a_hash(self, initial_token: str) -> None:
        assert initial_token not in InitialAccessToken.objects.get().token_hash
        assert AuditRecord.objects.filter(event="identity_provider.initial_token.issued").exists()
