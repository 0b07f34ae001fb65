import datetime as dt

import pytest
from django.test import Client

from shiming.accounts.models import Account, Session
from shiming.kernel import clock
from tests.accounts.web.conftest import post, send, sign_in_as
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import PASSWORD, last_code, make_account, make_account_of
from tests.factories.credentials import digits, make_authenticator, make_passkey, wrong_digits

CONFIRM = "/me/confirm/?next=/me/facts/"

pytestmark = pytest.mark.django_db


def old_session(client: Client, account: Account) -> None:
    """Sign in, and let the proof grow too old for sensitive acts."""
    sign_in_as(client, account)
    long_ago = (clock.now() - dt.timedelta(minutes=10)).isoformat()
    Session.objects.update(factors={"sms": long_ago})


class TestConfirm:
    def test_by_app(self, client: Client) -> None:
        account = make_account_of(PROOFED_CITIZEN, password=PASSWORD)
        secret = make_authenticator(account, now=clock.now())
        old_session(client, account)
        assert "改用身份验证器" in client.get(CONFIRM).content.decode()

        wrong = wrong_digits(secret, now=clock.now())
        assert send(client, CONFIRM, factor="totp", code=wrong).status_code == 422
        right = digits(secret, now=clock.now())

        assert send(client, CONFIRM, factor="totp", code=right)["Location"] == "/me/facts/"
        assert client.get("/me/facts/").status_code == 200

    def test_by_sms_without_a_password(self, client: Client) -> None:
        old_session(client, make_account_of(PROOFED_CITIZEN))
        client.get(CONFIRM)

        sent = post(client, "/me/confirm/sms/?next=/me/facts/")["Location"]
        assert sent.startswith("/me/confirm/?")
        response = post(
            client,
            sent,
            factor="sms",
            code=last_code(PROOFED_CITIZEN.mobile),
        )

        assert response["Location"] == "/me/facts/"

    def test_by_passkey(self, client: Client) -> None:
        account = make_account()
        key, _ = make_passkey(account, now=clock.now())
        old_session(client, account)
        page = client.get(CONFIRM).content.decode()
        assert "使用通行密钥" in page
        assert 'name="password"' not in page
        options = client.get("/me/confirm/options/", headers={"Accept": "application/json"}).json()

        response = post(client, CONFIRM, factor="passkey", answer=key.get(options))

        assert response["Location"] == "/me/facts/"

    def test_leads_on_who_has_nothing_to_confirm_with(self, client: Client) -> None:
        old_session(client, make_account())

        page = client.get(CONFIRM).content.decode()

        assert "请重新登录后继续" in page

    def test_refuses_a_factor_that_is_none(self, client: Client) -> None:
        old_session(client, make_account_of(PROOFED_CITIZEN, password=PASSWORD))

        response = send(client, CONFIRM, factor="<script>", password="x")

        assert response.status_code == 422
        assert "&lt;script&gt;" not in response.content.decode()
