"""E3, S01-12: production comes after the joint test, and is another world."""

import json
from collections.abc import Callable

import pytest

from shiming.accounts.models import Account
from shiming.identity_provider import ports
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.models import (
    Application,
    Client,
    LocalUser,
    RegisteredSystem,
    SandboxTester,
    TrialResult,
)
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.types import (
    ClientKind,
    ClientState,
    RegistryPermission,
    Scope,
    Trial,
)
from tests.factories.identity_provider import authorization_parameters
from tests.factories.signed_tokens import read
from tests.identity_provider.onboarding.conftest import (
    CALLBACK,
    SANDBOX_CALLBACK,
    Somebody,
    Visitor,
)
from tests.identity_provider.onboarding.secrets_kit import (
    draw,
    pass_every_trial,
    secret_of,
    token_reply,
)
from tests.identity_provider.wire import Reply, Wire


def issue(who: Visitor, application: Application) -> Reply:
    return who.send("/registry/systems/add/", f"/registry/applications/{application.pk}/issue/")


class TestProduction:
    @pytest.mark.parametrize("missing", list(Trial))
    def test_waits_for_every_point_of_the_joint_test(
        self, officer: Visitor, approved: Application, missing: Trial
    ) -> None:
        pass_every_trial(approved)
        TrialResult.objects.filter(trial=missing).delete()

        reply = issue(officer, approved)

        assert reply.status == 409
        assert "联调还没有全部通过" in reply.text
        assert Client.objects.count() == 1

    def test_is_issued_by_an_officer_and_drawn_by_the_integrator(
        self, officer: Visitor, integrator: Visitor, approved: Application
    ) -> None:
        pass_every_trial(approved)

        reply = issue(officer, approved)
        approved.refresh_from_db()
        secret = secret_of(draw(integrator, approved, "production"))

        client = Client.objects.get(environment="production")
        assert reply.status == 302
        assert client.redirect_uris == [CALLBACK]
        assert client.secret_hash == keyed_hash(ports.provider_settings().hash_key, secret)
        system = RegisteredSystem.objects.get()
        assert (system.state, system.client_id) == ("connected", client.pk)

    def test_waits_while_the_client_of_the_test_is_suspended(
        self, officer: Visitor, approved: Application
    ) -> None:
        pass_every_trial(approved)
        Client.objects.update(state=ClientState.SUSPENDED)

        assert issue(officer, approved).status == 403
        assert Client.objects.count() == 1

    def test_is_issued_once(self, officer: Visitor, approved: Application) -> None:
        pass_every_trial(approved)
        issue(officer, approved)

        assert issue(officer, approved).status == 409
        assert Client.objects.filter(environment="production").count() == 1

    def test_is_not_issued_by_the_integrator(
        self, somebody: Somebody, account: Account, integrator: Visitor, approved: Application
    ) -> None:
        pass_every_trial(approved)
        mine = somebody(account, permissions=tuple(RegistryPermission))

        replies = [
            issue(mine, approved),
            integrator.send("/onboarding/apply/", f"/registry/applications/{approved.pk}/issue/"),
        ]

        assert [reply.status for reply in replies] == [403, 403]
        assert Client.objects.count() == 1


class TestAnotherWorld:
    @pytest.mark.requirement("S01-12")
    def test_takes_nothing_over_from_the_test(
        self,
        *,
        dispatcher: Dispatcher,
        officer: Visitor,
        integrator: Visitor,
        approved: Application,
        account: Account,
        redeem: Callable[..., Reply],
    ) -> None:
        """Test account and key first; after the joint test others, and the data once more."""
        secrets = {"sandbox": secret_of(draw(integrator, approved, "sandbox"))}
        told: dict[str, list[int]] = {}
        subjects: dict[str, str] = {}

        def client(environment: str) -> Client:
            return Client.objects.get(environment=environment)

        def come(environment: str, callback: str) -> str:
            """Sign the integrator on, and return the access token."""
            Client.objects.update(allowed_scopes=[*Scope], kind=ClientKind.GOVERNMENTAL)
            wanted = {"redirect_uri": callback, "scope": "openid local_user"}
            asked = authorization_parameters(client(environment), **wanted)
            code = integrator.wire.get("/oauth2/authorize", asked).answer.parameters["code"]
            secret = secrets[environment]
            tokens = redeem(client(environment), code, secret=secret, redirect_uri=callback).json
            subjects[environment] = read(tokens["id_token"])[1]["sub"]
            return str(tokens["access_token"])

        def report(environment: str, callback: str, name: str) -> None:
            """Ask the data interface what it has, tell it, and ask again."""
            token = come(environment, callback)
            content = json.dumps({"match": "binding", "local_user": name})
            before = ask_mapping(dispatcher, "GET", token)
            made = ask_mapping(dispatcher, "PUT", token, content)
            after = ask_mapping(dispatcher, "GET", token)
            told[environment] = [before.status, made.status]
            assert after.json["local_user"] == name

        early = issue(officer, approved)
        report("sandbox", SANDBOX_CALLBACK, "test-user")
        pass_every_trial(approved)
        issued = issue(officer, approved)
        approved.refresh_from_db()
        secrets["production"] = secret_of(draw(integrator, approved, "production"))
        crossed = [
            token_reply(dispatcher, client(one), secrets[other]).json["error"]
            for one, other in (("sandbox", "production"), ("production", "sandbox"))
        ]
        own = [token_reply(dispatcher, client(one), secrets[one]).json["error"] for one in secrets]
        report("production", CALLBACK, "real-user")

        assert (early.status, issued.status) == (409, 302)
        assert crossed == ["invalid_client", "invalid_client"]
        assert own == ["invalid_grant", "invalid_grant"]
        assert told == {"sandbox": [404, 200], "production": [404, 200]}
        assert subjects["sandbox"] != subjects["production"]
        kept = {one.client.environment: one.local_user for one in LocalUser.objects.all()}
        assert kept == {"sandbox": "test-user", "production": "real-user"}
        assert not SandboxTester.objects.filter(client=client("production")).exists()

    def test_redeems_no_code_of_the_test(
        self,
        *,
        officer: Visitor,
        integrator: Visitor,
        approved: Application,
        redeem: Callable[..., Reply],
    ) -> None:
        asked = authorization_parameters(
            Client.objects.get(), redirect_uri=SANDBOX_CALLBACK, scope="openid"
        )
        code = integrator.wire.get("/oauth2/authorize", asked).answer.parameters["code"]
        pass_every_trial(approved)
        issue(officer, approved)
        approved.refresh_from_db()
        secret = secret_of(draw(integrator, approved, "production"))
        client = Client.objects.get(environment="production")

        reply = redeem(client, code, secret=secret, redirect_uri=SANDBOX_CALLBACK)

        assert (reply.status, reply.json["error"]) == (400, "invalid_grant")


def ask_mapping(dispatcher: Dispatcher, method: str, token: str, content: str = "") -> Reply:
    body = content.encode()
    headers = {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body))}
    return Wire(dispatcher)._ask(
        method, "/mapping/v1/me", headers, body=body, authorization=f"Bearer {token}"
    )
