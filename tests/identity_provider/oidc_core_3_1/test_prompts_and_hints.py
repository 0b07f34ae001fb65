"""OpenID Connect Core, 3.1.2.1, and Prompt Create 1.0: what a client may ask the person for."""

import datetime as dt
import urllib.parse
from collections.abc import Callable

import pytest

from shiming.identity_provider.models import AuthorizationCode
from tests.factories.accounts import NOW, make_account
from tests.factories.identity_provider import make_client
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

BEFORE = NOW - dt.timedelta(minutes=1)


def csrf_of(page: Reply) -> str:
    return page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


class TestSelectAccount:
    def test_asks_with_which_account_to_go_on(
        self, wire: Wire, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in(now=BEFORE)

        away = authorize(make_client(), prompt="select_account")
        page = wire.follow(away)
        handover = wire.post(
            f"{away.answer.address}/account", {"csrfmiddlewaretoken": csrf_of(page)}
        )
        back = wire.get(away.answer.address)

        assert "选择账户" in page.text
        assert "/sign-in/?next=" in page.text
        assert away.answer.address in handover.text
        assert "code" in back.answer.parameters

    def test_takes_another_one_that_signs_in(
        self, wire: Wire, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in(now=BEFORE)
        away = authorize(make_client(), prompt="select_account")
        wire.follow(away)

        other = make_account(user_name="another")
        sign_in(who=other)
        back = wire.get(away.answer.address)

        assert "code" in back.answer.parameters
        assert AuthorizationCode.objects.get().account_id == other.pk

    def test_does_not_take_the_choice_of_one_for_another(
        self, wire: Wire, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        early = sign_in(who=make_account(user_name="early"))
        cookie = dict(wire.cookies)
        sign_in(now=BEFORE)
        away = authorize(make_client(), prompt="select_account")
        page = wire.follow(away)
        wire.post(f"{away.answer.address}/account", {"csrfmiddlewaretoken": csrf_of(page)})

        # A session that is older than the request, and of an account that was not chosen.
        type(early).objects.filter(pk=early.pk).update(
            authenticated_at="2020-01-01T00:00:00Z", ended_at=None, end_reason=""
        )
        wire.cookies["shiming_session"] = cookie["shiming_session"]
        back = wire.get(away.answer.address)

        assert "选择账户" in back.text
        assert not AuthorizationCode.objects.exists()

    def test_cannot_be_answered_by_a_form_of_another_site(
        self, wire: Wire, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in(now=BEFORE)
        away = authorize(make_client(), prompt="select_account")

        assert wire.post(f"{away.answer.address}/account", {}).status == 403

    def test_cannot_be_answered_in_another_browser(
        self, wire: Wire, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in(now=BEFORE)
        away = authorize(make_client(), prompt="select_account")
        page = wire.follow(away)
        del wire.cookies["shiming_interaction"]

        reply = wire.post(f"{away.answer.address}/account", {"csrfmiddlewaretoken": csrf_of(page)})

        assert reply.status == 404


class TestCreate:
    def test_leads_to_the_registration(
        self, engine: object, authorize: Callable[..., Reply]
    ) -> None:
        away = authorize(make_client(), prompt="create")

        assert away.answer.address == "/register/"
        assert away.answer.parameters["next"].startswith("/oauth2/continue/")

    def test_does_not_bother_who_has_an_account(
        self, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in()

        assert "code" in authorize(make_client(), prompt="create").answer.parameters


class TestHints:
    def test_carry_whom_the_client_expects_in_a_cookie_and_in_no_address(
        self, engine: object, wire: Wire, authorize: Callable[..., Reply]
    ) -> None:
        away = authorize(make_client(), login_hint="somebody@example.com; Path=/")

        cookie = next(value for _, value in away.headers if "shiming_login_hint=" in value)
        assert "somebody" not in away.header("Location")
        assert cookie == (
            "shiming_login_hint=somebody%40example.com%3B%20Path%3D%2F; Path=/sign-in/;"
            " Max-Age=600; HttpOnly; SameSite=Lax"
        )

    @pytest.mark.parametrize(
        ("wanted", "spoken"), [("en-GB zh-CN", "en"), ("fr zh-CN en", "zh-hans"), ("fr", None)]
    )
    def test_choose_the_language(
        self,
        engine: object,
        wire: Wire,
        authorize: Callable[..., Reply],
        wanted: str,
        spoken: str | None,
    ) -> None:
        authorize(make_client(), ui_locales=wanted)

        assert wire.cookies.get("django_language") == spoken

    @pytest.mark.parametrize(
        ("hint", "source"), [("wechat", "wechat"), ("x/../y", None), ("a" * 65, None)]
    )
    def test_point_to_a_trust_source(
        self,
        engine: object,
        authorize: Callable[..., Reply],
        hint: str,
        source: str | None,
    ) -> None:
        away = authorize(make_client(), idp_hint=hint)

        query = dict(urllib.parse.parse_qsl(away.header("Location").partition("?")[2]))
        assert query.get("idp_hint") == source
