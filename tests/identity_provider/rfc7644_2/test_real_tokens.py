"""RFC 7644, section 2: SCIM with tokens that the provider really issues."""

import json
from collections.abc import Callable, Iterator

import pytest
from pytest_django.fixtures import Settings

from shiming.accounts.models import Account
from shiming.directory import ports
from shiming.directory.actions.scim_access.allow_scim_access import allow_scim_access
from shiming.directory.scim.schemas import USER
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.machine_tokens import EngineMachineTokens
from shiming.identity_provider.models import Client
from shiming.identity_provider.types import ClientState, GrantType
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from tests.factories.identity_provider import basic, make_client
from tests.identity_provider.conftest import ISSUER, SignIn
from tests.identity_provider.wire import Reply, Wire

pytestmark = pytest.mark.usefixtures("engine")
RESOURCE = f"{ISSUER}/scim/v2"


@pytest.fixture(autouse=True)
def _scim(settings: Settings, _wired: None) -> Iterator[None]:
    settings.ROOT_URLCONF = "tests.directory.api.site"
    with (
        ports.machine_tokens.replaced(EngineMachineTokens()),
        ports.scim_address.replaced(RESOURCE),
    ):
        yield


@pytest.fixture
def hr() -> Client:
    client = make_client(
        grant_types=[GrantType.CLIENT_CREDENTIALS],
        allowed_scopes=["scim:read", "scim:write"],
        resources=[RESOURCE, "https://elsewhere.example/api"],
    )
    allow_scim_access(
        client_id=client.client_id,
        organisation_code="",
        officer=system_actor(device="tests"),
        now=clock.now(),
    )
    return client


def token_of(
    wire: Wire, client: Client, *, scope: str = "scim:read scim:write", resource: str = RESOURCE
) -> str:
    parameters = {"grant_type": "client_credentials", "scope": scope, "resource": resource}
    token: str = wire.post("/oauth2/token", parameters, authorization=basic(client)).json[
        "access_token"
    ]
    return token


_here: list[Dispatcher] = []


@pytest.fixture(autouse=True)
def _dispatched(dispatcher: Dispatcher) -> None:
    _here[:] = [dispatcher]


def call(method: str, token: str, content: object = None, *, path: str = "Users") -> Reply:
    body = b"" if content is None else json.dumps(content).encode()
    headers = {"CONTENT_TYPE": "application/scim+json", "CONTENT_LENGTH": str(len(body))}
    return Wire(_here[0])._ask(
        method, f"/scim/v2/{path}", headers, body=body, authorization=f"Bearer {token}"
    )


class TestAToken:
    def test_of_a_client_that_was_let_in_opens_an_account(self, wire: Wire, hr: Client) -> None:
        created = call("POST", token_of(wire, hr), {"schemas": [USER], "userName": "staff.jia"})

        assert created.status == 201
        assert Account.objects.get(user_name="staff.jia").kind == "staff"

    def test_for_another_resource_opens_nothing(self, wire: Wire, hr: Client) -> None:
        elsewhere = token_of(wire, hr, resource="https://elsewhere.example/api")

        assert call("GET", elsewhere).status == 401

    def test_without_the_scope_writes_nothing(self, wire: Wire, hr: Client) -> None:
        reading = token_of(wire, hr, scope="scim:read")

        assert call("GET", reading).status == 200
        assert call("POST", reading, {"schemas": [USER], "userName": "x"}).status == 403

    def test_revoked_between_two_calls_is_worth_nothing(self, wire: Wire, hr: Client) -> None:
        token = token_of(wire, hr)
        assert call("GET", token).status == 200

        wire.post("/oauth2/revoke", {"token": token}, authorization=basic(hr))

        assert call("GET", token).status == 401
        assert call("POST", token, {"schemas": [USER], "userName": "x"}).status == 401
        assert not Account.objects.exists()

    def test_of_a_client_suspended_meanwhile_is_worth_nothing(self, wire: Wire, hr: Client) -> None:
        token = token_of(wire, hr)

        Client.objects.filter(pk=hr.pk).update(state=ClientState.SUSPENDED)

        assert call("GET", token).status == 401

    def test_of_a_person_opens_me_and_nothing_else(
        self,
        wire: Wire,
        hr: Client,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> None:
        Client.objects.update(
            grant_types=[GrantType.AUTHORIZATION_CODE, GrantType.CLIENT_CREDENTIALS],
            allowed_scopes=["openid", "scim:read", "scim:write"],
        )
        hr.refresh_from_db()
        sign_in()
        code = get_code(hr, scope="openid scim:read", resource=RESOURCE)
        persons = redeem(hr, code).json["access_token"]

        # Whoever signed on is no member of staff: let in, and not found.
        assert call("GET", persons, path="Me").status == 404
        assert call("GET", persons).status == 401
        assert call("GET", token_of(wire, hr), path="Me").status == 401

    def test_of_nobody_is_worth_nothing(self, wire: Wire, hr: Client) -> None:
        assert call("GET", "guess").status == 401
