"""RFC 9126, sections 2 to 5: requests that the client pushes before it sends the person."""

import datetime as dt
import urllib.parse
from collections.abc import Callable

import pytest
import time_machine

from shiming.identity_provider.models import AuthorizationCode, Client, PushedRequest
from tests.factories.identity_provider import (
    CALLBACK,
    authorization_parameters,
    basic,
    make_client,
)
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

PUSH = "/oauth2/par"
Push = Callable[..., Reply]


@pytest.fixture
def client(db: None, provider_settings: object) -> Client:
    return make_client()


@pytest.fixture
def push(wire: Wire) -> Push:
    def push(client: Client, **changes: str | None) -> Reply:
        return wire.post(
            PUSH, authorization_parameters(client, **changes), authorization=basic(client)
        )

    return push


def come_with(wire: Wire, client: Client, request_uri: str, **more: str) -> Reply:
    return wire.get(
        "/oauth2/authorize",
        {"client_id": client.client_id, "request_uri": request_uri, **more},
    )


class TestPushing:
    def test_gives_a_reference_that_works_once(
        self, wire: Wire, client: Client, push: Push, sign_in: SignIn
    ) -> None:
        sign_in()

        pushed = push(client)
        first = come_with(wire, client, pushed.json["request_uri"])
        second = come_with(wire, client, pushed.json["request_uri"])

        assert pushed.status == 201
        assert pushed.json["expires_in"] == 60
        assert pushed.json["request_uri"].startswith("urn:ietf:params:oauth:request_uri:")
        assert pushed.header("Cache-Control") == "no-store"
        assert "code" in first.answer.parameters
        assert first.answer.parameters["state"] == "state-1"
        assert (second.status, second.header("Location")) == (400, "")
        assert "invalid_request_uri" in second.text

    def test_survives_a_sign_in_on_the_way(
        self, wire: Wire, client: Client, push: Push, sign_in: SignIn
    ) -> None:
        away = come_with(wire, client, push(client).json["request_uri"])
        sign_in()

        assert "code" in wire.get(away.answer.parameters["next"]).answer.parameters

    def test_keeps_neither_the_reference_nor_a_secret(
        self, client: Client, wire: Wire, push: Push
    ) -> None:
        request_uri = push(client, client_secret=None, login_hint="somebody").json["request_uri"]

        row = PushedRequest.objects.get()
        assert request_uri not in row.reference_hash
        assert "secret" not in row.query
        assert "somebody" not in row.query

    def test_refuses_a_client_that_does_not_prove_who_it_is(
        self, wire: Wire, client: Client
    ) -> None:
        reply = wire.post(
            PUSH, authorization_parameters(client), authorization=basic(client, "wrong")
        )

        assert reply.status == 401
        assert reply.json["error"] == "invalid_client"
        assert not PushedRequest.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"redirect_uri": "https://evil.example/"}, "invalid_request"),
            ({"redirect_uri": None}, "invalid_request"),
            ({"scope": "openid admin"}, "invalid_scope"),
            ({"code_challenge": None}, "invalid_request"),
            ({"code_challenge_method": "plain"}, "invalid_request"),
            ({"nonce": None}, "invalid_request"),
            ({"response_type": "token"}, "unsupported_response_type"),
            ({"request_uri": "urn:ietf:params:oauth:request_uri:x"}, "invalid_request"),
            ({"request": "eyJ"}, "invalid_request_object"),
        ],
    )
    def test_refuses_to_the_clients_face_what_nobody_could_mend(
        self, client: Client, push: Push, changes: dict[str, str | None], error: str
    ) -> None:
        reply = push(client, **changes)

        assert reply.status == 400
        assert reply.json["error"] == error
        assert not PushedRequest.objects.exists()

    def test_takes_a_post_only(self, wire: Wire, engine: object) -> None:
        assert wire.get(PUSH).status == 405


class TestReference:
    def test_expires(
        self,
        wire: Wire,
        client: Client,
        push: Push,
        sign_in: SignIn,
        time: time_machine.Traveller,
    ) -> None:
        request_uri = push(client).json["request_uri"]
        sign_in()
        time.shift(dt.timedelta(seconds=61))

        assert come_with(wire, client, request_uri).status == 400
        assert not AuthorizationCode.objects.exists()

    def test_is_of_no_use_to_another_client(
        self, wire: Wire, client: Client, push: Push, sign_in: SignIn
    ) -> None:
        request_uri = push(client).json["request_uri"]
        sign_in()

        stolen = come_with(wire, make_client(), request_uri)
        mine = come_with(wire, client, request_uri)

        assert (stolen.status, stolen.header("Location")) == (400, "")
        assert "code" in mine.answer.parameters

    @pytest.mark.parametrize(
        "address",
        [
            "https://client.example/request",
            "http://127.0.0.1/",
            "http://169.254.169.254/latest/meta-data/",
            "file:///etc/passwd",
            "urn:ietf:params:oauth:request_uri:guessed",
        ],
    )
    def test_is_one_of_ours_and_nothing_is_ever_fetched(
        self, wire: Wire, client: Client, sign_in: SignIn, fetcher: object, address: str
    ) -> None:
        sign_in()

        reply = come_with(wire, client, address)

        assert (reply.status, reply.header("Location")) == (400, "")
        assert "invalid_request_uri" in reply.text
        assert fetcher.calls == []  # type: ignore[attr-defined]  # a FakeFetcher

    def test_lets_nothing_beside_it_count(
        self, wire: Wire, client: Client, push: Push, sign_in: SignIn
    ) -> None:
        sign_in()

        reply = come_with(
            wire,
            client,
            push(client).json["request_uri"],
            redirect_uri="https://evil.example/",
            state="of-somebody-else",
            scope="openid profile",
        )

        assert reply.answer.address == CALLBACK
        assert reply.answer.parameters["state"] == "state-1"
        assert AuthorizationCode.objects.get().scopes == "openid"


class TestClientThatMustPush:
    def test_is_refused_a_plain_request(
        self, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        client = make_client(needs_pushed_requests=True)
        sign_in()

        reply = authorize(client)

        assert (reply.status, reply.header("Location")) == (400, "")
        assert not AuthorizationCode.objects.exists()

    def test_is_served_when_it_does(self, wire: Wire, push: Push, sign_in: SignIn) -> None:
        client = make_client(needs_pushed_requests=True)

        away = come_with(wire, client, push(client).json["request_uri"])
        sign_in()

        assert "code" in wire.get(away.answer.parameters["next"]).answer.parameters


def test_resources_come_through_a_sign_in(
    wire: Wire, push: Push, sign_in: SignIn, db: None, provider_settings: object
) -> None:
    """RFC 8707, section 2: `resource` may come more than once."""
    client = make_client(resources=["https://a.example/", "https://b.example/"])
    query = urllib.parse.urlencode(authorization_parameters(client))

    away = wire.get(
        "/oauth2/authorize", f"{query}&resource=https://a.example/&resource=https://b.example/"
    )
    sign_in()
    wire.get(away.answer.parameters["next"])

    assert AuthorizationCode.objects.get().resources.split() == [
        "https://a.example/",
        "https://b.example/",
    ]
