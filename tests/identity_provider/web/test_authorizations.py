"""A14: who learned what of a person, and taking it back."""

import datetime as dt
from collections.abc import Callable

import pytest

from shiming.audit.models import AuditRecord
from shiming.identity_provider.actions.forget_expired import forget_expired
from shiming.identity_provider.models import (
    AuthorizationCode,
    Client,
    Consent,
    Release,
    SignOut,
    SignOutNotice,
)
from shiming.identity_provider.types import ClientKind
from tests.factories.accounts import NOW, make_account
from tests.factories.identity_provider import make_client
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

PAGE = "/me/authorizations/"


def csrf_of(page: Reply) -> str:
    return page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


@pytest.fixture
def shop(db: None, provider_settings: object) -> Client:
    return make_client(kind=ClientKind.OTHER, name="某网上商店")


@pytest.fixture
def tokens(
    shop: Client,
    sign_in: SignIn,
    get_code: Callable[..., str],
    redeem: Callable[..., Reply],
) -> Reply:
    """Return what the shop has got, with consent."""
    session = sign_in()
    Consent.objects.create(
        account_id=session.account_id, client=shop, scopes=["profile"], given_at=NOW
    )
    return redeem(shop, get_code(shop, scope="openid profile"))


class TestAuthorizations:
    def test_lists_who_learned_what(
        self,
        wire: Wire,
        tokens: Reply,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> None:
        office = make_client(name="某局业务系统")
        redeem(office, get_code(office, scope="openid phone"))

        page = wire.get(PAGE)

        shop_row, office_row = sorted(
            (row for row in page.text.split("<tr>") if "某" in row), key=lambda row: "局" in row
        )
        assert "姓名" in shop_row
        assert "撤回同意" in shop_row
        assert "手机号码" in office_row
        assert "政府部门" in office_row
        assert "撤回同意" not in office_row

    def test_is_empty_with_a_word_for_who_went_nowhere(self, wire: Wire, sign_in: SignIn) -> None:
        sign_in()

        assert "还没有系统取得过您的信息" in wire.get(PAGE).text

    def test_shows_nothing_of_others(self, wire: Wire, tokens: Reply, sign_in: SignIn) -> None:
        sign_in(who=make_account(user_name="another"))

        assert "某网上商店" not in wire.get(PAGE).text

    def test_remembers_what_was_granted_when_the_grants_are_forgotten(
        self, wire: Wire, tokens: Reply
    ) -> None:
        Consent.objects.all().delete()

        forget_expired(now=NOW + dt.timedelta(days=60))

        assert not AuthorizationCode.objects.exists()
        assert Release.objects.get().scopes == ["openid", "profile"]
        assert "某网上商店" in wire.get(PAGE).text

    def test_keeps_the_systems_that_did_not_answer_a_sign_out(
        self, wire: Wire, sign_in: SignIn
    ) -> None:
        session = sign_in()
        sign_out = SignOut.objects.create(
            session_id=session.public_id, account_id=session.account_id, at=NOW
        )
        SignOutNotice.objects.create(
            sign_out=sign_out,
            client=make_client(name="不应答的系统"),
            channel="back_channel",
            state="failed",
        )

        page = wire.get(PAGE)

        assert "不应答的系统" in page.text
        assert "没有应答" in page.text


class TestWithdrawal:
    def test_ends_the_consent_and_all_that_was_granted_for_it(
        self, wire: Wire, shop: Client, tokens: Reply, redeem: Callable[..., Reply]
    ) -> None:
        page = wire.get(PAGE)

        reply = wire.post(f"{PAGE}{shop.pk}/withdraw/", {"csrfmiddlewaretoken": csrf_of(page)})
        userinfo = wire.get(
            "/oauth2/userinfo", authorization=f"Bearer {tokens.json['access_token']}"
        )

        assert reply.header("Location") == PAGE
        assert Consent.objects.get().withdrawn_at == NOW
        assert userinfo.status == 401
        assert "已撤回" in wire.get(PAGE).text
        record = AuditRecord.objects.get(event="identity_provider.consent.withdrawn")
        assert record.subject == f"client:{shop.client_id}"

    def test_is_asked_for_again_afterwards(
        self, wire: Wire, shop: Client, tokens: Reply, authorize: Callable[..., Reply]
    ) -> None:
        wire.post(f"{PAGE}{shop.pk}/withdraw/", {"csrfmiddlewaretoken": csrf_of(wire.get(PAGE))})

        reply = authorize(shop, scope="openid profile", prompt="none")

        assert reply.answer.parameters["error"] == "consent_required"

    def test_is_not_offered_for_a_system_of_the_government(
        self, wire: Wire, shop: Client, tokens: Reply
    ) -> None:
        office = make_client()
        token = csrf_of(wire.get(PAGE))

        reply = wire.post(f"{PAGE}{office.pk}/withdraw/", {"csrfmiddlewaretoken": token})

        assert reply.status == 404
        assert Consent.objects.get().withdrawn_at is None
        assert not AuditRecord.objects.filter(event="identity_provider.consent.withdrawn").exists()

    def test_cannot_be_done_by_a_form_of_another_site(
        self, wire: Wire, shop: Client, tokens: Reply
    ) -> None:
        assert wire.post(f"{PAGE}{shop.pk}/withdraw/", {}).status == 403
        assert Consent.objects.get().withdrawn_at is None
