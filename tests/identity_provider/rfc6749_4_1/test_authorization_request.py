"""RFC 6749, section 4.1.2.1; OpenID Connect Core, 3.1.2.6: what goes back to the client."""

from collections.abc import Callable

import pytest

from shiming.identity_provider.models import AuthorizationCode
from shiming.identity_provider.types import Scope
from tests.factories.identity_provider import CALLBACK, make_client
from tests.identity_provider.conftest import ISSUER, SignIn
from tests.identity_provider.wire import Reply


class TestAuthorizationRequest:
    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"response_type": None}, "invalid_request"),
            ({"response_type": "token"}, "unsupported_response_type"),
            ({"response_type": "id_token"}, "unsupported_response_type"),
            ({"response_type": "code id_token"}, "unsupported_response_type"),
            ({"response_type": "none"}, "unsupported_response_type"),
            ({"response_mode": "fragment"}, "invalid_request"),
            ({"response_mode": "query.jwt"}, "invalid_request"),
            ({"scope": None}, "invalid_scope"),
            ({"scope": "profile"}, "invalid_scope"),
            ({"scope": "openid phone"}, "invalid_scope"),
            ({"scope": "openid admin"}, "invalid_scope"),
            ({"state": None}, "invalid_request"),
            ({"state": "s" * 2049}, "invalid_request"),
            ({"nonce": None}, "invalid_request"),
            ({"nonce": "n" * 513}, "invalid_request"),
            ({"resource": "https://api.example/other"}, "invalid_target"),
            ({"resource": "https://api.example/#x"}, "invalid_target"),
            ({"resource": "api"}, "invalid_target"),
            ({"dpop_jkt": "short"}, "invalid_request"),
            ({"registration": "{}"}, "registration_not_supported"),
            ({"prompt": "none login"}, "invalid_request"),
            ({"prompt": "none select_account"}, "invalid_request"),
            ({"prompt": "whatever"}, "invalid_request"),
            ({"max_age": "-1"}, "invalid_request"),
            ({"max_age": "1e3"}, "invalid_request"),
            ({"max_age": "٣"}, "invalid_request"),
            ({"claims": "{"}, "invalid_request"),
            ({"claims": "[]"}, "invalid_request"),
            ({"claims": '{"id_token": 1}'}, "invalid_request"),
            ({"claims": "[" * 4000}, "invalid_request"),
            ({"claims": "{}" + " " * 5000}, "invalid_request"),
            ({"id_token_hint": "rubbish"}, "invalid_request"),
        ],
    )
    def test_is_refused_with_the_code_of_the_standard(
        self,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
        changes: dict[str, str | None],
        error: str,
    ) -> None:
        client = make_client(allowed_scopes=[Scope.OPENID, Scope.PROFILE])
        sign_in()

        reply = authorize(client, **changes)

        assert reply.status == 303
        assert reply.answer.address == CALLBACK
        assert reply.answer.parameters["error"] == error
        assert reply.answer.parameters["iss"] == ISSUER
        assert not AuthorizationCode.objects.exists()

    def test_is_refused_to_a_client_for_machines_only(
        self, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in()

        reply = authorize(make_client(grant_types=["client_credentials"]))

        assert reply.answer.parameters["error"] == "unauthorized_client"

    def test_without_a_session_is_refused_before_anybody_is_asked_to_sign_in(
        self, engine: object, authorize: Callable[..., Reply]
    ) -> None:
        reply = authorize(make_client(), nonce=None)

        assert reply.answer.parameters["error"] == "invalid_request"
