import datetime as dt
import re
import uuid

import pytest
from django.test import Client

from shiming.accounts.models import Account, Authenticator, Passkey, RecoveryCode, Session
from shiming.accounts.queries import get_two_step
from shiming.accounts.types import AccountId, AccountKind
from shiming.kernel import clock
from tests.accounts.web.conftest import post, send, sign_in_as
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import PASSWORD, make_account, make_account_of
from tests.factories.credentials import (
    SoftKey,
    digits,
    make_authenticator,
    make_passkey,
    wrong_digits,
)

SECURITY = "/me/second-factor/"
ADD = f"{SECURITY}passkeys/add/"
SET_UP = f"{SECURITY}authenticator/set-up/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)


def grow_old(account: Account) -> None:
    """Make the proofs of the account's sessions too old for sensitive acts."""
    long_ago = (clock.now() - dt.timedelta(minutes=10)).isoformat()
    Session.objects.filter(account=account).update(factors={"pwd": long_ago})


def own_passkey(account: Account) -> tuple[SoftKey, Passkey]:
    return make_passkey(account, now=clock.now())


class TestUnits:
    def test_are_told_what_to_do_before_they_add_anything(self, client: Client) -> None:
        sign_in_as(client, make_account(kind=AccountKind.UNIT, mobile=PROOFED_CITIZEN.mobile))

        adding = client.get(ADD)
        starting = send(client, f"{SECURITY}authenticator/")

        for page in (adding, starting):
            assert page.status_code == 403
            assert "只用单位密码登录时，不能添加登录方式" in page.content.decode()
            assert 'href="/me/confirm/"' in page.content.decode()
        assert not Authenticator.objects.exists()


class TestSecurityPage:
    def test_is_empty_at_first_and_says_what_to_do(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)

        page = client.get(SECURITY).content.decode()

        assert "还没有通行密钥" in page
        assert "添加通行密钥" in page
        assert "绑定身份验证器" in page
        assert "生成新的恢复代码" not in page

    def test_lists_passkeys_with_device_and_last_use(
        self, client: Client, account: Account
    ) -> None:
        own_passkey(account)
        moment = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)
        Passkey.objects.update(last_used_at=moment, last_used_device="Firefox · Linux")
        _, unused = own_passkey(account)
        Passkey.objects.filter(pk=unused.pk).update(name="备用", suspended_at=moment)
        sign_in_as(client, account)

        page = client.get(SECURITY).content.decode()

        assert "2026-03-02 10:00 · Firefox · Linux" in page
        assert "还没有使用过" in page
        assert "已停用" in page

    @pytest.mark.parametrize(
        "url", [SECURITY, ADD, SET_UP, f"{SECURITY}recovery-codes/", f"{SECURITY}switch/"]
    )
    def test_is_for_people_who_are_signed_in(self, client: Client, url: str) -> None:
        response = client.get(url)

        assert response.status_code in {302, 405}
        assert response.headers.get("Location", "/sign-in/").startswith("/sign-in/")

    @pytest.mark.parametrize(
        "path",
        ["passkeys/add/", "recovery-codes/", "authenticator/remove/"],
    )
    def test_asks_for_a_fresh_proof_before_a_change(
        self, client: Client, account: Account, path: str
    ) -> None:
        sign_in_as(client, account)
        grow_old(account)

        response = client.get(f"{SECURITY}{path}")

        assert response["Location"].startswith("/me/confirm/?next=%2Fme%2Fsecond-factor%2F")


class TestPasskeys:
    def add(self, client: Client, key: SoftKey, name: str = "我的手机") -> int:
        client.get(ADD)
        token = client.cookies["csrftoken"].value
        options = client.post(
            f"{SECURITY}passkeys/options/",
            headers={"X-CSRFToken": token, "Accept": "application/json"},
        ).json()
        return post(client, ADD, name=name, answer=key.create(options)).status_code

    def test_are_added(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)

        assert self.add(client, SoftKey()) == 302

        page = client.get(f"{SECURITY}?done=passkey").content.decode()
        assert "我的手机" in page
        assert "通行密钥已添加" in page

    def test_are_not_added_from_another_site(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)

        assert self.add(client, SoftKey(origin="https://evil.test")) == 422

        assert not Passkey.objects.exists()

    def test_tell_the_script_to_ask_for_a_proof(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)
        client.get(ADD)
        grow_old(account)

        response = client.post(
            f"{SECURITY}passkeys/options/",
            headers={
                "X-CSRFToken": client.cookies["csrftoken"].value,
                "Accept": "application/json",
            },
        )

        assert response.status_code == 403
        assert response.json()["code"] == "accounts.session.reauthentication_required"

    def test_are_renamed(self, client: Client, account: Account) -> None:
        _, passkey = own_passkey(account)
        sign_in_as(client, account)
        url = f"{SECURITY}passkeys/{passkey.pk}/rename/"
        assert 'value="手机"' in client.get(url).content.decode()

        assert send(client, url, name="").status_code == 422
        assert send(client, url, name="办公室电脑").status_code == 302

        passkey.refresh_from_db()
        assert passkey.name == "办公室电脑"

    def test_are_removed_after_a_question(self, client: Client, account: Account) -> None:
        _, passkey = own_passkey(account)
        sign_in_as(client, account)
        url = f"{SECURITY}passkeys/{passkey.pk}/remove/"

        asked = client.get(url).content.decode()
        assert "要移除这个通行密钥吗" in asked
        assert "最后一种方式" not in asked
        assert post(client, url).status_code == 200
        assert Passkey.objects.exists()
        assert post(client, url, confirmed="yes").status_code == 302

        assert not Passkey.objects.exists()

    def test_are_removed_as_the_last_way_in_only_by_who_knows_it(self, client: Client) -> None:
        account = make_account()
        _, passkey = own_passkey(account)
        sign_in_as(client, account)
        url = f"{SECURITY}passkeys/{passkey.pk}/remove/"
        assert "最后一种方式" in client.get(url).content.decode()

        assert post(client, url, confirmed="yes").status_code == 409
        assert Passkey.objects.exists()
        assert post(client, url, confirmed="yes", accepts_last="on").status_code == 302

        assert not Passkey.objects.exists()

    @pytest.mark.parametrize("act", ["rename", "remove"])
    def test_of_others_do_not_exist(self, client: Client, account: Account, act: str) -> None:
        _, theirs = own_passkey(make_account())
        sign_in_as(client, account)

        answers = [
            client.get(f"{SECURITY}passkeys/{passkey_id}/{act}/").status_code
            for passkey_id in (theirs.pk, uuid.uuid4())
        ]

        assert answers == [404, 404]


class TestAuthenticator:
    def start(self, client: Client) -> str:
        """Begin to set an app up, and return the key that the page shows."""
        client.get(SECURITY)
        assert post(client, f"{SECURITY}authenticator/")["Location"] == SET_UP
        page = client.get(SET_UP).content.decode()
        assert "data:image/svg+xml" in page
        shown = re.search(r"data-totp-key>([A-Z2-7 ]+)<", page)
        assert shown is not None
        return shown[1].replace(" ", "")

    def test_is_set_up_with_the_key_on_the_page(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)
        secret = self.start(client)
        now = clock.now()

        wrong = post(client, SET_UP, code=wrong_digits(secret, now=now))
        assert wrong.status_code == 422
        assert "验证码或恢复代码不正确" in wrong.content.decode()
        done = post(client, SET_UP, code=digits(secret, now=clock.now()))

        codes = re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", done.content.decode())
        assert len(set(codes)) == 10
        assert get_two_step(AccountId(account.pk)).is_on
        page = client.get(SECURITY).content.decode()
        assert "还剩 10 个没有使用" in page
        assert not [code for code in codes if code in page]

    def test_is_not_shown_again_once_it_counts(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)
        secret = self.start(client)
        post(client, SET_UP, code=digits(secret, now=clock.now()))

        assert client.get(SET_UP)["Location"] == SECURITY

    def test_is_removed_after_a_question(self, client: Client, account: Account) -> None:
        make_authenticator(account, now=clock.now())
        sign_in_as(client, account)
        url = f"{SECURITY}authenticator/remove/"
        client.get(url)

        assert post(client, url).status_code == 200
        assert post(client, url, confirmed="yes").status_code == 302

        assert not Authenticator.objects.exists()


class TestRecoveryCodes:
    def test_are_made_anew_after_a_question_and_shown_once(
        self, client: Client, account: Account
    ) -> None:
        make_authenticator(account, now=clock.now())
        sign_in_as(client, account)
        url = f"{SECURITY}recovery-codes/"
        client.get(url)
        assert not RecoveryCode.objects.exists()

        page = post(client, url, confirmed="yes").content.decode()

        assert len(re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", page)) == 10
        assert not re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", client.get(url).content.decode())


class TestSwitch:
    def test_goes_off_and_on(self, client: Client, account: Account) -> None:
        make_authenticator(account, now=clock.now())
        sign_in_as(client, account)
        url = f"{SECURITY}switch/"
        assert "关闭两步验证" in client.get(SECURITY).content.decode()

        post(client, url, is_on="no")
        assert "开启两步验证" in client.get(SECURITY).content.decode()
        post(client, url, is_on="yes")

        assert get_two_step(AccountId(account.pk)).is_on

    def test_is_not_there_for_staff(self, client: Client) -> None:
        account = make_account(kind=AccountKind.STAFF, password=PASSWORD)
        make_authenticator(account, now=clock.now())
        sign_in_as(client, account)

        assert "不能关闭" in client.get(SECURITY).content.decode()
        assert post(client, f"{SECURITY}switch/", is_on="no").status_code == 409
