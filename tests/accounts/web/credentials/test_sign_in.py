import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from shiming.accounts.models import Account, Session
from shiming.accounts.types import AccountKind, AccountState
from shiming.kernel import clock
from tests.accounts.web.conftest import post, send
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import PASSWORD, last_code, make_account, make_account_of
from tests.factories.credentials import (
    SoftKey,
    digits,
    make_authenticator,
    make_passkey,
    wrong_digits,
)

PASSKEY = "/sign-in/passkey/"
SECOND = "/sign-in/second-factor/"
STAFF = "/sign-in/staff/"
JSON = {"Accept": "application/json"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)


@pytest.fixture
def staff() -> Account:
    return make_account(user_name="pruefer", kind=AccountKind.STAFF, password=PASSWORD)


def is_signed_in(client: Client) -> bool:
    return client.get("/me/sessions/").status_code == 200


def get_key(account: Account) -> SoftKey:
    return make_passkey(account, now=clock.now())[0]


class TestPasskeySignIn:
    def test_signs_in_and_leads_to_what_was_wanted(self, client: Client, account: Account) -> None:
        key = get_key(account)
        client.get(f"{PASSKEY}?next=/proofing/")
        options = client.get(f"{PASSKEY}options/", headers=JSON).json()

        response = post(client, f"{PASSKEY}?next=/proofing/", answer=key.get(options))

        assert response["Location"] == "/proofing/"
        assert is_signed_in(client)

    def test_says_that_the_answer_was_not_right(self, client: Client, account: Account) -> None:
        key = get_key(account)
        client.get(PASSKEY)
        options = client.get(f"{PASSKEY}options/", headers=JSON).json()
        key.origin = "https://evil.test"

        response = post(client, PASSKEY, answer=key.get(options))

        assert response.status_code == 422
        assert "通行密钥没有通过验证" in response.content.decode()
        assert not is_signed_in(client)

    def test_refuses_an_answer_to_another_browser(self, client: Client, account: Account) -> None:
        key = get_key(account)
        other = Client()
        other.get(PASSKEY)
        options = other.get(f"{PASSKEY}options/", headers=JSON).json()

        response = send(client, PASSKEY, answer=key.get(options))

        assert response.status_code == 409
        assert not is_signed_in(client)

    @pytest.mark.parametrize("answer", ["", "{}", "x" * 20_000])
    def test_refuses_what_is_no_answer(self, client: Client, answer: str) -> None:
        assert send(client, PASSKEY, answer=answer).status_code == 422

    def test_tells_the_owner_of_a_frozen_account(self, client: Client, account: Account) -> None:
        key = get_key(account)
        Account.objects.update(state=AccountState.FROZEN)
        client.get(PASSKEY)
        options = client.get(f"{PASSKEY}options/", headers=JSON).json()

        response = post(client, PASSKEY, answer=key.get(options))

        assert response.status_code == 403
        assert "已被管理员停用" in response.content.decode()

    def test_redirects_to_no_other_site(self, client: Client, account: Account) -> None:
        key = get_key(account)
        url = f"{PASSKEY}?next=https://evil.test/"
        client.get(url)
        options = client.get(f"{PASSKEY}options/", headers=JSON).json()

        assert post(client, url, answer=key.get(options))["Location"] == "/me/"


class TestSecondFactor:
    def begin(self, client: Client, identifier: str, url: str = "/sign-in/") -> str:
        """Give the password, and return where that leads."""
        return send(client, url, identifier=identifier, password=PASSWORD)["Location"]

    @pytest.mark.requirement("S20-1")
    def test_is_asked_of_staff_and_completes_their_sign_in(
        self, client: Client, staff: Account
    ) -> None:
        secret = make_authenticator(staff, now=clock.now())

        second = self.begin(client, "pruefer", f"{STAFF}?next=/review/")
        assert second == f"{SECOND}?next=%2Freview%2F"
        assert not is_signed_in(client)
        response = send(client, second, factor="totp", code=digits(secret, now=clock.now()))

        assert response["Location"] == "/review/"
        assert is_signed_in(client)

    def test_keeps_every_page_closed_until_it_was_given(
        self, client: Client, account: Account
    ) -> None:
        make_authenticator(account, now=clock.now())
        self.begin(client, PROOFED_CITIZEN.mobile)

        for url in ("/me/", "/me/facts/", "/me/second-factor/", "/me/confirm/", "/proofing/"):
            assert client.get(url)["Location"].startswith("/sign-in/?next=")
        assert not Session.objects.exists()

    def test_says_that_the_code_is_wrong(self, client: Client, account: Account) -> None:
        secret = make_authenticator(account, now=clock.now())
        self.begin(client, PROOFED_CITIZEN.mobile)

        response = send(client, SECOND, factor="totp", code=wrong_digits(secret, now=clock.now()))

        assert response.status_code == 422
        assert "验证码或恢复代码不正确" in response.content.decode()

    def test_sends_who_never_began_to_the_start(self, client: Client) -> None:
        client.get("/sign-in/")

        response = client.get(SECOND)

        assert response.status_code == 409
        assert "没有等待第二步验证的登录" in response.content.decode()
        assert post(client, SECOND, factor="totp", code="123456").status_code == 409

    def test_of_another_browser_is_not_found(self, client: Client, account: Account) -> None:
        secret = make_authenticator(account, now=clock.now())
        self.begin(client, PROOFED_CITIZEN.mobile)
        other = Client(enforce_csrf_checks=True)
        other.get("/sign-in/")

        response = post(other, SECOND, factor="totp", code=digits(secret, now=clock.now()))

        assert response.status_code == 409

    def test_takes_a_text_message_instead(self, client: Client, account: Account) -> None:
        make_authenticator(account, now=clock.now())
        self.begin(client, PROOFED_CITIZEN.mobile)
        assert "改用短信验证码" in client.get(SECOND).content.decode()

        sent = post(client, f"{SECOND}sms/")
        assert sent["Location"] == f"{SECOND}?use=sms"
        page = client.get(sent["Location"]).content.decode()
        assert PROOFED_CITIZEN.mobile_number.masked in page
        response = post(client, SECOND, factor="sms", code=last_code(PROOFED_CITIZEN.mobile))

        assert response["Location"] == "/me/"

    def test_takes_a_passkey_instead(self, client: Client, account: Account) -> None:
        make_authenticator(account, now=clock.now())
        key = get_key(account)
        self.begin(client, PROOFED_CITIZEN.mobile)
        assert "使用通行密钥" in client.get(SECOND).content.decode()
        options = client.get(f"{SECOND}options/", headers=JSON).json()

        response = post(client, SECOND, factor="passkey", answer=key.get(options))

        assert response["Location"] == "/me/"

    def test_says_that_the_passkey_was_not_right(self, client: Client, account: Account) -> None:
        make_authenticator(account, now=clock.now())
        get_key(account)
        self.begin(client, PROOFED_CITIZEN.mobile)
        options = client.get(f"{SECOND}options/", headers=JSON).json()

        response = post(client, SECOND, factor="passkey", answer=SoftKey().get(options))

        assert response.status_code == 404
        assert "没有登记这个通行密钥" in response.content.decode()
        assert not is_signed_in(client)

    def test_offers_no_trust_by_default(self, client: Client, account: Account) -> None:
        make_authenticator(account, now=clock.now())
        self.begin(client, PROOFED_CITIZEN.mobile)

        assert "is_trusted" not in client.get(SECOND).content.decode()

    def test_trusts_the_device_where_the_operator_allows_it(
        self, client: Client, account: Account, change_policy: Callable[..., None]
    ) -> None:
        change_policy(trusted_device_lifetime=dt.timedelta(days=30))
        secret = make_authenticator(account, now=clock.now())
        self.begin(client, PROOFED_CITIZEN.mobile)
        assert "30 天内在这台设备上不再要求第二步" in client.get(SECOND).content.decode()

        code = digits(secret, now=clock.now())
        send(client, SECOND, factor="totp", code=code, is_trusted="on")
        post(client, "/sign-out/", confirmed="yes")

        assert self.begin(client, PROOFED_CITIZEN.mobile) == "/me/"


class TestEnrolment:
    @pytest.mark.requirement("S20-1")
    def test_comes_before_everything_else_for_staff(self, client: Client, staff: Account) -> None:
        response = send(client, f"{STAFF}?next=/review/", identifier="pruefer", password=PASSWORD)
        assert response["Location"].startswith("/me/second-factor/")

        for url in ("/me/", "/review/", "/me/sessions/"):
            assert client.get(url)["Location"].startswith("/me/second-factor/?next=")
        page = client.get("/me/second-factor/").content.decode()

        assert "请先设置第二步验证" in page

    def test_opens_the_platform_at_once(self, client: Client, staff: Account) -> None:
        send(client, STAFF, identifier="pruefer", password=PASSWORD)
        client.get("/me/second-factor/")
        post(client, "/me/second-factor/authenticator/")
        url = "/me/second-factor/authenticator/set-up/"
        shown = client.get(url).content.decode().partition("data-totp-key>")[2].partition("<")[0]

        post(client, url, code=digits(shown.replace(" ", ""), now=clock.now()))

        assert is_signed_in(client)

    def test_can_be_gone_on_with_after_a_pause(self, client: Client, staff: Account) -> None:
        send(client, STAFF, identifier="pruefer", password=PASSWORD)
        long_ago = (clock.now() - dt.timedelta(minutes=10)).isoformat()
        Session.objects.update(factors={"pwd": long_ago})
        url = "/me/second-factor/passkeys/add/"

        to_confirm = client.get(url)["Location"]
        assert client.get(to_confirm).status_code == 200
        confirmed = send(client, to_confirm, factor="password", password=PASSWORD)

        assert confirmed["Location"] == url
        assert client.get(url).status_code == 200
