import re

import pytest
from django.test import Client
from django.urls import reverse

from shiming.accounts.models import Account, QrSignIn
from shiming.accounts.types import QrState
from tests.accounts.web.conftest import post, send, sign_in_as
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account_of

pytestmark = pytest.mark.django_db

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, is_attached=True)


@pytest.fixture
def phone(account: Account) -> Client:
    browser = Client(enforce_csrf_checks=True, headers={"User-Agent": "Mozilla/5.0 (iPhone) Mobi"})
    sign_in_as(browser, account)
    return browser


def show(client: Client, url: str = "/sign-in/qr/start/") -> QrSignIn:
    client.get("/sign-in/qr/")
    response = post(client, url)
    assert response.status_code == 302
    return QrSignIn.objects.get()


class TestPc:
    def test_shows_the_code_without_a_script(self, client: Client) -> None:
        code = show(client)

        page = client.get(f"/sign-in/qr/{code.pk}/").content.decode()

        assert f"/sign-in/qr/{code.pk}/code.svg" in page
        assert 'http-equiv="refresh"' in page
        assert str(code.number) not in re.findall(r">\s*(\d\d)\s*<", page)

    def test_answers_polls_only_when_something_has_changed(self, client: Client) -> None:
        code = show(client)
        url = f"/sign-in/qr/{code.pk}/?state=shown"

        same = client.get(url, headers=FRAGMENT)
        QrSignIn.objects.update(state=QrState.REFUSED, ended_for="by_owner")
        changed = client.get(url, headers=FRAGMENT)

        assert same.status_code == 204
        assert "拒绝" in changed.content.decode()

    def test_draws_an_address_of_a_hundred_characters_at_most(self, client: Client) -> None:
        code = show(client)

        drawn = client.get(f"/sign-in/qr/{code.pk}/code.svg")

        path = reverse("accounts:qr-phone", args=[code.code])
        assert drawn["Content-Type"] == "image/svg+xml"
        # Room for a host name of 60 characters.
        assert len("https://") + 60 + len(path) <= 100

    def test_is_a_stranger_to_other_browsers(self, client: Client, phone: Client) -> None:
        code = show(client)

        for url in ("", "code.svg"):
            assert phone.get(f"/sign-in/qr/{code.pk}/{url}").status_code == 404
        assert send(phone, f"/sign-in/qr/{code.pk}/finish/").status_code in {403, 404}

    def test_carries_on_what_the_person_came_for(self, client: Client) -> None:
        client.get("/sign-in/qr/")

        response = post(client, "/sign-in/qr/start/?next=/me/password/&confirm=face")

        assert response["Location"].endswith("/?next=%2Fme%2Fpassword%2F&confirm=face")
        assert QrSignIn.objects.get().needs_face


class TestPhone:
    def test_sends_visitors_to_sign_in_first(self, client: Client) -> None:
        code = show(client)

        response = client.get(f"/q/{code.code}/")

        assert response["Location"] == f"/sign-in/?next=%2Fq%2F{code.code}%2F"

    def test_walks_from_the_scan_to_the_pcs_session(self, client: Client, phone: Client) -> None:
        code = show(client, "/sign-in/qr/start/?next=/me/sessions/")
        who = phone.get(f"/q/{code.code}/").content.decode()
        post(phone, f"/q/{code.code}/scan/")
        numbers = phone.get(f"/q/{code.code}/").content.decode()
        on_pc = client.get(f"/sign-in/qr/{code.pk}/", headers=FRAGMENT).content.decode()
        post(phone, f"/q/{code.code}/confirm/", number=str(code.number))
        goes_on = client.get(f"/sign-in/qr/{code.pk}/", headers=FRAGMENT).content.decode()
        response = post(client, f"/sign-in/qr/{code.pk}/finish/?next=/me/sessions/")

        assert "testserver" in who
        assert "Firefox" in who
        assert f">{code.number}<" not in who
        assert all(f'value="{number}"' in numbers for number in code.choices)
        assert str(code.number) in on_pc
        assert "data-go-on" in goes_on
        assert response["Location"] == "/me/sessions/"
        assert client.get("/me/sessions/").status_code == 200

    def test_asks_for_a_face_before_it_confirms(self, client: Client, phone: Client) -> None:
        code = show(client, "/sign-in/qr/start/?confirm=face")
        phone.get(f"/q/{code.code}/")
        post(phone, f"/q/{code.code}/scan/")

        response = post(phone, f"/q/{code.code}/confirm/", number=str(code.number))

        assert response["Location"] == f"/me/confirm/face/?next=%2Fq%2F{code.code}%2F"

    @pytest.mark.parametrize("typed", ["", "x", "１２", "-1", "9" * 400])
    def test_takes_no_nonsense_for_a_number(
        self, client: Client, phone: Client, typed: str
    ) -> None:
        code = show(client)
        phone.get(f"/q/{code.code}/")
        post(phone, f"/q/{code.code}/scan/")

        assert post(phone, f"/q/{code.code}/confirm/", number=typed).status_code == 422
        assert QrSignIn.objects.get().state == QrState.REFUSED

    def test_says_that_it_was_refused(self, client: Client, phone: Client) -> None:
        code = show(client)
        phone.get(f"/q/{code.code}/")

        post(phone, f"/q/{code.code}/refuse/")

        assert "这次登录已取消" in phone.get(f"/q/{code.code}/").content.decode()
