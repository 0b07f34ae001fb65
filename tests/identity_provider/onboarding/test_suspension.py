"""A client that an officer suspends is refused at its next step, wherever it stands in a flow."""

from collections.abc import Callable

import pytest

from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.models import AuthorizationCode, Client, Consent
from shiming.identity_provider.types import ClientKind, ClientState
from tests.factories.identity_provider import basic, make_client
from tests.identity_provider.conftest import Refresh, SignIn
from tests.identity_provider.onboarding.conftest import csrf_of
from tests.identity_provider.wire import Reply, Wire

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


@pytest.fixture
def client(db: None, provider_settings: object) -> Client:
    return make_client(
        kind=ClientKind.OTHER, grant_types=["authorization_code", "refresh_token", DEVICE]
    )


def suspend() -> None:
    Client.objects.update(state=ClientState.SUSPENDED)


class TestSuspendedInMidFlow:
    def test_gets_no_code_for_who_comes_back_from_signing_in(
        self, wire: Wire, client: Client, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        away = authorize(client)
        sign_in()
        suspend()

        back = wire.get(away.answer.parameters["next"])

        assert back.status == 400
        assert AuthorizationCode.objects.count() == 0

    def test_gets_no_consent_and_no_code_for_it(
        self, wire: Wire, client: Client, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in()
        away = authorize(client, scope="openid profile")
        page = wire.follow(away)
        suspend()

        wire.post(
            f"{away.answer.address}/consent",
            {"csrfmiddlewaretoken": csrf_of(page), "scope": "profile", "remember": "yes"},
        )
        back = wire.get(away.answer.address)

        assert back.status == 400
        assert Consent.objects.count() == 0
        assert AuthorizationCode.objects.count() == 0

    def test_redeems_no_code(
        self,
        client: Client,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> None:
        sign_in()
        code = get_code(client)
        suspend()

        assert redeem(client, code).json["error"] == "invalid_client"
        assert AuthorizationCode.objects.get().redeemed_at is None

    def test_refreshes_nothing_and_learns_nothing(
        self, wire: Wire, get_tokens: Callable[..., dict[str, str]], refresh: Refresh
    ) -> None:
        client = make_client()
        tokens = get_tokens(client)
        bearer = f"Bearer {tokens['access_token']}"
        before = wire.get("/oauth2/userinfo", authorization=bearer).status
        suspend()

        assert before == 200
        assert wire.get("/oauth2/userinfo", authorization=bearer).status == 401
        assert refresh(client, tokens["refresh_token"]).json["error"] == "invalid_client"

    def test_lets_no_device_in(
        self, dispatcher: Dispatcher, wire: Wire, client: Client, sign_in: SignIn
    ) -> None:
        sign_in()
        machine = Wire(dispatcher)
        asked = machine.post(
            "/oauth2/device-authorization", {"scope": "openid"}, authorization=basic(client)
        ).json
        token = csrf_of(wire.get("/oauth2/device"))
        suspend()

        decided = wire.post(
            "/oauth2/device/decision",
            {
                "csrfmiddlewaretoken": token,
                "user_code": asked["user_code"],
                "decision": "approve",
            },
        )
        polled = machine.post(
            "/oauth2/token",
            {"grant_type": DEVICE, "device_code": asked["device_code"]},
            authorization=basic(client),
        )

        assert decided.status in {403, 422}
        assert AuthorizationCode.objects.count() == 0
        assert polled.json["error"] == "invalid_client"
