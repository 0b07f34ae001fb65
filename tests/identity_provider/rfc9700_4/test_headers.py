"""RFC 9700, section 4.16, and what headers of a request may not change."""

from collections.abc import Callable

import pytest

from shiming.identity_provider.types import ClientKind
from tests.factories.identity_provider import (
    authorization_parameters,
    make_client,
)
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire


class TestHeadersOfTheRequest:
    """Host header poisoning: nothing that we say depends on how we were called."""

    @pytest.mark.parametrize(
        "poison",
        [
            {"HTTP_HOST": "evil.example"},
            {"HTTP_HOST": "localhost:8000@evil.example"},
            {"HTTP_HOST": "localhost.evil.example"},
            {"HTTP_HOST": ""},
        ],
    )
    def test_with_a_foreign_host_are_refused(
        self, wire: Wire, engine: object, poison: dict[str, str]
    ) -> None:
        client = make_client()
        parameters = authorization_parameters(client)

        for path in ("/oauth2/authorize", "/oauth2/end-session", "/cas/login", "/cas/logout"):
            reply = wire.get(path, parameters, **poison)
            assert (reply.status, reply.header("Location")) == (400, "")

    @pytest.mark.parametrize("name", ["HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED", "HTTP_X_HOST"])
    def test_change_nothing_of_what_we_say(self, wire: Wire, sign_in: SignIn, name: str) -> None:
        client = make_client()
        plain = wire.get("/.well-known/openid-configuration")

        poisoned = wire.get("/.well-known/openid-configuration", **{name: "evil.example"})
        away = wire.get(
            "/oauth2/authorize", authorization_parameters(client), **{name: "evil.example"}
        )

        assert poisoned.body == plain.body
        assert "evil" not in away.header("Location")

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:9000"])
    def test_are_not_reflected_as_an_allowed_origin(
        self, wire: Wire, sign_in: SignIn, origin: str
    ) -> None:
        """CORS: public documents are anybody's; nothing else is readable from elsewhere."""
        client = make_client()
        sign_in()
        asked = {
            "/oauth2/authorize": authorization_parameters(client, prompt="none"),
            "/oauth2/end-session": {},
            "/cas/login": {},
            "/oauth2/userinfo": {},
        }

        for path, parameters in asked.items():
            reply = wire.get(path, parameters, HTTP_ORIGIN=origin)
            assert reply.header("Access-Control-Allow-Origin") == ""
            assert reply.header("Access-Control-Allow-Credentials") == ""
        for path in ("/oauth2/token", "/oauth2/par"):
            reply = wire.post(path, {}, HTTP_ORIGIN=origin)
            assert reply.header("Access-Control-Allow-Credentials") == ""
            assert reply.header("Access-Control-Allow-Origin") != origin
        public = wire.get("/oauth2/jwks", HTTP_ORIGIN=origin)
        assert public.header("Access-Control-Allow-Origin") == "*"


class TestClickjacking:
    """RFC 9700, section 4.16: no page on which somebody agrees may stand in a frame."""

    def test_is_refused_on_every_page(
        self, wire: Wire, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in()
        shop = make_client(kind=ClientKind.OTHER)
        pages = [
            wire.follow(authorize(shop, scope="openid profile")),
            authorize(shop, redirect_uri="https://evil.example/"),
            authorize(shop, response_mode="form_post", prompt="none", scope="openid"),
            wire.get("/oauth2/end-session"),
            wire.get("/cas/logout"),
        ]

        for page in pages:
            assert page.header("X-Frame-Options") == "DENY"
            assert "frame-ancestors 'none'" in page.header("Content-Security-Policy")
