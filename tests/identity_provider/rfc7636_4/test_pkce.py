"""RFC 7636: proof key for code exchange, S256 only (RFC 9700, 2.1.1)."""

from collections.abc import Callable

import pytest

from shiming.identity_provider.models import AccessToken, AuthorizationCode
from shiming.identity_provider.types import AuthMethod
from tests.factories.identity_provider import CHALLENGE, VERIFIER, make_client, token_parameters
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire


class TestChallenge:
    @pytest.mark.parametrize(
        "changes",
        [
            {"code_challenge": None, "code_challenge_method": None},
            {"code_challenge": None},
            {"code_challenge_method": None},
            {"code_challenge_method": "plain"},
            {"code_challenge": VERIFIER, "code_challenge_method": "plain"},
            {"code_challenge_method": "s256"},
            {"code_challenge_method": "S512"},
            {"code_challenge": CHALLENGE[:-1]},
            {"code_challenge": f"{CHALLENGE}="},
            {"code_challenge": "*" * 43},
        ],
    )
    @pytest.mark.parametrize("method", [AuthMethod.BASIC, AuthMethod.NONE])
    def test_is_needed_in_its_strong_form_by_every_client(
        self,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
        changes: dict[str, str | None],
        method: AuthMethod,
    ) -> None:
        client = make_client(auth_method=method)
        sign_in()

        reply = authorize(client, **changes)

        assert reply.answer.parameters["error"] == "invalid_request"
        assert not AuthorizationCode.objects.exists()


class TestVerifier:
    @pytest.mark.parametrize(
        "verifier",
        [None, "", "x" * 43, VERIFIER[:-1], f"{VERIFIER}x", VERIFIER.upper(), CHALLENGE, "x" * 129],
    )
    def test_must_fit_the_challenge(
        self,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
        verifier: str | None,
    ) -> None:
        client = make_client()
        sign_in()
        code = get_code(client)

        reply = redeem(client, code, code_verifier=verifier)

        assert (reply.status, reply.json["error"]) == (400, "invalid_grant")
        assert not AccessToken.objects.exists()
        assert AuthorizationCode.objects.get().redeemed_at is None

    def test_is_all_that_a_public_client_proves(
        self, wire: Wire, sign_in: SignIn, get_code: Callable[..., str]
    ) -> None:
        client = make_client(auth_method=AuthMethod.NONE)
        sign_in()
        code = get_code(client)

        without = wire.post(
            "/oauth2/token", token_parameters(code, client_id=client.client_id, code_verifier=None)
        )
        reply = wire.post("/oauth2/token", token_parameters(code, client_id=client.client_id))

        assert without.json["error"] == "invalid_grant"
        assert reply.status == 200
