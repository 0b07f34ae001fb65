"""OpenID Connect Core, 3.1.2.4; E1: consent for clients that are not the government's."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from shiming.audit.models import AuditRecord
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.models import AuthorizationCode, Client, Consent
from shiming.identity_provider.types import ClientKind
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account, make_account_of
from tests.factories.identity_provider import CALLBACK, make_client
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

GIVEN = "identity_provider.consent.given"


@pytest.fixture
def shop(db: None, provider_settings: object) -> Client:
    return make_client(kind=ClientKind.OTHER, name="某网上商店")


def csrf_of(page: Reply) -> str:
    return page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


class TestConsent:
    def test_is_asked_for_once_and_remembered(
        self, wire: Wire, shop: Client, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in()

        away = authorize(shop, scope="openid profile phone")
        page = wire.follow(away)
        handover = wire.post(
            f"{away.answer.address}/consent",
            {"csrfmiddlewaretoken": csrf_of(page), "scope": "profile", "remember": "yes"},
        )
        partly = wire.get(away.answer.address)

        assert page.status == 200
        assert "某网上商店" in page.text
        assert "手机号码" in page.text
        assert away.answer.address in handover.text
        # One of two was agreed to: the page asks again.
        assert partly.status == 200
        assert not AuthorizationCode.objects.exists()

        wire.post(
            f"{away.answer.address}/consent",
            {"csrfmiddlewaretoken": csrf_of(page), "scope": "phone", "remember": "yes"},
        )
        back = wire.get(away.answer.address)
        again = authorize(shop, scope="openid profile phone")

        assert "code" in back.answer.parameters
        assert "code" in again.answer.parameters
        assert sorted(Consent.objects.get().scopes) == ["phone", "profile"]
        assert AuditRecord.objects.filter(event=GIVEN).count() == 2

    def test_shows_claim_by_claim_what_is_released_and_shows_it_masked(
        self, wire: Wire, shop: Client, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in(who=make_account_of(PROOFED_CITIZEN, is_attached=True))

        page = wire.follow(authorize(shop, scope="openid profile phone identity"))

        assert f"{PROOFED_CITIZEN.name[0]}*" in page.text
        assert "居民身份证" in page.text
        assert "部分遮盖的证件号码" in page.text
        assert PROOFED_CITIZEN.name not in page.text
        assert PROOFED_CITIZEN.number not in page.text

    def test_for_this_once_is_asked_for_again(
        self, wire: Wire, shop: Client, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in()
        away = authorize(shop, scope="openid profile")
        page = wire.follow(away)

        wire.post(
            f"{away.answer.address}/consent",
            {"csrfmiddlewaretoken": csrf_of(page), "scope": "profile"},
        )
        back = wire.get(away.answer.address)
        again = authorize(shop, scope="openid profile")

        assert "code" in back.answer.parameters
        assert again.answer.address.startswith("/oauth2/continue/")
        assert not Consent.objects.exists()
        assert AuditRecord.objects.filter(event=GIVEN).count() == 1

    def test_for_this_once_is_not_taken_for_another_accounts(
        self, wire: Wire, shop: Client, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in()
        away = authorize(shop, scope="openid profile")
        page = wire.follow(away)
        wire.post(
            f"{away.answer.address}/consent",
            {"csrfmiddlewaretoken": csrf_of(page), "scope": "profile"},
        )

        sign_in(who=make_account(user_name="another"))
        back = wire.get(away.answer.address)

        assert back.status == 200
        assert "授权确认" in back.text
        assert not AuthorizationCode.objects.exists()

    def test_refused_goes_back_to_the_client(
        self, wire: Wire, shop: Client, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in()
        away = authorize(shop, scope="openid profile")
        page = wire.follow(away)

        reply = wire.post(f"{away.answer.address}/refusal", {"csrfmiddlewaretoken": csrf_of(page)})

        assert f"{CALLBACK}?error=access_denied" in reply.text
        assert not Consent.objects.exists()
        assert not AuthorizationCode.objects.exists()
        assert AuditRecord.objects.filter(event="identity_provider.authorization.refused").exists()

    def test_is_not_needed_for_being_recognised(
        self, shop: Client, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in()

        assert "code" in authorize(shop, scope="openid").answer.parameters

    def test_is_missing_with_prompt_none(
        self, shop: Client, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in()

        reply = authorize(shop, scope="openid profile", prompt="none")

        assert reply.answer.parameters["error"] == "consent_required"

    def test_is_asked_for_anew_with_prompt_consent(
        self,
        wire: Wire,
        time: time_machine.Traveller,
        shop: Client,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
    ) -> None:
        session = sign_in()
        Consent.objects.create(
            account_id=session.account_id,
            client=shop,
            scopes=["profile"],
            given_at=session.created_at,
        )
        time.shift(dt.timedelta(minutes=1))

        away = authorize(shop, scope="openid profile", prompt="consent")
        page = wire.follow(away)
        wire.post(
            f"{away.answer.address}/consent",
            {"csrfmiddlewaretoken": csrf_of(page), "scope": "profile", "remember": "yes"},
        )

        assert "授权确认" in page.text
        assert "code" in wire.get(away.answer.address).answer.parameters

    def test_cannot_be_given_for_another_browser(
        self,
        wire: Wire,
        dispatcher: Dispatcher,
        shop: Client,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
    ) -> None:
        sign_in()
        away = authorize(shop, scope="openid profile")
        page = wire.follow(away)
        del wire.cookies["shiming_interaction"]

        reply = wire.post(
            f"{away.answer.address}/consent",
            {"csrfmiddlewaretoken": csrf_of(page), "scope": "profile", "remember": "yes"},
        )

        assert reply.status == 404
        assert not Consent.objects.exists()
        assert not AuditRecord.objects.filter(event=GIVEN).exists()

    def test_cannot_be_given_by_a_form_of_another_site(
        self, wire: Wire, shop: Client, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in()
        away = authorize(shop, scope="openid profile")

        reply = wire.post(f"{away.answer.address}/consent", {"scope": "profile", "remember": "yes"})

        assert reply.status == 403
        assert not Consent.objects.exists()
