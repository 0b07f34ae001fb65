"""RFC 7592, section 2: a client reads, changes and ends its own registration."""

from typing import Any

import pytest

from shiming.identity_provider.models import Client
from tests.factories.identity_provider import authorization_parameters
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.rfc7591_3.conftest import (
    ADDRESS,
    METADATA,
    Register,
    initial_token,
    register,
    send_json,
)
from tests.identity_provider.wire import Reply, Wire

__all__ = ["initial_token", "register"]


@pytest.fixture
def told(register: Register) -> dict[str, Any]:
    return register().json


def ask(
    wire: Wire, method: str, told: dict[str, Any], content: object = b"", *, token: str = ""
) -> Reply:
    return send_json(
        wire,
        method,
        f"{ADDRESS}/{told['client_id']}",
        {"client_id": told["client_id"], **content} if isinstance(content, dict) else content,
        token or told["registration_access_token"],
    )


class TestManagement:
    def test_shows_what_was_registered_and_no_secret(
        self, wire: Wire, told: dict[str, Any]
    ) -> None:
        reply = ask(wire, "GET", told)

        assert reply.status == 200
        assert reply.json["redirect_uris"] == METADATA["redirect_uris"]
        assert "client_secret" not in reply.json

    def test_puts_another_description_in_its_place(self, wire: Wire, told: dict[str, Any]) -> None:
        changed = {**METADATA, "redirect_uris": ["https://supplier.example/new"]}

        reply = ask(wire, "PUT", told, changed)

        assert reply.status == 200
        assert reply.json["redirect_uris"] == ["https://supplier.example/new"]
        assert Client.objects.get().redirect_uris == ["https://supplier.example/new"]

    @pytest.mark.parametrize(
        "change",
        [
            {"redirect_uris": ["javascript:x"]},
            {"token_endpoint_auth_method": "none"},
            {"scope": "openid email"},
            {"jwks_uri": "https://127.0.0.1/"},
            {"client_id": "client-of-another"},
            {"client_id": ""},
            {"client_id": None},
        ],
    )
    def test_holds_changes_to_the_same_rules(
        self, wire: Wire, told: dict[str, Any], change: dict[str, object]
    ) -> None:
        before = Client.objects.values().get()

        assert ask(wire, "PUT", told, {**METADATA, **change}).status == 400
        assert Client.objects.values().get() == before

    def test_ends_the_registration(self, wire: Wire, told: dict[str, Any], sign_in: SignIn) -> None:
        reply = ask(wire, "DELETE", told)

        assert reply.status == 204
        assert ask(wire, "GET", told).status == 401
        sign_in()
        parameters = authorization_parameters(
            Client.objects.get(), redirect_uri=METADATA["redirect_uris"][0]
        )
        assert wire.get("/oauth2/authorize", parameters).status == 400

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
    def test_is_refused_with_a_wrong_token_or_that_of_another(
        self,
        wire: Wire,
        told: dict[str, Any],
        register: Register,
        initial_token: str,
        method: str,
    ) -> None:
        others = register().json["registration_access_token"]

        for token in ("wrong", others, initial_token):
            assert ask(wire, method, told, METADATA, token=token).status == 401
        assert ask(wire, method, {"client_id": "nobody"}, METADATA, token=others).status == 401
        assert Client.objects.filter(state="active").count() == 2
