"""The way back by face."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from shiming.accounts import ports
from shiming.accounts.types import FaceState
from shiming.kernel.levels import Level
from shiming.kernel.slots import Slot
from tests.accounts.actions.recovery.conftest import (
    NEW,
)
from tests.accounts.conftest import FakeLevelSource
from tests.accounts.face_fakes import FakeFaceCheck
from tests.accounts.web.conftest import post, send
from tests.accounts.web.recovery.recovery_kit import choose, text_of
from tests.cast import AGENT, PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    PASSWORD,
    attach,
    make_account,
    make_account_of,
)

pytestmark = pytest.mark.django_db

WHO = {
    "document_type": "resident_id_card",
    "number": PROOFED_CITIZEN.number,
    "name": PROOFED_CITIZEN.name,
}


class TestRecoveryByFace:
    @pytest.fixture(autouse=True)
    def face(self, level_source: FakeLevelSource) -> Iterator[FakeFaceCheck]:
        level_source.answer = (Level.INTERMEDIATE, None)
        with ports.face_check.replaced(face := FakeFaceCheck(state=FaceState.OPEN)):
            yield face

    def test_leads_over_the_camera_to_the_choice_of_an_account_and_a_password(
        self, client: Client, face: FakeFaceCheck
    ) -> None:
        account = make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)
        second = make_account(mobile=AGENT.mobile)
        attach(second, PROOFED_CITIZEN)

        check = send(client, "/recover/face/", **WHO)["Location"]
        filmed = client.get(check).content.decode()
        face.state = FaceState.RECOGNISED
        proven = post(client, f"{check}finish/")
        is_hidden = client.cookies["shiming_activation"]["httponly"]
        page = client.get("/activate/password/").content.decode()
        done = choose(client, account=str(second.pk))

        assert 'href="/recover/face/"' in client.get("/recover/").content.decode()
        assert "同意书正文。" in filmed
        assert 'href="/recover/"' in filmed
        assert proven["Location"] == "/activate/password/"
        assert is_hidden
        for shown in (PROOFED_CITIZEN, AGENT):
            assert shown.mobile_number.masked in page
            assert shown.mobile not in page
        assert "请填写本人证件信息" not in page
        assert done["Location"] == "/activate/done/"
        account.refresh_from_db()
        second.refresh_from_db()
        assert check_password(NEW, second.password)
        assert check_password(PASSWORD, account.password)
        assert "shiming_session" not in client.cookies

    def test_answers_known_and_unknown_alike(self, face: FakeFaceCheck) -> None:
        make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)
        unknown = WHO | {"number": UNPROOFED_CITIZEN.number, "name": UNPROOFED_CITIZEN.name}
        face.state = FaceState.NOT_RECOGNISED
        answers = []
        for who in (WHO, unknown):
            browser = Client(enforce_csrf_checks=True)
            asked = send(browser, "/recover/face/", **who)
            refused = post(browser, f"{asked['Location']}finish/")
            page = re.sub(
                r"[A-Za-z0-9]{64}|[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}",
                "…",
                text_of(refused),
            )
            answers.append((asked.status_code, refused.status_code, page))

        assert answers[0] == answers[1]
        assert "没有能够确认是您本人" in answers[0][2]
        assert 'href="/recover/face/"' in answers[0][2]
        assert 'href="/recover/"' in answers[0][2]

    def test_tells_the_other_documents_so(self, client: Client) -> None:
        for kind in ("passport", "taiwan_permit"):
            told = send(client, "/recover/face/", **WHO | {"document_type": kind})

            assert told.status_code == 422
            assert "这种证件不能用人脸找回密码" in text_of(told)
            assert "服务窗口" in text_of(told)

    def test_is_a_stranger_to_other_browsers(self, client: Client, face: FakeFaceCheck) -> None:
        check = send(client, "/recover/face/", **WHO)["Location"]
        face.state = FaceState.RECOGNISED

        assert Client().get(check).status_code == 409
        assert Client().post(f"{check}finish/").status_code == 409


class TestWithoutFaces:
    def test_the_way_is_not_shown(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ports, "face_check", Slot("accounts.face_check"))

        assert "/recover/face/" not in client.get("/recover/").content.decode()
        assert client.get("/recover/face/")["Location"] == "/recover/"
