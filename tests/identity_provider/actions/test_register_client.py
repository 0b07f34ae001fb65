"""The authority registers a business system."""

from collections.abc import Callable

import pytest

from shiming.audit.models import AuditRecord
from shiming.identity_provider import errors
from shiming.identity_provider.actions.register_client import RegisteredClient, register_client
from shiming.identity_provider.models import Client
from shiming.identity_provider.types import (
    Abilities,
    AuthMethod,
    ClientKind,
    GrantType,
    TokenFormat,
)
from shiming.kernel.actor import system_actor
from shiming.kernel.errors import DomainError
from tests.factories.accounts import NOW
from tests.factories.signed_tokens import make_key, public

pytestmark = pytest.mark.django_db


@pytest.fixture
def register() -> Callable[..., RegisteredClient]:
    def register(**changes: object) -> RegisteredClient:
        wish: dict[str, object] = {
            "client_id": "hall-1",
            "name": "市政务大厅",
            "kind": ClientKind.GOVERNMENTAL,
            "redirect_uris": ["https://hall.example/callback"],
            "actor": system_actor(device="tests"),
            "now": NOW,
        }
        return register_client(**(wish | changes))  # type: ignore[arg-type]  # tests say what they change

    return register


class TestRegisterClient:
    def test_shows_the_secret_once_and_keeps_its_hash(
        self, register: Callable[..., RegisteredClient]
    ) -> None:
        registered = register()

        client = Client.objects.get()
        assert registered.client_secret is not None
        assert len(registered.client_secret) == 43
        assert client.secret_hash not in {"", registered.client_secret}
        assert registered.client_secret not in repr(registered)
        assert client.sector == "hall.example"
        record = AuditRecord.objects.get()
        assert record.event == "identity_provider.client.registered"
        assert registered.client_secret not in record.details

    def test_registers_a_machine_that_signs(
        self, register: Callable[..., RegisteredClient]
    ) -> None:
        registered = register(
            redirect_uris=[],
            allowed_scopes=["rosters:read"],
            auth_method=AuthMethod.PRIVATE_KEY_JWT,
            abilities=Abilities(
                grant_types=(GrantType.CLIENT_CREDENTIALS,),
                jwks=(public(make_key()),),
                serves=("https://rosters.example/api",),
                access_token_format=TokenFormat.JWT,
            ),
        )

        client = Client.objects.get()
        assert (registered.client_secret, client.secret_hash) == (None, "")
        assert (client.sector, client.redirect_uris) == ("hall-1", [])
        assert client.grant_types == ["client_credentials"]
        assert client.serves == ["https://rosters.example/api"]
        assert client.access_token_format == TokenFormat.JWT
        assert client.jwks[0]["crv"] == "P-256"

    def test_gives_a_public_client_no_secret(
        self, register: Callable[..., RegisteredClient]
    ) -> None:
        assert register(auth_method=AuthMethod.NONE).client_secret is None
        assert Client.objects.get().secret_hash == ""

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"client_id": "?"}, errors.ClientIdInvalid),
            ({"redirect_uris": ["http://hall.example/"]}, errors.RedirectUriInvalid),
            (
                {"redirect_uris": ["https://a.example/", "https://b.example/"]},
                errors.SectorUnclear,
            ),
            ({"allowed_scopes": ["openid", "everything"]}, errors.ScopeUnknown),
        ],
    )
    def test_refuses_what_the_policy_refuses(
        self,
        register: Callable[..., RegisteredClient],
        changes: dict[str, object],
        error: type[DomainError],
    ) -> None:
        with pytest.raises(error):
            register(**changes)

        assert not Client.objects.exists()
        assert not AuditRecord.objects.exists()

    def test_refuses_an_identifier_that_is_taken(
        self, register: Callable[..., RegisteredClient]
    ) -> None:
        register()

        with pytest.raises(errors.ClientIdTaken):
            register()

        assert Client.objects.count() == AuditRecord.objects.count() == 1
