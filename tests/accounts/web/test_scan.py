"""The page on which a phone scans a code (S31-1)."""

import io
from collections.abc import Callable

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from shiming.accounts.models import Account
from shiming.accounts.types import CounterScope, Limit, limits_of
from tests.accounts.web.conftest import sign_in_as
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account_of

pytestmark = pytest.mark.django_db

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, is_attached=True)


@pytest.fixture
def phone(client: Client, account: Account) -> Client:
    sign_in_as(client, account)
    client.get("/scan/")
    return client


def picture_of(text: str, *, angle: float = 0) -> bytes:
    """Photograph a code."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=6, border=8)
    image = Image.open(drawn).convert("RGB").rotate(angle, expand=True, fillcolor="white")
    photograph = io.BytesIO()
    image.save(photograph, "JPEG", quality=80)
    return photograph.getvalue()


def hand_in(phone: Client, content: bytes, **headers: str) -> HttpResponse:
    response: HttpResponse = phone.post(  # type: ignore[assignment]  # a response with additions
        "/scan/",
        {
            "csrfmiddlewaretoken": phone.cookies["csrftoken"].value,
            "picture": SimpleUploadedFile("code.jpg", content, "image/jpeg"),
        },
        headers=headers,
    )
    return response


class TestScan:
    @pytest.mark.requirement("S31-1")
    @pytest.mark.parametrize(
        ("path", "angle"), [("/q/abc/", 0), ("/q/abc/", 17), ("/proofing/", 0)]
    )
    def test_leads_to_what_the_code_of_the_platform_stands_for(
        self, phone: Client, path: str, angle: float
    ) -> None:
        picture = picture_of(f"http://testserver{path}", angle=angle)

        by_hand = hand_in(phone, picture)
        by_script = hand_in(phone, picture, **FRAGMENT)

        assert (by_hand.status_code, by_hand["Location"]) == (302, path)
        assert (by_script.status_code, by_script["HX-Redirect"]) == (200, path)

    def test_opens_no_code_of_others_and_does_not_show_it(self, phone: Client) -> None:
        picture = picture_of("http://testserver.evil.test/q/abc/")

        for headers in ({}, FRAGMENT):
            response = hand_in(phone, picture, **headers)
            page = response.content.decode()
            assert response.status_code == 422
            assert "不是本平台的二维码" in page
            assert "evil" not in page
            assert "HX-Redirect" not in response.headers

    def test_goes_on_looking_until_there_is_a_code(self, phone: Client) -> None:
        blank = io.BytesIO()
        Image.new("RGB", (300, 300), "white").save(blank, "JPEG")

        by_script = hand_in(phone, blank.getvalue(), **FRAGMENT)
        by_hand = hand_in(phone, blank.getvalue())

        assert by_script.status_code == 204
        assert by_hand.status_code == 422
        assert "没有识别到二维码" in by_hand.content.decode()

    @pytest.mark.parametrize("content", [b"no picture", b"\xff\xd8\xff cut off"])
    def test_says_what_is_wrong_with_a_file(self, phone: Client, content: bytes) -> None:
        response = hand_in(phone, content)

        assert response.status_code == 422
        assert "is-invalid" in response.content.decode()

    def test_reads_no_more_pictures_than_somebody_aiming_needs(
        self, phone: Client, change_policy: Callable[..., None]
    ) -> None:
        change_policy(limits={**limits_of(), CounterScope.SCAN_ACCOUNT: Limit(count=2)})
        picture = picture_of("http://testserver/q/abc/")

        answers = [hand_in(phone, picture).status_code for _ in range(3)]

        assert answers == [302, 302, 429]

    def test_is_for_people_who_are_signed_in(self, client: Client) -> None:
        assert client.get("/scan/")["Location"].startswith("/sign-in/")
