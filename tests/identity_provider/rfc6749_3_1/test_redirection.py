"""RFC 6749, section 3.1.2 and 4.1.2.1; RFC 9700, 2.1 and 4.11: where an answer may go."""

import urllib.parse
from collections.abc import Callable

import pytest

from shiming.audit.models import AuditRecord
from shiming.identity_provider.models import AuthorizationCode, Interaction
from shiming.identity_provider.types import ClientState
from tests.factories.identity_provider import CALLBACK, authorization_parameters, make_client
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

MUTATIONS = [
    "https://client.example/callback/",
    "https://client.example/callback?",
    "https://client.example/callback?x=1",
    "https://client.example/callback#",
    "https://client.example/callback#fragment",
    "https://client.example/Callback",
    "https://CLIENT.example/callback",
    "HTTPS://client.example/callback",
    "http://client.example/callback",
    "https://client.example:443/callback",
    "https://client.example:8443/callback",
    "https://client.example./callback",
    "https://client.example/callback/../callback",
    "https://client.example/./callback",
    "https://client.example//callback",
    "https://client.example/callback%00",
    "https://client.example/%63allback",
    "https://client.example/callback;",
    "https://client.example/callback\\@evil.example",
    "https://client.example@evil.example/callback",
    "https://user@client.example/callback",
    "https://client.example.evil.example/callback",
    "https://evil.example/callback",
    "https://evil.example/?https://client.example/callback",
    "//client.example/callback",
    "/callback",
    "client.example/callback",
    "javascript:alert(1)//https://client.example/callback",
    "data:text/html,https://client.example/callback",
    " https://client.example/callback",
    "https://client.example/callback ",
    "https://client.example/callback\r\nSet-Cookie: a=b",
    "https://сlient.example/callback",
    "https://client.example/callback\u200b",
]


class TestRedirection:
    @pytest.mark.parametrize("address", MUTATIONS)
    def test_goes_to_no_address_but_the_registered_one(
        self, sign_in: SignIn, authorize: Callable[..., Reply], address: str
    ) -> None:
        client = make_client()
        sign_in()
        before = AuditRecord.objects.count()

        reply = authorize(client, redirect_uri=address)

        assert reply.status == 400
        assert not reply.header("Location")
        assert "invalid_request" in reply.text
        assert 'href="http' not in reply.text
        assert not AuthorizationCode.objects.exists()
        assert not Interaction.objects.exists()
        assert AuditRecord.objects.count() == before

    def test_needs_an_address_even_where_only_one_is_registered(
        self, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        client = make_client()
        sign_in()

        reply = authorize(client, redirect_uri=None)

        assert (reply.status, reply.header("Location")) == (400, "")

    @pytest.mark.parametrize(
        ("client_id", "code"),
        [(None, "invalid_request"), ("", "invalid_request"), ("nobody", "invalid_client")],
    )
    def test_goes_nowhere_for_an_unknown_client(
        self, engine: object, authorize: Callable[..., Reply], client_id: str | None, code: str
    ) -> None:
        reply = authorize(make_client(), client_id=client_id)

        assert (reply.status, reply.header("Location")) == (400, "")
        assert code in reply.text

    def test_goes_nowhere_for_a_suspended_client(
        self, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        client = make_client(state=ClientState.SUSPENDED)
        sign_in()

        reply = authorize(client)

        assert (reply.status, reply.header("Location")) == (400, "")
        assert not AuthorizationCode.objects.exists()

    @pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
    def test_goes_nowhere_when_the_address_is_stated_twice(
        self, wire: Wire, sign_in: SignIn, name: str
    ) -> None:
        parameters = authorization_parameters(make_client())
        sign_in()
        query = urllib.parse.urlencode(parameters)

        reply = wire.get("/oauth2/authorize", f"{query}&{name}={parameters[name]}")

        assert (reply.status, reply.header("Location")) == (400, "")
        assert not AuthorizationCode.objects.exists()

    def test_keeps_the_query_of_a_registered_address(
        self, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        client = make_client(redirect_uris=[f"{CALLBACK}?tenant=1"])
        sign_in()

        reply = authorize(client, redirect_uri=f"{CALLBACK}?tenant=1")

        assert reply.header("Location").startswith(f"{CALLBACK}?tenant=1&code=")

    def test_never_repeats_the_method(
        self, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in()

        assert authorize(make_client()).status == 303


class TestParameters:
    @pytest.mark.parametrize("name", ["scope", "response_type", "nonce", "code_challenge", "x"])
    def test_must_not_come_twice(self, wire: Wire, sign_in: SignIn, name: str) -> None:
        parameters = authorization_parameters(make_client(), x="1")
        sign_in()
        query = urllib.parse.urlencode(parameters)

        reply = wire.get("/oauth2/authorize", f"{query}&{name}={parameters[name]}")

        assert reply.answer.address == CALLBACK
        assert reply.answer.parameters["error"] == "invalid_request"
        assert reply.answer.parameters["state"] == "state-1"
        assert not AuthorizationCode.objects.exists()

    def test_send_no_state_back_that_came_twice(self, wire: Wire, sign_in: SignIn) -> None:
        query = urllib.parse.urlencode(authorization_parameters(make_client()))
        sign_in()

        reply = wire.get("/oauth2/authorize", f"{query}&state=state-2")

        assert reply.answer.parameters["error"] == "invalid_request"
        assert "state" not in reply.answer.parameters

    def test_without_a_value_count_as_omitted(
        self, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        client = make_client()
        sign_in()

        assert authorize(client, state="").answer.parameters["error"] == "invalid_request"
        assert "code" in authorize(client, prompt="", max_age="").answer.parameters

    @pytest.mark.parametrize("query", ["state=%ff%fe", "state=a%00b", "&".join(["a=1"] * 70)])
    def test_that_cannot_be_read_are_refused_on_a_page(
        self, wire: Wire, sign_in: SignIn, query: str
    ) -> None:
        parameters = authorization_parameters(make_client(), state=None)
        sign_in()

        reply = wire.get("/oauth2/authorize", f"{urllib.parse.urlencode(parameters)}&{query}")

        assert (reply.status, reply.header("Location")) == (400, "")
        assert not AuthorizationCode.objects.exists()

    def test_may_come_in_a_post(self, wire: Wire, sign_in: SignIn) -> None:
        sign_in()

        reply = wire.post("/oauth2/authorize", authorization_parameters(make_client()))

        assert "code" in reply.answer.parameters
