import json
from collections.abc import Iterator

import pytest
from django.test import Client

from shiming.accounts import ports
from shiming.accounts.models import Account, OutsideProofRow, Portal
from shiming.accounts.types import AccountKind, FaceState
from shiming.kernel.identifiers.documents import DocumentType
from tests.accounts.face_fakes import FakeFaceCheck
from tests.accounts.web.conftest import post, send, sign_in_as
from tests.cast import PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import PASSWORD, make_account_of

pytestmark = pytest.mark.django_db

WHO = {
    "document_type": "resident_id_card",
    "number": PROOFED_CITIZEN.number,
    "name": PROOFED_CITIZEN.name,
}
EXCLUDED = {
    DocumentType.TEMPORARY_RESIDENT_ID_CARD,
    DocumentType.HK_MACAU_PERMIT,
    DocumentType.TAIWAN_PERMIT,
    DocumentType.PASSPORT,
    DocumentType.PERMANENT_RESIDENCE_CARD,
}


@pytest.fixture(autouse=True)
def face() -> Iterator[FakeFaceCheck]:
    with ports.face_check.replaced(face := FakeFaceCheck(state=FaceState.OPEN)):
        yield face


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, is_attached=True)


def check_url() -> str:
    return f"/sign-in/face/{OutsideProofRow.objects.get().pk}/"


class TestFaceSignIn:
    @pytest.mark.requirement("S31-5")
    def test_walks_from_document_number_and_name_to_the_wanted_page(
        self, client: Client, account: Account, face: FakeFaceCheck
    ) -> None:
        response = send(client, "/sign-in/face/?next=/me/sessions/", **WHO)
        check = check_url()
        explained = client.get(response["Location"]).content.decode()
        drawn = json.loads(post(client, f"{check}draw/").content)
        handed = post(client, f"{check}frames/?next=/me/sessions/", nonce=drawn["nonce"])
        judging = client.get(check).content.decode()
        face.state = FaceState.RECOGNISED
        judged = client.get(check, headers={"HX-Request": "true"}).content.decode()
        home = post(client, f"{check}finish/?next=/me/sessions/")

        assert "同意书正文。" in explained
        assert "同意并开始人脸核验" in explained
        assert drawn["actions"][0]["label"] == "眨眼"
        assert handed.status_code == 200
        assert "正在判断" in judging
        assert "data-go-on" in judged
        assert home["Location"] == "/me/sessions/"
        for document_type in EXCLUDED:
            told = send(Client(), "/sign-in/face/", **WHO | {"document_type": document_type.value})
            assert told.status_code == 422
            assert "这种证件不能使用人脸登录" in told.content.decode()
            assert f'value="{document_type.value}"' in told.content.decode()

    @pytest.mark.requirement("S13-4")
    def test_signs_in_with_password_or_with_the_number_and_the_face(
        self, client: Client, face: FakeFaceCheck
    ) -> None:
        make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)
        Portal.objects.filter(code="main").delete()
        Portal.objects.create(
            code="main", methods={AccountKind.NATURAL_PERSON.value: ["password", "face"]}
        )
        by_password = send(
            Client(enforce_csrf_checks=True),
            "/sign-in/",
            identifier=PROOFED_CITIZEN.mobile,
            password=PASSWORD,
        )
        other_ways = client.get("/sign-in/").content.decode()
        send(client, "/sign-in/face/number/", number=PROOFED_CITIZEN.number)
        face.state = FaceState.RECOGNISED
        by_face = post(client, f"{check_url()}finish/")

        assert '"/sign-in/face/number/"' in other_ways
        assert by_password["Location"] == by_face["Location"] == "/me/"

    def test_answers_the_same_for_known_and_unknown(
        self, client: Client, account: Account, face: FakeFaceCheck
    ) -> None:
        stranger = Client(enforce_csrf_checks=True)
        unknown = WHO | {"number": UNPROOFED_CITIZEN.number, "name": UNPROOFED_CITIZEN.name}

        for browser, who in ((client, WHO), (stranger, unknown)):
            response = send(browser, "/sign-in/face/", **who)
            assert response.status_code == 302
            assert browser.get(response["Location"]).status_code == 200
        assert len(face.prepared) == 2

    def test_says_what_else_can_be_done_when_nobody_was_recognised(
        self, client: Client, account: Account, face: FakeFaceCheck
    ) -> None:
        send(client, "/sign-in/face/", **WHO)
        face.state, face.problem = FaceState.UNCONVINCING, "proofing.live.too_dark"

        page = post(client, f"{check_url()}finish/").content.decode()

        assert "画面不符合要求" in page
        assert "因为 proofing.live.too_dark" in page
        assert 'href="/sign-in/sms/"' in page

    def test_is_a_stranger_to_other_browsers(self, client: Client, account: Account) -> None:
        send(client, "/sign-in/face/", **WHO)

        assert Client().get(check_url()).status_code == 409

    def test_says_what_is_wrong_with_the_number(self, client: Client) -> None:
        response = send(client, "/sign-in/face/", **WHO | {"number": "60010119850615002X"})

        assert response.status_code == 422
        assert OutsideProofRow.objects.count() == 0


class TestFaceConfirmation:
    def test_leads_back_to_where_it_was_asked_for(
        self, client: Client, account: Account, face: FakeFaceCheck
    ) -> None:
        sign_in_as(client, account)
        asked = send(client, "/me/confirm/face/?next=/q/abc/")
        face.state = FaceState.RECOGNISED

        back = post(client, f"{check_url()}finish/?next=/q/abc/")

        assert asked["Location"].endswith("?next=%2Fq%2Fabc%2F")
        assert back["Location"] == "/q/abc/"
