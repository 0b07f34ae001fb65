import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from shiming.accounts import operations
from shiming.accounts.models import Account, Session
from shiming.accounts.types import CheckedForm, SessionEnd
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.kernel.levels import Level
from tests.accounts.conftest import FakeLevelSource
from tests.accounts.web.conftest import PHONE, post, send, sign_in_as, solve_picture
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import (
    PASSWORD,
    last_code,
    make_account,
    make_account_of,
    make_agreement,
    person_of,
)

MOBILE = PROOFED_CITIZEN.mobile

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)


class TestPasswordSignIn:
    @pytest.mark.requirement("S35-11")
    def test_takes_password_and_picture_code(
        self, client: Client, account: Account, change_policy: Callable[..., None]
    ) -> None:
        change_policy(checked_forms=frozenset(CheckedForm))
        client.get("/sign-in/")

        response = post(
            client,
            "/sign-in/",
            identifier=MOBILE,
            password=PASSWORD,
            picture_code=solve_picture(client),
        )

        assert response.status_code == 303
        assert client.get("/me/").status_code == 200

    @pytest.mark.requirement("S02-2", "S15-3")
    def test_shows_one_error_for_name_and_password(self, client: Client, account: Account) -> None:
        pages = [
            send(client, "/sign-in/", identifier=identifier, password="Falsch-7-Falsch")
            for identifier in ("niemand_hier", MOBILE)
        ]

        assert [page.status_code for page in pages] == [422, 422]
        for page in pages:
            assert "账户名或密码不正确" in page.content.decode()
        assert not Session.objects.exists()

    def test_says_when_a_lock_ends(self, client: Client, account: Account) -> None:
        for _ in range(5):
            send(client, "/sign-in/", identifier=MOBILE, password="Falsch-7-Falsch")

        response = send(client, "/sign-in/", identifier=MOBILE, password=PASSWORD)

        assert response.status_code == 429
        assert "30 分钟" in response.content.decode()

    def test_keeps_the_password_out_of_the_page(self, client: Client, account: Account) -> None:
        response = send(client, "/sign-in/", identifier=MOBILE, password="Falsch-7-Falsch")

        assert "Falsch-7-Falsch" not in response.content.decode()

    @pytest.mark.requirement("S15-1")
    def test_lands_on_the_wanted_page(self, client: Client, account: Account) -> None:
        response = send(client, "/sign-in/?next=/proofing/", identifier=MOBILE, password=PASSWORD)

        assert response["Location"] == "/proofing/"

    @pytest.mark.requirement("S15-1")
    @pytest.mark.parametrize(
        "target",
        [
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "/%09/evil.example/",
            "javascript:alert(1)",
            "\thttps://evil.example/",
        ],
    )
    def test_is_no_open_redirect(self, client: Client, account: Account, target: str) -> None:
        client.get("/sign-in/")
        token = client.cookies["csrftoken"].value

        response = client.post(
            "/sign-in/",
            {"identifier": MOBILE, "password": PASSWORD, "csrfmiddlewaretoken": token},
            query_params={"next": target},
        )

        assert response.status_code == 303
        assert response["Location"] in {"/me/", "/%09/evil.example/"}

    def test_leads_to_a_newer_agreement_first(self, client: Client, account: Account) -> None:
        make_agreement(version="2.0", published_at=clock.now() - dt.timedelta(minutes=1))

        response = send(client, "/sign-in/?next=/proofing/", identifier=MOBILE, password=PASSWORD)

        assert response["Location"] == "/agreement/?next=%2Fproofing%2F"

    def test_gives_a_cookie_that_scripts_cannot_read(
        self, client: Client, account: Account
    ) -> None:
        response = send(client, "/sign-in/", identifier=MOBILE, password=PASSWORD)

        cookie = response.cookies["shiming_session"]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")

    def test_binds_the_cookie_to_the_host_over_https(self, account: Account) -> None:
        response = Client().post(
            "/sign-in/", {"identifier": MOBILE, "password": PASSWORD}, secure=True
        )

        cookie = response.cookies["__Host-shiming_session"]
        assert cookie["secure"] is True
        assert not cookie["domain"]

    def test_takes_no_form_without_its_token(self, client: Client, account: Account) -> None:
        response = client.post("/sign-in/", {"identifier": MOBILE, "password": PASSWORD})

        assert response.status_code == 403
        assert not Session.objects.exists()

    def test_sends_who_is_signed_in_on_unless_a_fresh_sign_in_is_wanted(
        self, client: Client, account: Account
    ) -> None:
        sign_in_as(client, account)

        assert client.get("/sign-in/?next=/proofing/")["Location"] == "/proofing/"
        assert client.get("/sign-in/?next=/proofing/&again=1").status_code == 200

    def test_changes_the_cookie_at_each_sign_in(self, client: Client, account: Account) -> None:
        before = sign_in_as(client, account)

        send(client, "/sign-in/?again=1", identifier=MOBILE, password=PASSWORD)

        assert client.cookies["shiming_session"].value != before.cookie_value
        old = Session.objects.get(public_id=before.session_id)
        assert old.end_reason == SessionEnd.REPLACED


class TestSmsSignIn:
    def test_leads_from_the_mobile_over_the_code_to_the_wanted_page(
        self, client: Client, account: Account
    ) -> None:
        asked = send(client, "/sign-in/sms/?next=/proofing/", mobile=MOBILE)
        assert asked["Location"] == "/sign-in/code/?next=%2Fproofing%2F"

        response = send(client, asked["Location"], code=last_code(MOBILE))

        assert response["Location"] == "/proofing/"
        assert Session.objects.get().methods == ["sms"]

    def test_tells_who_is_not_registered_where_to_register(self, client: Client) -> None:
        send(client, "/sign-in/sms/", mobile=MOBILE)

        response = send(client, "/sign-in/code/", code=last_code(MOBILE))

        assert response.status_code == 404
        assert "还没有注册" in response.content.decode()
        assert 'href="/register/"' in response.content.decode()

    def test_sends_who_skips_ahead_back(self, client: Client) -> None:
        assert client.get("/sign-in/code/")["Location"] == "/sign-in/sms/"


class TestSignOut:
    @pytest.mark.requirement("S21-4")
    def test_is_one_press_on_a_desk(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)
        page = client.get("/me/").content.decode()
        assert 'action="/sign-out/"' in page

        response = post(client, "/sign-out/")

        assert response["Location"] == "/sign-in/?signed_out=1"
        assert Session.objects.get().end_reason == SessionEnd.SIGNED_OUT
        assert client.get("/me/").status_code == 302

    @pytest.mark.requirement("S31-18")
    def test_asks_first_on_a_phone_and_ends_on_the_sign_in_page(self, account: Account) -> None:
        phone = Client(headers={"User-Agent": PHONE})
        sign_in_as(phone, account)

        asked = phone.post("/sign-out/")
        assert "确定要退出登录吗" in asked.content.decode()
        assert Session.objects.get().ended_at is None

        response = phone.post("/sign-out/", {"confirmed": "yes"})
        assert response["Location"] == "/sign-in/?signed_out=1"
        assert Session.objects.get().ended_at is not None

    def test_never_happens_by_a_link(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)

        assert client.get("/sign-out/").status_code == 200
        assert Session.objects.get().ended_at is None


class TestRotation:
    def test_changes_the_cookie_with_the_level(
        self, client: Client, account: Account, level_source: FakeLevelSource
    ) -> None:
        started = sign_in_as(client, account)
        level_source.answer = (Level.INTERMEDIATE, None)
        operations.refresh_session_levels(
            person_id=person_of(account), actor=system_actor(device="tests"), now=clock.now()
        )

        client.get("/me/", headers={"Sec-Fetch-Mode": "cors"})
        assert client.cookies["shiming_session"].value == started.cookie_value
        assert "中级实名" in client.get("/me/").content.decode()
        assert client.cookies["shiming_session"].value != started.cookie_value
        assert client.get("/me/").status_code == 200


class TestHumanCheckAddresses:
    def test_answer_with_a_picture_that_nobody_keeps(self, client: Client) -> None:
        response = client.get("/human-check/picture.png")

        assert response["Content-Type"] == "image/png"
        assert response["Cache-Control"] == "no-store"

    def test_answer_with_a_puzzle(self, client: Client) -> None:
        puzzle = client.get("/human-check/proof/").json()

        assert puzzle["parameters"]["algorithm"] == "PBKDF2/SHA-256"
        assert set(puzzle["parameters"]["data"]) == {"expires", "visitor"}

    def test_leave_accounts_alone(self, client: Client) -> None:
        make_account()

        assert client.get("/human-check/picture.png").status_code == 200
