"""RFC 7662, section 2: what a token is worth, told to whom it concerns."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from shiming.accounts.models import Account, Session
from shiming.accounts.types import AccountState
from shiming.identity_provider.models import Client
from shiming.identity_provider.types import AuthMethod, ClientState
from tests.factories.accounts import NOW
from tests.factories.identity_provider import SECRET, basic, make_client
from tests.identity_provider.conftest import ISSUER, Refresh
from tests.identity_provider.wire import Reply, Wire

RESOURCE = "https://resource.example/rosters"
Tokens = Callable[..., dict[str, str]]
Introspect = Callable[..., Reply]


@pytest.fixture
def introspect(wire: Wire) -> Introspect:
    def introspect(client: Client, token: str, **more: str) -> Reply:
        parameters = {"token": token, **more}
        return wire.post("/oauth2/introspect", parameters, authorization=basic(client))

    return introspect


@pytest.fixture
def client(engine: object) -> Client:
    return make_client(resources=[RESOURCE])


class TestIntrospection:
    def test_tells_the_client_what_its_token_is_worth(
        self, client: Client, get_tokens: Tokens, introspect: Introspect
    ) -> None:
        tokens = get_tokens(client, scope="openid phone")

        reply = introspect(client, tokens["access_token"])

        assert reply.status == 200
        assert reply.header("Cache-Control") == "no-store"
        told = reply.json
        subject = told.pop("sub")
        assert len(subject) == 43
        assert told == {
            "active": True,
            "iss": ISSUER,
            "client_id": client.client_id,
            "scope": "openid phone",
            "aud": ISSUER,
            "token_type": "Bearer",
            "iat": int(NOW.timestamp()),
            "exp": int(NOW.timestamp()) + 600,
            "auth_time": int(NOW.timestamp()),
            "acr": "urn:shiming:loa:registered",
            "amr": ["pwd"],
        }

    def test_tells_a_service_of_tokens_that_are_for_it_or_for_anybody(
        self, client: Client, get_tokens: Tokens, refresh: Refresh, introspect: Introspect
    ) -> None:
        tokens = get_tokens(client)
        for_rosters = refresh(client, tokens["refresh_token"], resource=RESOURCE).json
        rosters = make_client(serves=[RESOURCE])
        licences = make_client(serves=["https://resource.example/licences"])

        told = {
            (service, name): introspect(service, token).json["active"]
            for service in (rosters, licences)
            for name, token in (
                ("anybody", tokens["access_token"]),
                ("rosters", for_rosters["access_token"]),
                ("refresh", for_rosters["refresh_token"]),
            )
        }

        assert told == {
            (rosters, "anybody"): True,
            (rosters, "rosters"): True,
            (rosters, "refresh"): False,
            (licences, "anybody"): True,
            (licences, "rosters"): False,
            (licences, "refresh"): False,
        }

    def test_tells_another_client_nothing(
        self, client: Client, get_tokens: Tokens, introspect: Introspect
    ) -> None:
        tokens = get_tokens(client)

        replies = [introspect(make_client(), tokens[name]) for name in tokens if "_token" in name]

        assert {reply.body for reply in replies} == {b'{"active":false}'}

    @pytest.mark.parametrize("hint", ["", "refresh_token", "access_token", "nonsense"])
    def test_knows_both_kinds_whatever_the_hint_says(
        self, client: Client, get_tokens: Tokens, introspect: Introspect, hint: str
    ) -> None:
        tokens = get_tokens(client)

        replies = [
            introspect(client, tokens[name], token_type_hint=hint)
            for name in ("access_token", "refresh_token")
        ]

        assert [reply.json["active"] for reply in replies] == [True, True]
        assert ["aud" in reply.json for reply in replies] == [True, False]

    @pytest.mark.parametrize("token", ["unknown", "x" * 5000, "真"])
    def test_says_of_an_unknown_token_that_it_is_not_active(
        self, client: Client, introspect: Introspect, token: str
    ) -> None:
        reply = introspect(client, token)

        assert (reply.status, reply.json) == (200, {"active": False})

    @pytest.mark.parametrize("end", ["time", "session", "account", "client", "rotation"])
    def test_says_so_of_a_token_that_is_over(
        self,
        *,
        client: Client,
        account: Account,
        time: time_machine.Traveller,
        get_tokens: Tokens,
        refresh: Refresh,
        introspect: Introspect,
        end: str,
    ) -> None:
        tokens = get_tokens(client)
        reader = make_client(serves=[RESOURCE])
        token = tokens["access_token"]
        if end == "time":
            time.move_to(NOW + dt.timedelta(minutes=10))
        elif end == "session":
            Session.objects.update(ended_at=NOW, end_reason="signed_out")
        elif end == "account":
            Account.objects.filter(pk=account.pk).update(state=AccountState.FROZEN)
        elif end == "client":
            Client.objects.filter(pk=client.pk).update(state=ClientState.SUSPENDED)
        else:
            token, reader = tokens["refresh_token"], client
            refresh(client, token)

        assert introspect(reader, token).json == {"active": False}

    def test_needs_a_token(self, client: Client, introspect: Introspect) -> None:
        reply = introspect(client, "")

        assert (reply.status, reply.json["error"]) == (400, "invalid_request")

    def test_is_refused_to_a_public_client(
        self, wire: Wire, client: Client, get_tokens: Tokens
    ) -> None:
        token = get_tokens(client)["access_token"]
        public = make_client(auth_method=AuthMethod.NONE)

        reply = wire.post("/oauth2/introspect", {"token": token, "client_id": public.client_id})

        assert (reply.status, reply.json["error"]) == (401, "invalid_client")

    def test_is_refused_without_the_right_secret(
        self, wire: Wire, client: Client, get_tokens: Tokens
    ) -> None:
        token = get_tokens(client)["access_token"]

        replies = [
            wire.post("/oauth2/introspect", {"token": token}, authorization=authorization)
            for authorization in ("", basic(client, "wrong"), f"Bearer {token}")
        ]

        assert [reply.status for reply in replies] == [401, 401, 401]
        assert all("active" not in reply.text for reply in replies)

    def test_takes_no_token_out_of_the_address(self, wire: Wire, client: Client) -> None:
        reply = wire.ask(
            "GET", "/oauth2/introspect", QUERY_STRING=f"token=x&client_secret={SECRET}"
        )

        assert reply.status == 405
