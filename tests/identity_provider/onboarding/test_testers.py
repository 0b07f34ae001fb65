"""E3: an officer names who tries a sandbox client out, and takes the name away again."""

import uuid
from collections.abc import Callable

import pytest

from shiming.accounts.models import Account
from shiming.audit.models import AuditRecord
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.models import Application, SandboxTester
from shiming.identity_provider.types import RegistryPermission
from tests.factories.accounts import make_account
from tests.factories.identity_provider import authorization_parameters
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.onboarding.conftest import SANDBOX_CALLBACK, Somebody, Visitor
from tests.identity_provider.onboarding.secrets_kit import draw, secret_of
from tests.identity_provider.wire import Reply, Wire

ADD = "/registry/systems/add/"


@pytest.fixture
def tester(officer: Visitor, approved: Application) -> Account:
    """An account that an officer has named."""
    account = make_account(user_name="tester")
    reply = officer.send(ADD, f"/registry/applications/{approved.pk}/testers/", user_name="tester")
    assert reply.status == 302
    return account


def remove(who: Visitor, application: Application, account_id: uuid.UUID) -> Reply:
    path = f"/registry/applications/{application.pk}/testers/{account_id}/remove/"
    return who.send(ADD, path)


def come(dispatcher: Dispatcher, sign_in: SignIn, who: Account, application: Application) -> Reply:
    wire = Wire(dispatcher)
    sign_in(who=who, browser=wire)
    client = application.sandbox_client
    assert client is not None
    asked = authorization_parameters(client, redirect_uri=SANDBOX_CALLBACK)
    return wire.get("/oauth2/authorize", asked)


class TestRemoving:
    def test_shuts_the_account_out_at_once_with_its_tokens(
        self,
        *,
        dispatcher: Dispatcher,
        sign_in: SignIn,
        officer: Visitor,
        integrator: Visitor,
        approved: Application,
        tester: Account,
        redeem: Callable[..., Reply],
    ) -> None:
        secret = secret_of(draw(integrator, approved, "sandbox"))
        code = come(dispatcher, sign_in, tester, approved).answer.parameters["code"]
        redeemed = redeem(
            approved.sandbox_client, code, secret=secret, redirect_uri=SANDBOX_CALLBACK
        )
        bearer = f"Bearer {redeemed.json['access_token']}"
        before = Wire(dispatcher).get("/oauth2/userinfo", authorization=bearer)

        removed = remove(officer, approved, tester.pk)
        again = remove(officer, approved, tester.pk)

        after = Wire(dispatcher).get("/oauth2/userinfo", authorization=bearer)
        assert (before.status, removed.status, again.status) == (200, 302, 422)
        assert (after.status, after.json["error"]) == (401, "invalid_token")
        assert come(dispatcher, sign_in, tester, approved).status == 403
        page = officer.wire.get(f"/registry/applications/{approved.pk}/").text
        assert ">tester<" not in page
        record = AuditRecord.objects.get(event="identity_provider.tester.removed")
        assert str(tester.pk) in record.details

    def test_is_not_for_the_integrator_nor_for_their_own(
        self,
        somebody: Somebody,
        account: Account,
        integrator: Visitor,
        approved: Application,
        tester: Account,
    ) -> None:
        mine = somebody(account, permissions=tuple(RegistryPermission))
        path = f"/registry/applications/{approved.pk}/testers/{tester.pk}/remove/"

        replies = [remove(mine, approved, tester.pk), integrator.send("/onboarding/apply/", path)]

        assert [reply.status for reply in replies] == [403, 403]
        assert SandboxTester.objects.filter(account=tester).exists()
