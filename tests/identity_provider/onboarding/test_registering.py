"""What operators register without an application: names, ways in, launcher, term of the secret."""

import datetime as dt
import json
import pathlib
from collections.abc import Callable

import django
import pytest
from joserfc.jwk import ECKey

from config.cli import main
from shiming.identity_provider import errors, ports
from shiming.identity_provider.actions.register_client import RegisteredClient, register_client
from shiming.identity_provider.models import Client, RegisteredSystem
from shiming.identity_provider.types import ClientKind, Launch
from shiming.kernel.actor import system_actor
from shiming.kernel.levels import Level
from tests.factories.accounts import NOW
from tests.factories.identity_provider import CALLBACK, make_client
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

pytestmark = pytest.mark.django_db

Register = Callable[..., RegisteredClient]


@pytest.fixture
def register(provider_settings: ports.ProviderSettings) -> Register:
    def register(client_id: str = "hall", **more: object) -> RegisteredClient:
        values: dict[str, object] = {"redirect_uris": [CALLBACK], **more}
        return register_client(
            client_id=client_id,
            name="办事大厅",
            kind=ClientKind.GOVERNMENTAL,
            actor=system_actor(device="tests"),
            now=NOW,
            **values,  # type: ignore[arg-type]  # whatever the use case takes
        )

    return register


class TestRegistering:
    def test_ends_the_secret_after_twelve_months(self, register: Register) -> None:
        register()

        assert Client.objects.get().secret_expires_at == NOW + dt.timedelta(days=365)

    def test_enters_the_system_in_the_register(self, register: Register) -> None:
        register(owner="某局")

        system = RegisteredSystem.objects.get()
        assert (system.owner, system.state) == ("某局", "connected")

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "https://elsewhere.example/"])
    def test_launches_nothing_of_others(self, register: Register, address: str) -> None:
        for launch in (Launch(home_uri=address), Launch(initiate_login_uri=address)):
            with pytest.raises(errors.RedirectUriInvalid):
                register(launch=launch)
        assert Client.objects.count() == 0

    def test_knows_the_ways_in(self, register: Register) -> None:
        with pytest.raises(errors.SignInMethodUnknown):
            register(sign_in_methods=["carrier_pigeon"])

    def test_keeps_the_public_sector_for_public_names(self, register: Register) -> None:
        with pytest.raises(errors.SectorUnclear):
            register(sector="*")


@pytest.mark.usefixtures("engine")
class TestNames:
    def test_are_the_same_for_clients_of_public_names_only(
        self,
        register: Register,
        sign_in: SignIn,
        wire: Wire,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> None:
        sign_in()

        def name_at(client: Client, secret: str | None) -> str:
            tokens = redeem(client, get_code(client), **({"secret": secret} if secret else {}))
            bearer = f"Bearer {tokens.json['access_token']}"
            return str(wire.get("/oauth2/userinfo", authorization=bearer).json["sub"])

        def registered(client_id: str) -> str:
            made = register(client_id, is_public_subject=True)
            return name_at(Client.objects.get(client_id=client_id), made.client_secret)

        first = registered("one")
        second = registered("two")
        pairwise = name_at(make_client(sector="a.example"), None)

        assert first == second
        assert pairwise != first


class TestCommand:
    @pytest.fixture(autouse=True)
    def _django_is_set_up(
        self, monkeypatch: pytest.MonkeyPatch, provider_settings: ports.ProviderSettings
    ) -> None:
        # A second time would set the logging up anew, under the feet of the test run.
        monkeypatch.setattr(django, "setup", lambda: None)

    def test_adds_a_machine_with_keys(
        self, tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        keys = tmp_path / "keys.json"
        public = ECKey.generate_key("P-256").as_dict(private=False)
        keys.write_text(json.dumps({"keys": [public]}), encoding="utf-8")

        status = main(
            [
                *("client", "add", "reporter", "--name", "上报程序", "--scope", "report:write"),
                *("--grant-type", "client_credentials", "--auth-method", "private_key_jwt"),
                *("--jwks", str(keys), "--resource", "https://api.example/", "--dpop"),
                *("--audience", "https://reporter.example/", "--access-token-format", "jwt"),
            ]
        )

        client = Client.objects.get()
        assert (status, capsys.readouterr().out.splitlines()[1]) == (0, "client_secret  (none)")
        assert client.grant_types == ["client_credentials"]
        assert client.jwks[0]["x"] == public["x"]
        assert (client.resources, client.serves) == (
            ["https://api.example/"],
            ["https://reporter.example/"],
        )
        assert (client.access_token_format, client.needs_dpop) == ("jwt", True)

    def test_adds_a_machine_with_a_certificate(self) -> None:
        status = main(
            [
                *("client", "add", "gate", "--name", "网关", "--scope", "report:write"),
                *("--grant-type", "client_credentials", "--auth-method", "tls_client_auth"),
                *("--certificate", "CN=gate,O=Unit"),
            ]
        )

        assert status == 0
        assert Client.objects.get().certificate == "CN=gate,O=Unit"

    def test_adds_an_application_with_all_that_people_see(self) -> None:
        status = main(
            [
                *("client", "add", "hall", "--name", "办事大厅", "--owner", "某局"),
                *("--redirect-uri", CALLBACK, "--subject", "public", "--min-level", "primary"),
                *("--sign-in-method", "sms", "--sign-in-method", "certificate"),
                *("--min-unit-level", "intermediate"),
                *("--acting", "office", "--home-uri", "https://client.example/", "--tile", "办"),
            ]
        )

        client = Client.objects.get()
        assert status == 0
        assert (client.sector, client.min_level, client.tile_text) == ("*", 20, "办")
        assert client.min_unit_level == Level.INTERMEDIATE
        assert (client.sign_in_methods, client.acting_kinds) == (["sms", "certificate"], ["office"])

    @pytest.mark.parametrize(
        "more", [("--grant-type", "password"), ("--jwks", "/nowhere"), ("--acting", "king")]
    )
    def test_says_what_it_does_not_understand(
        self, more: tuple[str, str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        arguments = ["client", "add", "hall", "--name", "x", "--redirect-uri", CALLBACK, *more]

        assert main(arguments) == 1
        assert "Not understood" in capsys.readouterr().out
        assert Client.objects.count() == 0
