"""Which ways in a portal offers, and when none is open."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from shiming.accounts.models import Account, GuessCounter, MaintenanceNotice, Portal, Session
from shiming.accounts.types import (
    CheckedForm,
    CounterScope,
)
from shiming.kernel import clock
from tests.accounts.web.conftest import send, solve_picture
from tests.accounts.web.ways_in.ways_in_kit import WRONG
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import (
    PASSWORD,
)

pytestmark = pytest.mark.django_db


def quick(client: Client, **data: str) -> HttpResponse:
    """Send the form of a box or a dialog, as htmx does."""
    client.get("/sign-in/")
    token = client.cookies["csrftoken"].value
    response: HttpResponse = client.post(  # type: ignore[assignment]  # a response with additions
        "/sign-in/?next=/proofing/",
        {"csrfmiddlewaretoken": token, **data},
        headers={"HX-Request": "true"},
    )
    return response


class TestPortal:
    def test_offers_every_way_where_nothing_else_was_said(self, client: Client) -> None:
        page = client.get("/sign-in/?next=/proofing/").content.decode()

        for url in ("/sign-in/sms/", "/sign-in/document/", "/sign-in/number/", "/sign-in/filed/"):
            assert f'href="{url}?next=%2Fproofing%2F"' in page
        assert 'href="/sign-in/staff/?next=%2Fproofing%2F"' in page

    def test_offers_only_what_it_names_for_a_kind(self, client: Client, settings: Settings) -> None:
        settings.ALLOWED_HOSTS = ["*"]
        Portal.objects.create(
            code="tax",
            host="tax.example",
            name="电子税务局",
            methods={"natural_person": ["password"], "unit": ["number_password"]},
        )

        page = client.get("/sign-in/", headers={"host": "tax.example"}).content.decode()
        other = client.get("/sign-in/sms/", headers={"host": "tax.example"})

        assert "/sign-in/sms/" not in page
        assert "/sign-in/staff/" not in page
        assert 'href="/sign-in/number/?kind=unit"' in page
        assert other.status_code == 404
        assert "不提供这种登录方式" in other.content.decode()
        assert client.get("/sign-in/sms/").status_code == 200

    def test_lets_nobody_in_by_a_way_that_is_for_another_kind(
        self, client: Client, account: Account
    ) -> None:
        Portal.objects.update(
            methods={"natural_person": ["qr"], "unit": ["password"]}, human_checks=["arithmetic"]
        )
        assert "check=arithmetic" not in client.get("/sign-in/").content.decode()

        refused = send(client, "/sign-in/", identifier=PROOFED_CITIZEN.mobile, password=PASSWORD)

        assert refused.status_code == 404
        assert "不提供这种登录方式" in refused.content.decode()
        assert not Session.objects.exists()
        # The password was right: nothing stays counted against its owner.
        scope = CounterScope.PASSWORD_ACCOUNT
        assert GuessCounter.objects.get(scope=scope).count == 0

    @pytest.mark.requirement("S32-2")
    def test_says_when_it_will_be_usable_again_on_every_sign_in_page_of_every_portal(
        self, client: Client, account: Account, settings: Settings
    ) -> None:
        settings.ALLOWED_HOSTS = ["*"]
        Portal.objects.create(code="tax", host="tax.example", name="电子税务局")
        now = clock.now()
        MaintenanceNotice.objects.create(
            text="系统升级",
            starts_at=now,
            ends_at=dt.datetime(2099, 1, 2, 4, 0, tzinfo=dt.UTC),
            stops_sign_in=True,
        )

        for host in ("testserver", "tax.example"):
            for url in ("/sign-in/", "/sign-in/sms/", "/sign-in/number/", "/sign-in/filed/"):
                page = client.get(url, headers={"host": host}).content.decode()
                assert "系统升级" in page
                assert "2099-01-02 12:00" in page
                assert "暂时不能登录" in page
        refused = send(client, "/sign-in/", identifier=PROOFED_CITIZEN.mobile, password=PASSWORD)
        assert refused.status_code == 503
        assert not Session.objects.exists()


class TestBoxAndDialog:
    """Two looks, one set of rules."""

    @pytest.mark.requirement("S15-1", "S29-7")
    def test_are_the_same_form_and_lead_to_the_wanted_page(
        self, client: Client, account: Account
    ) -> None:
        fragment = client.get("/sign-in/?next=/proofing/", headers={"HX-Request": "true"})
        assert "<html" not in fragment.content.decode()
        assert 'action="/sign-in/?next=/proofing/"' in fragment.content.decode()

        answer = quick(client, identifier=PROOFED_CITIZEN.mobile, password=PASSWORD)

        assert (answer.status_code, answer["HX-Redirect"]) == (204, "/proofing/")
        assert client.get("/me/").status_code == 200

    def test_refuse_with_the_words_and_the_status_of_the_page(
        self, client: Client, account: Account
    ) -> None:
        on_page = send(client, "/sign-in/", identifier=PROOFED_CITIZEN.mobile, password=WRONG)
        in_box = quick(client, identifier=PROOFED_CITIZEN.mobile, password=WRONG)

        assert on_page.status_code == in_box.status_code == 422
        for answer in (on_page, in_box):
            assert "账户名或密码不正确" in answer.content.decode()
        counter = GuessCounter.objects.get(scope=CounterScope.PASSWORD_ACCOUNT)
        assert counter.count == 2

    def test_ask_for_the_picture_too(
        self, client: Client, account: Account, change_policy: Callable[..., None]
    ) -> None:
        change_policy(checked_forms=frozenset(CheckedForm))
        fragment = client.get("/sign-in/", headers={"HX-Request": "true"}).content.decode()
        assert "/human-check/picture.png" in fragment

        refused = quick(client, identifier=PROOFED_CITIZEN.mobile, password=PASSWORD)
        assert refused.status_code == 422
        answer = quick(
            client,
            identifier=PROOFED_CITIZEN.mobile,
            password=PASSWORD,
            picture_code=solve_picture(client),
        )
        assert answer.status_code == 204
