from collections.abc import Callable

import pytest
from django.test import Client

from shiming.accounts.models import Account, OneTimeCode
from shiming.accounts.types import CheckedForm, RegistrationVariant
from shiming.messages.models import OutboxMessage
from tests.accounts.web.conftest import post, send, solve_picture
from tests.cast import UNPROOFED_CITIZEN
from tests.factories.accounts import PASSWORD, last_code, make_account_of, other_than

MOBILE = UNPROOFED_CITIZEN.mobile

pytestmark = pytest.mark.django_db


def ask_for_code(client: Client, url: str = "/register/") -> None:
    response = send(client, url, mobile=MOBILE, is_agreed="on")
    assert response.status_code == 302


class TestRegistration:
    def test_leads_from_a_mobile_number_to_an_account_without_javascript(
        self, client: Client, change_policy: Callable[..., None]
    ) -> None:
        change_policy(checked_forms=frozenset(CheckedForm))
        client.get("/register/")

        asked = post(
            client,
            "/register/",
            mobile=MOBILE,
            is_agreed="on",
            picture_code=solve_picture(client).lower(),
        )
        assert asked["Location"] == "/register/code/"
        response = send(
            client,
            "/register/code/",
            code=last_code(MOBILE),
            user_name="Tulpenfreund",
            password=PASSWORD,
            repeat=PASSWORD,
        )

        assert response.status_code == 303
        assert response["Location"] == "/me/"
        assert Account.objects.get().user_name == "Tulpenfreund"
        assert "Tulpenfreund" in client.get("/me/").content.decode()

    def test_answers_registered_and_unregistered_numbers_alike(self, client: Client) -> None:
        make_account_of(UNPROOFED_CITIZEN)
        pages = []
        for mobile in (MOBILE, "15401000099"):
            browser = Client()
            sent = browser.post("/register/", {"mobile": mobile, "is_agreed": "on"})
            page = browser.get("/register/code/").content.decode()
            pages.append((sent.status_code, sent["Location"], len(page)))

        assert pages[0] == pages[1]
        assert OutboxMessage.objects.count() == 2

    def test_sends_who_is_registered_to_the_sign_in_page_once_the_code_was_right(
        self, client: Client
    ) -> None:
        make_account_of(UNPROOFED_CITIZEN)
        ask_for_code(client)

        response = send(
            client,
            "/register/code/",
            code=last_code(MOBILE),
            user_name="",
            password=PASSWORD,
            repeat=PASSWORD,
        )

        assert response.status_code == 409
        assert "已经注册" in response.content.decode()
        assert 'href="/sign-in/sms/"' in response.content.decode()
        assert Account.objects.count() == 1

    @pytest.mark.requirement("S27-1")
    def test_shows_another_picture_after_a_wrong_one(
        self, client: Client, change_policy: Callable[..., None]
    ) -> None:
        change_policy(checked_forms=frozenset(CheckedForm))
        client.get("/register/")
        solve_picture(client)
        before = client.cookies["shiming_check"].value

        response = post(client, "/register/", mobile=MOBILE, is_agreed="on", picture_code="?????")
        page = response.content.decode()
        solve_picture(client)

        assert response.status_code == 422
        assert "图形验证码不正确" in page
        assert "换一张" in page
        assert client.cookies["shiming_check"].value != before
        assert not OutboxMessage.objects.exists()

    def test_offers_a_question_in_words_to_who_cannot_see(
        self, client: Client, change_policy: Callable[..., None]
    ) -> None:
        change_policy(checked_forms=frozenset(CheckedForm))
        page = client.get("/register/?check=arithmetic").content.decode()
        left, sign, right = page.partition("请计算：")[2].partition(" =")[0].split()
        result = int(left) + int(right) * (1 if sign == "+" else -1)

        response = post(
            client, "/register/", mobile=MOBILE, is_agreed="on", picture_code=str(result)
        )

        assert response.status_code == 302
        assert OutboxMessage.objects.count() == 1

    def test_demands_the_agreement(self, client: Client) -> None:
        response = send(client, "/register/", mobile=MOBILE)

        assert response.status_code == 422
        assert "还没有同意服务协议" in response.content.decode()
        assert not OutboxMessage.objects.exists()

    def test_says_what_is_wrong_with_a_mobile(self, client: Client) -> None:
        response = send(client, "/register/", mobile="12345", is_agreed="on")

        assert response.status_code == 422
        assert not OutboxMessage.objects.exists()

    @pytest.mark.parametrize(
        ("entries", "told"),
        [
            ({"repeat": "Andere-7-Blumen"}, "两次输入的密码不一致"),
            ({"password": "kurz", "repeat": "kurz"}, "密码太短"),
            ({"user_name": "7up"}, "用户名的格式不正确"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_the_code_good(
        self, client: Client, entries: dict[str, str], told: str
    ) -> None:
        ask_for_code(client)
        right = {
            "code": last_code(MOBILE),
            "user_name": "",
            "password": PASSWORD,
            "repeat": PASSWORD,
        }

        response = send(client, "/register/code/", **(right | entries))

        assert response.status_code == 422
        assert told in response.content.decode()
        assert PASSWORD not in response.content.decode()
        assert send(client, "/register/code/", **right).status_code == 303

    def test_tells_how_many_tries_are_left(self, client: Client) -> None:
        ask_for_code(client)

        response = send(
            client,
            "/register/code/",
            code=other_than(last_code(MOBILE)),
            user_name="",
            password=PASSWORD,
            repeat=PASSWORD,
        )

        assert response.status_code == 422
        assert "还可以试 4 次" in response.content.decode()
        assert not Account.objects.exists()

    def test_shows_the_mobile_masked(self, client: Client) -> None:
        ask_for_code(client)

        page = client.get("/register/code/").content.decode()

        assert "154****0001" in page
        assert MOBILE not in page

    def test_sends_who_skips_ahead_back_to_the_start(self, client: Client) -> None:
        response = client.get("/register/code/?next=/proofing/")

        assert response.status_code == 302
        assert response["Location"] == "/register/?next=%2Fproofing%2F"

    def test_refuses_to_send_again_within_a_minute(self, client: Client) -> None:
        ask_for_code(client)
        client.get("/register/code/")

        response = post(client, "/register/code/again/")

        assert response.status_code == 429
        assert int(response["Retry-After"]) <= 60
        assert OneTimeCode.objects.count() == 1

    def test_lands_on_the_wanted_page(self, client: Client) -> None:
        ask_for_code(client, "/register/?next=/proofing/")

        response = send(
            client,
            "/register/code/?next=/proofing/",
            code=last_code(MOBILE),
            user_name="",
            password=PASSWORD,
            repeat=PASSWORD,
        )

        assert response["Location"] == "/proofing/"

    @pytest.mark.requirement("S13-2")
    def test_goes_straight_on_to_the_face_where_the_portal_wants_it(
        self, client: Client, change_policy: Callable[..., None]
    ) -> None:
        change_policy(registration_variant=RegistrationVariant.REAL_NAME_AT_ONCE)
        ask_for_code(client)

        response = send(
            client,
            "/register/code/",
            code=last_code(MOBILE),
            user_name="",
            password=PASSWORD,
            repeat=PASSWORD,
        )

        assert response["Location"] == "/proofing/"
