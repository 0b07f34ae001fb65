"""RFC 6749, sections 2.3, 3.2.1 and 5.2: who asks the token endpoint, and how it is refused."""

import base64
import urllib.parse
from collections.abc import Callable

import pytest

from shiming.identity_provider.models import AccessToken
from shiming.identity_provider.types import AuthMethod, ClientState
from tests.factories.identity_provider import SECRET, basic, make_client, token_parameters
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Wire


class TestClientAuthentication:
    def test_takes_the_secret_in_the_body_from_a_client_registered_for_it(
        self, wire: Wire, sign_in: SignIn, get_code: Callable[..., str]
    ) -> None:
        client = make_client(auth_method=AuthMethod.POST)
        sign_in()
        parameters = token_parameters(
            get_code(client), client_id=client.client_id, client_secret=SECRET
        )

        assert wire.post("/oauth2/token", parameters).status == 200

    @pytest.mark.parametrize(
        ("registered", "sent"),
        [
            (AuthMethod.BASIC, AuthMethod.POST),
            (AuthMethod.BASIC, AuthMethod.NONE),
            (AuthMethod.POST, AuthMethod.BASIC),
            (AuthMethod.POST, AuthMethod.NONE),
            (AuthMethod.NONE, AuthMethod.BASIC),
            (AuthMethod.NONE, AuthMethod.POST),
        ],
    )
    def test_refuses_every_way_but_the_registered_one(
        self,
        wire: Wire,
        sign_in: SignIn,
        get_code: Callable[..., str],
        registered: AuthMethod,
        sent: AuthMethod,
    ) -> None:
        client = make_client(auth_method=registered)
        sign_in()
        parameters = token_parameters(get_code(client), client_id=client.client_id)
        if sent is AuthMethod.POST:
            parameters["client_secret"] = SECRET
        authorization = basic(client) if sent is AuthMethod.BASIC else ""

        reply = wire.post("/oauth2/token", parameters, authorization=authorization)

        assert (reply.status, reply.json["error"]) == (401, "invalid_client")
        assert bool(reply.header("WWW-Authenticate")) is (sent is AuthMethod.BASIC)
        assert not AccessToken.objects.exists()

    @pytest.mark.parametrize("secret", ["", "wrong", f"{SECRET}x", SECRET[:-1]])
    def test_refuses_a_wrong_secret_and_an_unknown_client_in_the_same_words(
        self, wire: Wire, sign_in: SignIn, get_code: Callable[..., str], secret: str
    ) -> None:
        client = make_client()
        sign_in()
        parameters = token_parameters(get_code(client))
        stranger = f"Basic {base64.b64encode(b'nobody:secret').decode()}"

        wrong = wire.post("/oauth2/token", parameters, authorization=basic(client, secret))
        unknown = wire.post("/oauth2/token", parameters, authorization=stranger)

        assert wrong.status == unknown.status == 401
        assert wrong.body == unknown.body
        assert not AccessToken.objects.exists()

    def test_refuses_a_suspended_client(
        self, wire: Wire, sign_in: SignIn, get_code: Callable[..., str]
    ) -> None:
        client = make_client()
        sign_in()
        code = get_code(client)
        client.state = ClientState.SUSPENDED
        client.save()

        reply = wire.post("/oauth2/token", token_parameters(code), authorization=basic(client))

        assert reply.json["error"] == "invalid_client"

    def test_refuses_two_ways_at_once(
        self, wire: Wire, sign_in: SignIn, get_code: Callable[..., str]
    ) -> None:
        client = make_client()
        sign_in()
        code = get_code(client)

        for more in ({"client_secret": SECRET}, {"client_id": make_client().client_id}):
            reply = wire.post(
                "/oauth2/token", token_parameters(code, **more), authorization=basic(client)
            )
            assert (reply.status, reply.json["error"]) == (400, "invalid_request")

    @pytest.mark.parametrize(
        "authorization",
        [
            "Basic",
            "Basic ",
            "Basic ***",
            "Basic bm9jb2xvbg==",
            "Basic //79",
            "Bearer x",
            "Digest x",
        ],
    )
    def test_refuses_a_header_that_cannot_be_read(
        self, wire: Wire, engine: object, authorization: str
    ) -> None:
        reply = wire.post("/oauth2/token", token_parameters("code"), authorization=authorization)

        assert (reply.status, reply.json["error"]) == (401, "invalid_client")

    def test_decodes_both_halves_of_the_header(
        self, wire: Wire, sign_in: SignIn, get_code: Callable[..., str]
    ) -> None:
        client = make_client()
        sign_in()
        pair = f"{client.client_id.replace('-', '%2D')}:{SECRET}"
        authorization = f"basic {base64.b64encode(pair.encode()).decode()}"

        reply = wire.post(
            "/oauth2/token", token_parameters(get_code(client)), authorization=authorization
        )

        assert reply.status == 200


class TestTokenRequest:
    @pytest.mark.parametrize(
        ("grant_type", "error"),
        [
            (None, "invalid_request"),
            ("password", "unsupported_grant_type"),
            ("implicit", "unsupported_grant_type"),
            ("client_credentials", "unauthorized_client"),
        ],
    )
    def test_knows_no_grant_but_those_of_the_client(
        self, wire: Wire, engine: object, grant_type: str | None, error: str
    ) -> None:
        parameters = token_parameters("code", grant_type=grant_type)

        reply = wire.post("/oauth2/token", parameters, authorization=basic(make_client()))

        assert (reply.status, reply.json["error"]) == (400, error)

    def test_must_not_say_anything_twice(
        self, wire: Wire, sign_in: SignIn, get_code: Callable[..., str]
    ) -> None:
        client = make_client()
        sign_in()
        body = urllib.parse.urlencode(token_parameters(get_code(client)))

        reply = wire.post("/oauth2/token", f"{body}&code=other", authorization=basic(client))

        assert (reply.status, reply.json["error"]) == (400, "invalid_request")
        assert not AccessToken.objects.exists()

    def test_is_not_read_out_of_the_address(
        self, wire: Wire, sign_in: SignIn, get_code: Callable[..., str]
    ) -> None:
        client = make_client()
        sign_in()
        query = urllib.parse.urlencode(token_parameters(get_code(client)))

        reply = wire.post("/oauth2/token", authorization=basic(client), QUERY_STRING=query)

        assert reply.json["error"] == "invalid_request"

    @pytest.mark.parametrize("content_type", ["application/json", "text/plain", ""])
    def test_must_be_form_encoded(self, wire: Wire, engine: object, content_type: str) -> None:
        reply = wire.post("/oauth2/token", token_parameters("code"), CONTENT_TYPE=content_type)

        assert (reply.status, reply.json["error"]) == (400, "invalid_request")

    def test_refuses_a_name_that_no_database_takes(self, wire: Wire, db: None) -> None:
        encoded = base64.b64encode(b"any%00body:secret").decode()

        reply = wire.post("/oauth2/token", {}, authorization=f"Basic {encoded}")

        assert (reply.status, reply.json["error"]) == (401, "invalid_client")
