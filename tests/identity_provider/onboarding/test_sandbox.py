"""E3: what a sandbox client does at our endpoints is noted as it does it; only testers use one."""

import secrets
from collections.abc import Callable

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from shiming.accounts.models import Account, Session
from shiming.identity_provider import ports
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.models import (
    AuthorizationCode,
    Client,
    SandboxTester,
    TrialResult,
)
from shiming.identity_provider.types import ClientEnvironment, Trial
from shiming.kernel.levels import Level
from tests.factories.accounts import NOW, make_account
from tests.factories.identity_provider import basic, make_client
from tests.identity_provider.conftest import ISSUER, SESSION_COOKIE, SignIn
from tests.identity_provider.wire import Reply, Wire

ASKED = "urn:shiming:loa:intermediate"


@pytest.fixture
def sandbox(account: Account, provider_settings: object) -> Client:
    client = make_client(environment=ClientEnvironment.SANDBOX)
    SandboxTester.objects.create(client=client, account=account, added_at=NOW)
    return client


@pytest.fixture
def tokens(
    sandbox: Client, sign_in: SignIn, get_code: Callable[..., str], redeem: Callable[..., Reply]
) -> dict[str, str]:
    sign_in()
    return redeem(sandbox, get_code(sandbox)).json


def noted() -> dict[str, str]:
    return dict(TrialResult.objects.values_list("trial", "detail"))


class TestJointTest:
    def test_notes_a_sign_in_when_the_code_is_redeemed(self, tokens: dict[str, str]) -> None:
        assert noted() == {Trial.SIGN_IN: "urn:shiming:loa:registered pwd"}
        assert TrialResult.objects.get().first_at == NOW

    def test_notes_that_the_clock_was_ahead_when_userinfo_is_fetched(
        self, wire: Wire, tokens: dict[str, str]
    ) -> None:
        keys = KeySet.import_key_set({"keys": wire.get("/oauth2/jwks").json["keys"]})
        claims = jwt.decode(tokens["id_token"], keys, algorithms=["ES256"]).claims

        wire.get("/oauth2/userinfo", authorization=f"Bearer {tokens['access_token']}")

        assert claims["iat"] == int(NOW.timestamp()) + 30
        assert noted()[Trial.CLOCK_SKEW] == "+30 s"

    def test_notes_a_replayed_code_that_was_refused(
        self,
        sandbox: Client,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> None:
        sign_in()
        code = get_code(sandbox)
        redeem(sandbox, code)

        again = redeem(sandbox, code)

        assert again.json["error"] == "invalid_grant"
        assert noted()[Trial.REPLAY] == "invalid_grant"

    def test_notes_a_refusal_that_went_back(
        self, sandbox: Client, authorize: Callable[..., Reply]
    ) -> None:
        reply = authorize(sandbox, prompt="none")

        assert reply.answer.parameters["error"] == "login_required"
        assert noted() == {Trial.REFUSAL: "login_required"}

    def test_notes_a_level_that_the_client_asked_for_and_got(
        self, sandbox: Client, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in(level=Level.INTERMEDIATE)
        authorize(sandbox)
        before = noted()

        authorize(sandbox, acr_values=ASKED)

        assert before == {}
        assert noted() == {Trial.STEP_UP: ASKED}

    def test_notes_a_sign_out_with_the_clients_own_token(
        self, sandbox: Client, wire: Wire, tokens: dict[str, str]
    ) -> None:
        wire.get("/oauth2/end-session", {"id_token_hint": tokens["id_token"]})

        assert noted()[Trial.SIGN_OUT] == "id_token_hint"

    def test_does_not_note_a_sign_out_that_anybody_could_ask_for(
        self, sandbox: Client, wire: Wire, tokens: dict[str, str]
    ) -> None:
        wire.get("/oauth2/end-session", {"client_id": sandbox.client_id})

        assert Trial.SIGN_OUT not in noted()

    def test_counts_what_is_done_again_in_one_row(
        self, sandbox: Client, authorize: Callable[..., Reply]
    ) -> None:
        authorize(sandbox, prompt="none")
        authorize(sandbox, prompt="none")

        assert TrialResult.objects.get().times == 2

    def test_notes_nothing_of_clients_in_production(
        self,
        wire: Wire,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> None:
        client = make_client()
        authorize(client, prompt="none")
        sign_in(level=Level.INTERMEDIATE)

        tokens = redeem(client, get_code(client, acr_values=ASKED)).json
        wire.get("/oauth2/userinfo", authorization=f"Bearer {tokens['access_token']}")
        wire.get("/oauth2/end-session", {"id_token_hint": tokens["id_token"]})

        assert noted() == {}


class TestTesters:
    def test_get_a_code(
        self, sandbox: Client, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in()

        assert "code" in authorize(sandbox).answer.parameters

    def test_are_the_only_ones_who_do(
        self, sandbox: Client, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in(who=make_account())

        reply = authorize(sandbox)

        assert reply.status == 403
        assert "只有登记的测试账户可以进入" in reply.text
        assert AuthorizationCode.objects.count() == 0

    def test_others_are_refused_without_a_page_too(
        self, sandbox: Client, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in(who=make_account())

        assert authorize(sandbox, prompt="none").answer.parameters["error"] == "access_denied"

    def test_others_let_no_device_in(
        self, sandbox: Client, sign_in: SignIn, wire: Wire, dispatcher: Dispatcher
    ) -> None:
        Client.objects.update(
            grant_types=["urn:ietf:params:oauth:grant-type:device_code"], redirect_uris=[]
        )
        sign_in(who=make_account())
        asked = Wire(dispatcher).post(
            "/oauth2/device-authorization", {"scope": "openid"}, authorization=basic(sandbox)
        )
        page = wire.get("/oauth2/device")
        token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

        reply = wire.post(
            "/oauth2/device/decision",
            {
                "csrfmiddlewaretoken": token,
                "user_code": asked.json["user_code"],
                "decision": "approve",
            },
        )

        assert reply.status == 403
        assert AuthorizationCode.objects.count() == 0


class TestWhereThereAreSyntheticPeopleOnly:
    @pytest.fixture
    def provider_settings(self) -> ports.ProviderSettings:
        return ports.ProviderSettings(
            issuer=ISSUER,
            pairwise_salt=secrets.token_bytes(32),
            hash_key=secrets.token_bytes(32),
            session_cookie=SESSION_COOKIE,
            hosts=frozenset({"localhost"}),
            is_sandbox_open=True,
        )

    def test_anybody_tries_the_sandbox_out(
        self, sandbox: Client, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in(who=make_account())

        assert "code" in authorize(sandbox).answer.parameters


class TestWaysIn:
    """S05-6: an application names the ways in that it accepts."""

    @pytest.fixture
    def strict(self, provider_settings: object) -> Client:
        return make_client(sign_in_methods=["certificate", "sms"])

    def test_go_to_the_sign_in_page_with_the_request(
        self, strict: Client, authorize: Callable[..., Reply]
    ) -> None:
        reply = authorize(strict)

        assert reply.answer.address == "/sign-in/"
        assert reply.answer.parameters["methods"] == "certificate,sms"

    def test_are_asked_of_the_session_and_not_of_the_address(
        self,
        strict: Client,
        wire: Wire,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
    ) -> None:
        session = sign_in()

        by_password = authorize(strict)
        back = wire.get(by_password.answer.parameters["next"])
        Session.objects.filter(pk=session.pk).update(methods=["hwk", "pin"])
        by_certificate = authorize(strict)

        assert by_password.answer.parameters["again"] == "1"
        # A page, and not one more redirect: back by the same way would be a loop.
        assert back.status == 403
        assert "要求您重新登录" in back.text
        assert "code" in by_certificate.answer.parameters

    def test_are_all_good_where_none_is_named(
        self, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        client = make_client()
        sign_in()

        assert "code" in authorize(client).answer.parameters


class TestCapacities:
    """E2: a target that refuses an identity gets a readable page, not a loop."""

    @pytest.fixture
    def for_companies(self, provider_settings: object) -> Client:
        return make_client(acting_kinds=["office"], name="企业申报")

    def test_that_the_client_does_not_take_get_a_page(
        self, for_companies: Client, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in()

        reply = authorize(for_companies)

        assert reply.status == 403
        assert "“企业申报”不接受您的当前身份" in reply.text
        assert "/me/identities/" in reply.text

    def test_that_it_takes_get_a_code(
        self, for_companies: Client, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        session = sign_in()
        Session.objects.filter(pk=session.pk).update(acting={"kind": "office"})

        assert "code" in authorize(for_companies).answer.parameters


class TestHeldSessions:
    """S14-4: whose contacts are missing completes them before any business system."""

    def test_get_no_code(self, sign_in: SignIn, authorize: Callable[..., Reply]) -> None:
        client = make_client()
        session = sign_in(level=Level.PRIMARY)
        Session.objects.filter(pk=session.pk).update(
            acting={**session.acting, "must_complete": True}
        )

        reply = authorize(client)

        assert "code" not in reply.answer.parameters
        assert reply.answer.address == "/proofing/"
        assert AuthorizationCode.objects.count() == 0

    def test_get_none_silently_either(
        self, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        client = make_client()
        session = sign_in()
        Session.objects.filter(pk=session.pk).update(
            acting={**session.acting, "must_complete": True}
        )

        error = authorize(client, prompt="none").answer.parameters["error"]

        assert error == "unmet_authentication_requirements"
