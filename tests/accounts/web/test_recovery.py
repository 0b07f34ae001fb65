import io
import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import check_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from shiming.accounts import ports
from shiming.accounts.actions.open_staff_account import open_staff_account
from shiming.accounts.models import Account, ActivationCode, GuessCounter
from shiming.accounts.types import AccountId, AccountKind, AccountPermission, FaceState
from shiming.directory.actions.grant_permission import grant_permission
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.kernel.levels import Level
from shiming.kernel.slots import Slot
from shiming.messages.models import OutboxMessage
from tests.accounts.actions.recovery.conftest import (
    MAIL,
    NEW,
    give_email,
    last_mail_code,
)
from tests.accounts.conftest import FakeLevelSource, FakePermissionSource
from tests.accounts.face_fakes import FakeFaceCheck
from tests.accounts.web.conftest import post, send, sign_in_as
from tests.cast import AGENT, PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    PASSWORD,
    attach,
    last_code,
    make_account,
    make_account_of,
)

pytestmark = pytest.mark.django_db

WHO = {
    "document_type": "resident_id_card",
    "number": PROOFED_CITIZEN.number,
    "name": PROOFED_CITIZEN.name,
}
EXPLANATION = "已核对居民身份证原件，与来人一致。"


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def choose(client: Client, **data: str) -> HttpResponse:
    return send(client, "/activate/password/", password=NEW, repeat=NEW, **data)


def upload() -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 40), "white").save(buffer, "JPEG")
    return SimpleUploadedFile("card.jpg", buffer.getvalue(), content_type="image/jpeg")


class TestSelfRecovery:
    @pytest.mark.parametrize("kind", ["mobile", "email"])
    def test_leads_from_a_contact_to_a_new_password(self, client: Client, kind: str) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        give_email(account)
        contact = {"mobile": UNPROOFED_CITIZEN.mobile, "email": MAIL}[kind]

        asked = send(client, f"/recover/{kind}/", contact=contact)
        assert asked["Location"] == "/recover/code/"
        code = last_mail_code() if kind == "email" else last_code(UNPROOFED_CITIZEN.mobile)
        proven = send(client, "/recover/code/", code=code)
        assert proven["Location"] == "/activate/password/"
        assert client.cookies["shiming_activation"]["httponly"]
        done = choose(client)

        assert done["Location"] == "/activate/done/"
        assert client.cookies["shiming_activation"].value == ""
        assert "去登录" in text_of(client.get("/activate/done/"))  # type: ignore[arg-type]  # a response with additions
        account.refresh_from_db()
        assert check_password(NEW, account.password)

    @pytest.mark.parametrize(
        ("kind", "known", "unknown"),
        [
            ("mobile", UNPROOFED_CITIZEN.mobile, AGENT.mobile),
            ("email", MAIL, "nobody@example.com"),
        ],
    )
    def test_answers_known_and_unknown_alike(self, kind: str, known: str, unknown: str) -> None:
        give_email(make_account_of(UNPROOFED_CITIZEN, password=PASSWORD))
        answers = []
        for contact in (known, unknown):
            browser = Client()
            asked = browser.post(f"/recover/{kind}/", {"contact": contact})
            page = browser.get("/recover/code/").content.decode()
            differs = r'\b[A-Za-z0-9]{64}\b|countdown="\d+"|\w\*\*\*@[a-z.]+|\d{3}\*{4}\d{4}'
            masked = re.sub(differs, "…", page)
            answers.append((asked.status_code, asked["Location"], masked))

        assert answers[0] == answers[1]
        assert OutboxMessage.objects.count() == 2

    def test_says_that_nothing_is_registered_only_after_the_code(self, client: Client) -> None:
        send(client, "/recover/mobile/", contact=AGENT.mobile)

        answer = send(client, "/recover/code/", code=last_code(AGENT.mobile))

        assert answer.status_code == 404
        assert 'href="/register/"' in text_of(answer)

    def test_asks_a_known_person_for_their_document(self, client: Client) -> None:
        account = make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)
        send(client, "/recover/mobile/", contact=PROOFED_CITIZEN.mobile)
        send(client, "/recover/code/", code=last_code(PROOFED_CITIZEN.mobile))
        page = client.get("/activate/password/").content.decode()
        assert "请填写本人证件信息" in page
        given = {"document_type": "resident_id_card", "name": PROOFED_CITIZEN.name}

        wrong = choose(client, number=AGENT.number, **given)
        right = choose(client, number=PROOFED_CITIZEN.number, **given)

        assert wrong.status_code == 422
        assert "证件信息与账户不一致" in text_of(wrong)
        assert right.status_code == 302
        account.refresh_from_db()
        assert check_password(NEW, account.password)

    def test_gives_another_browser_nothing(self, client: Client) -> None:
        make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        send(client, "/recover/mobile/", contact=UNPROOFED_CITIZEN.mobile)
        send(client, "/recover/code/", code=last_code(UNPROOFED_CITIZEN.mobile))
        thief = Client()
        thief.cookies["shiming_activation"] = client.cookies["shiming_activation"].value

        answer = thief.get("/activate/password/")

        assert answer["Location"] == "/activate/"

    def test_leads_back_to_the_start_who_skips_ahead(self, client: Client) -> None:
        assert client.get("/recover/code/")["Location"] == "/recover/"
        assert client.get("/activate/password/")["Location"] == "/activate/"

    @pytest.mark.requirement("S15-5")
    def test_names_every_way_back(self, client: Client) -> None:
        page = client.get("/recover/").content.decode()

        for way in ("/recover/mobile/", "/recover/email/", "/activate/"):
            assert f'href="{way}"' in page
        assert "服务窗口" in page
        assert "法定代表人或财务负责人" in page


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


class TestWholeWay:
    @pytest.mark.requirement("S18-1", "S18-8")
    def test_registers_signs_in_in_three_ways_and_resets_the_password(self, client: Client) -> None:
        member = PROOFED_CITIZEN
        document = {
            "document_type": "resident_id_card",
            "number": member.number,
            "name": member.name,
        }

        send(client, "/register/", mobile=member.mobile, is_agreed="on")
        code = last_code(member.mobile)
        send(client, "/register/code/", code=code, password=PASSWORD, repeat=PASSWORD)
        attach(Account.objects.get(), member)

        by_mobile = send(Client(), "/sign-in/", identifier=member.mobile, password=PASSWORD)
        by_document = send(Client(), "/sign-in/document/", password=PASSWORD, **document)
        # A minute later: a number gets one code a minute.
        GuessCounter.objects.all().delete()
        by_sms = Client()
        send(by_sms, "/sign-in/sms/", mobile=member.mobile)
        with_code = send(by_sms, "/sign-in/code/", code=last_code(member.mobile))
        GuessCounter.objects.all().delete()
        send(client, "/recover/mobile/", contact=member.mobile)
        send(client, "/recover/code/", code=last_code(member.mobile))
        reset = choose(client, **document)

        assert {by_mobile["Location"], by_document["Location"], with_code["Location"]} == {"/me/"}
        assert reset["Location"] == "/activate/done/"
        assert check_password(NEW, Account.objects.get().password)


class TestActivation:
    def test_makes_a_new_member_of_staff_choose_a_password(self, client: Client) -> None:
        opened = open_staff_account(
            user_name="demo-clerk", actor=system_actor(device="tests"), now=clock.now()
        )

        entered = send(client, "/activate/", code=opened.code.lower())
        done = choose(client)

        assert entered["Location"] == "/activate/password/"
        assert done["Location"] == "/activate/done/"
        assert check_password(NEW, Account.objects.get().password)

    def test_says_what_to_do_with_a_wrong_code(self, client: Client) -> None:
        answer = send(client, "/activate/", code="AAAA-AAAA-AAAA-AAAA")

        assert answer.status_code == 409
        assert "激活码不正确" in text_of(answer)
        assert 'href="/recover/"' in text_of(answer)


class TestCounter:
    @pytest.fixture
    def clerk(self, client: Client, permission_source: FakePermissionSource) -> Client:
        permission_source.answer = frozenset({AccountPermission.RESET_AT_COUNTER})
        sign_in_as(client, make_account(kind=AccountKind.STAFF, now=clock.now()))
        return client

    def look_up(self, clerk: Client) -> HttpResponse:
        return send(
            clerk,
            "/counter/accounts/",
            document_type="resident_id_card",
            number=PROOFED_CITIZEN.number,
            name=PROOFED_CITIZEN.name,
        )

    def test_prints_a_code_once_on_document_and_reason(self, clerk: Client) -> None:
        account = make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)
        found = self.look_up(clerk)
        url = f"/counter/accounts/{account.pk}/"
        assert f'href="{url}"' in text_of(found)
        assert PROOFED_CITIZEN.number not in text_of(found).replace(
            f'value="{PROOFED_CITIZEN.number}"', ""
        )
        clerk.get(url)
        token = clerk.cookies["csrftoken"].value

        answer = clerk.post(
            url,
            {
                "csrfmiddlewaretoken": token,
                "reason": "forgotten",
                "explanation": EXPLANATION,
                "picture": upload(),
            },
        )

        page = answer.content.decode()
        assert "只显示这一次" in page
        assert "no-store" in answer["Cache-Control"]
        code = re.search(r'acc-code">([A-Z0-9-]+)<', page)
        assert code is not None
        owner = Client()
        assert send(owner, "/activate/", code=code[1])["Location"] == "/activate/password/"
        choose(owner)
        account.refresh_from_db()
        assert check_password(NEW, account.password)

    def test_finds_units_by_their_account(self, clerk: Client) -> None:
        unit = make_account(user_name="unit-4711", kind=AccountKind.UNIT)
        make_account(user_name="zhang-san")

        found = send(clerk, "/counter/accounts/", user_name="unit-4711")
        other = send(clerk, "/counter/accounts/", user_name="zhang-san")

        assert f"/counter/accounts/{unit.pk}/" in text_of(found)
        assert other.status_code == 404

    def test_demands_document_and_name_together(self, clerk: Client) -> None:
        make_account_of(PROOFED_CITIZEN, is_attached=True)

        for data in (
            {},
            {"document_type": "resident_id_card", "number": PROOFED_CITIZEN.number},
            {
                "document_type": "resident_id_card",
                "number": PROOFED_CITIZEN.number,
                "name": "陈向南",
            },
        ):
            answer = send(clerk, "/counter/accounts/", **data)
            assert answer.status_code in {404, 422}
            assert "找到的账户" not in text_of(answer)

    def test_refuses_strangers(self, client: Client) -> None:
        sign_in_as(client, make_account(now=clock.now()))
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)

        for url in ("/counter/accounts/", f"/counter/accounts/{account.pk}/", "/counter/capture/"):
            assert client.get(url).status_code == 403
        assert not ActivationCode.objects.exists()


class TestPeople:
    def test_lets_an_administrator_reset_staff(
        self, client: Client, permission_source: FakePermissionSource
    ) -> None:
        permission_source.answer = frozenset({AccountPermission.RESET_STAFF})
        staff = make_account(user_name="clerk-7", kind=AccountKind.STAFF, password=PASSWORD)
        sign_in_as(client, make_account(kind=AccountKind.STAFF, now=clock.now()))
        client.get("/me/people/")

        answer = post(client, "/me/people/staff/", user_name="clerk-7")

        assert "acc-code" in text_of(answer)
        staff.refresh_from_db()
        assert staff.password == ""

    def test_says_nothing_of_who_is_no_staff(
        self, client: Client, permission_source: FakePermissionSource
    ) -> None:
        permission_source.answer = frozenset({AccountPermission.RESET_STAFF})
        make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        make_account(user_name="zhang-san", password=PASSWORD)
        sign_in_as(client, make_account(kind=AccountKind.STAFF, now=clock.now()))
        client.get("/me/people/")

        answers = [
            post(client, "/me/people/staff/", user_name=name)
            for name in ("zhang-san", "nobody-at-all")
        ]

        assert {answer.status_code for answer in answers} == {422}
        assert not ActivationCode.objects.exists()

    def test_shows_an_empty_page_to_who_answers_for_nobody(self, client: Client) -> None:
        sign_in_as(client, make_account(now=clock.now()))

        page = client.get("/me/people/").content.decode()

        assert "没有由您负责的人员" in page
        assert "重置工作人员密码" not in page

    def test_grants_come_from_the_directory(self) -> None:
        account = make_account()
        for permission in AccountPermission:
            grant_permission(
                account_id=AccountId(account.pk),
                permission=permission,
                granter=system_actor(device="tests"),
                now=clock.now(),
            )
