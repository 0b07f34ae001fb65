"""RFC 6749, section 4.4: a client that acts for itself."""

from collections.abc import Callable

import pytest

from shiming.audit.models import AuditRecord
from shiming.identity_provider.models import AccessToken, Client, RefreshToken
from shiming.identity_provider.types import AuthMethod, ClientState, GrantType
from tests.factories.identity_provider import basic, make_client
from tests.identity_provider.wire import Reply, Wire

pytestmark = pytest.mark.usefixtures("engine")
Act = Callable[..., Reply]


def make_machine(**more: object) -> Client:
    given: dict[str, object] = {
        "grant_types": [GrantType.CLIENT_CREDENTIALS],
        "allowed_scopes": ["rosters:read", "rosters:write", "openid"],
    }
    return make_client(**{**given, **more})  # type: ignore[arg-type]  # columns of the client


@pytest.fixture
def act(wire: Wire) -> Act:
    def act(client: Client, **more: str) -> Reply:
        parameters = {"grant_type": "client_credentials", **more}
        return wire.post("/oauth2/token", parameters, authorization=basic(client))

    return act


class TestClientCredentials:
    def test_buy_an_access_token_and_nothing_else(self, act: Act) -> None:
        reply = act(make_machine(), scope="rosters:read")

        assert reply.status == 200
        assert reply.json.keys() == {"access_token", "token_type", "expires_in", "scope"}
        assert (reply.json["token_type"], reply.json["scope"]) == ("Bearer", "rosters:read")
        assert reply.header("Cache-Control") == "no-store"
        assert not RefreshToken.objects.exists()

    def test_are_kept_as_a_hash_with_a_record_of_the_audit(self, act: Act) -> None:
        client = make_machine()

        text = act(client).json["access_token"]

        token = AccessToken.objects.get()
        assert text not in {token.token_hash, str(token.pk)}
        record = AuditRecord.objects.get(event="identity_provider.tokens.issued")
        assert record.subject == f"client:{client.client_id}"
        assert (record.account_id, record.acting_kind) == (None, "system")
        assert text not in record.details

    @pytest.mark.parametrize("scope", ["rosters:delete", "openid", "rosters:read openid"])
    def test_reach_neither_further_than_the_client_nor_to_a_person(
        self, act: Act, scope: str
    ) -> None:
        reply = act(make_machine(), scope=scope)

        assert (reply.status, reply.json["error"]) == (400, "invalid_scope")
        assert not AccessToken.objects.exists()

    def test_open_no_userinfo(self, wire: Wire, act: Act) -> None:
        token = act(make_machine()).json["access_token"]

        reply = wire.get("/oauth2/userinfo", authorization=f"Bearer {token}")

        assert (reply.status, reply.json["error"]) == (403, "insufficient_scope")

    def test_are_refused_to_a_public_client(self, wire: Wire) -> None:
        client = make_machine(auth_method=AuthMethod.NONE)
        parameters = {"grant_type": "client_credentials", "client_id": client.client_id}

        reply = wire.post("/oauth2/token", parameters)

        assert (reply.status, reply.json["error"]) == (400, "unauthorized_client")
        assert not AccessToken.objects.exists()

    def test_are_refused_to_a_client_that_was_not_given_this_way(self, act: Act) -> None:
        reply = act(make_client())

        assert (reply.status, reply.json["error"]) == (400, "unauthorized_client")

    def test_end_when_the_client_is_suspended(self, wire: Wire, act: Act) -> None:
        client = make_machine()
        reader = make_machine(serves=["https://resource.example"])
        token = act(client).json["access_token"]
        Client.objects.filter(pk=client.pk).update(state=ClientState.SUSPENDED)

        reply = act(client)
        told = wire.post("/oauth2/introspect", {"token": token}, authorization=basic(reader))

        assert (reply.status, reply.json["error"]) == (401, "invalid_client")
        assert told.json == {"active": False}
