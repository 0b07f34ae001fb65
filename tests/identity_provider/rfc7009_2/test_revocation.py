"""RFC 7009, section 2: a client gives a token back."""

from collections.abc import Callable

import pytest

from shiming.audit.models import AuditRecord
from shiming.identity_provider.models import Client
from shiming.identity_provider.types import AuthMethod
from tests.factories.identity_provider import basic, make_client
from tests.identity_provider.conftest import Refresh
from tests.identity_provider.wire import Reply, Wire

Tokens = Callable[..., dict[str, str]]
Revoke = Callable[..., Reply]


@pytest.fixture
def revoke(wire: Wire) -> Revoke:
    def revoke(client: Client, token: str, **more: str) -> Reply:
        parameters = {"token": token, **more}
        return wire.post("/oauth2/revoke", parameters, authorization=basic(client))

    return revoke


@pytest.fixture
def is_worth_something(wire: Wire) -> Callable[[str], bool]:
    def ask(token: str) -> bool:
        return wire.get("/oauth2/userinfo", authorization=f"Bearer {token}").status == 200

    return ask


@pytest.fixture
def client(engine: object) -> Client:
    return make_client()


class TestRevocation:
    def test_of_an_access_token_leaves_the_rest_of_the_grant(
        self,
        client: Client,
        get_tokens: Tokens,
        revoke: Revoke,
        refresh: Refresh,
        is_worth_something: Callable[[str], bool],
    ) -> None:
        tokens = get_tokens(client)

        reply = revoke(client, tokens["access_token"])

        assert (reply.status, reply.body) == (200, b"")
        assert not is_worth_something(tokens["access_token"])
        renewed = refresh(client, tokens["refresh_token"])
        assert is_worth_something(renewed.json["access_token"])
        record = AuditRecord.objects.get(event="identity_provider.token.revoked")
        assert record.subject == f"client:{client.client_id}"

    @pytest.mark.parametrize("hint", ["", "refresh_token", "access_token", "nonsense"])
    def test_of_a_refresh_token_takes_all_that_descends_from_the_grant(
        self,
        *,
        client: Client,
        get_tokens: Tokens,
        revoke: Revoke,
        refresh: Refresh,
        is_worth_something: Callable[[str], bool],
        hint: str,
    ) -> None:
        tokens = get_tokens(client)

        reply = revoke(client, tokens["refresh_token"], token_type_hint=hint)

        assert reply.status == 200
        assert not is_worth_something(tokens["access_token"])
        assert refresh(client, tokens["refresh_token"]).json["error"] == "invalid_grant"
        assert AuditRecord.objects.filter(event="identity_provider.grant.revoked").count() == 1

    def test_twice_is_as_good_as_once(
        self, client: Client, get_tokens: Tokens, revoke: Revoke
    ) -> None:
        token = get_tokens(client)["access_token"]

        statuses = [revoke(client, token).status for _ in range(2)]

        assert statuses == [200, 200]
        assert AuditRecord.objects.filter(event="identity_provider.token.revoked").count() == 1

    def test_of_an_unknown_token_is_no_error(self, client: Client, revoke: Revoke) -> None:
        reply = revoke(client, "unknown")

        assert reply.status == 200
        assert not AuditRecord.objects.filter(event__contains="revoked").exists()

    @pytest.mark.parametrize("name", ["access_token", "refresh_token"])
    def test_is_refused_to_another_client(
        self,
        *,
        client: Client,
        get_tokens: Tokens,
        revoke: Revoke,
        refresh: Refresh,
        is_worth_something: Callable[[str], bool],
        name: str,
    ) -> None:
        tokens = get_tokens(client)

        reply = revoke(make_client(), tokens[name])

        assert (reply.status, reply.json["error"]) == (400, "invalid_request")
        assert is_worth_something(tokens["access_token"])
        assert refresh(client, tokens["refresh_token"]).status == 200

    def test_is_refused_without_proof_of_who_asks(
        self,
        wire: Wire,
        client: Client,
        get_tokens: Tokens,
        is_worth_something: Callable[[str], bool],
    ) -> None:
        token = get_tokens(client)["access_token"]

        reply = wire.post("/oauth2/revoke", {"token": token, "client_id": client.client_id})

        assert (reply.status, reply.json["error"]) == (401, "invalid_client")
        assert is_worth_something(token)

    def test_is_open_to_public_clients_for_their_own(self, wire: Wire, engine: object) -> None:
        public = make_client(auth_method=AuthMethod.NONE)

        reply = wire.post("/oauth2/revoke", {"token": "unknown", "client_id": public.client_id})

        assert reply.status == 200

    def test_needs_a_token(self, client: Client, revoke: Revoke) -> None:
        reply = revoke(client, "")

        assert (reply.status, reply.json["error"]) == (400, "invalid_request")
