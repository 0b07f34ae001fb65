import datetime as dt
import re
import uuid

import pytest
from django.test import Client

from shiming.accounts import ports
from shiming.accounts.models import Acceptance, Account, Session
from shiming.accounts.types import AccountHome, AccountId, IdentityDocument
from shiming.directory import versions
from shiming.kernel import clock
from tests.accounts.web.conftest import post, send, sign_in_as
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import (
    PASSWORD,
    make_account,
    make_account_of,
    make_agreement,
    make_visit,
    start_session,
)

NEW = "Kranich-4-Moorhuhn"

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)


class FixedHome:
    """Knows one home for everybody."""

    def __init__(self, home: AccountHome) -> None:
        self._home = home

    def home_of(self, account_id: AccountId, *, now: dt.datetime) -> AccountHome:
        del account_id, now  # Everybody is at home there, always.
        return self._home


class TestMe:
    def test_shows_everything_masked(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)

        page = client.get("/me/").content.decode()

        assert "陈**" in page
        assert "60**************23" in page
        assert "154****0002" in page
        for secret in (PROOFED_CITIZEN.name, PROOFED_CITIZEN.number, PROOFED_CITIZEN.mobile):
            assert secret not in page

    @pytest.mark.requirement("S29-6")
    def test_leads_to_the_proof_that_is_missing(self, client: Client) -> None:
        sign_in_as(client, make_account_of(PROOFED_CITIZEN))

        page = client.get("/me/").content.decode()

        assert "您还没有完成实名认证" in page
        assert re.search(r'href="/proofing/".*?去认证', page, re.DOTALL) is not None
        assert "实名认证" in client.get("/proofing/").content.decode()

    @pytest.mark.requirement("S28-5")
    @pytest.mark.parametrize(
        ("home", "said"),
        [
            (AccountHome(name="", is_here=True, recognised_at=("广州",)), "由本平台管理"),
            (AccountHome(name="广州", is_here=False, recognised_at=()), "由“广州”管理"),
            (AccountHome(name="", is_here=False, recognised_at=()), "由其他地方的平台管理"),
        ],
    )
    def test_says_where_the_account_is_at_home_and_opens_doors(
        self, client: Client, account: Account, home: AccountHome, said: str
    ) -> None:
        sign_in_as(client, account)
        alone = client.get("/me/").content.decode()

        with ports.home_source.replaced(FixedHome(home)):
            page = client.get("/me/").content.decode()

        assert said in page
        assert ("<li>广州</li>" in page) is bool(home.recognised_at)
        assert "账户归属" not in alone

    @pytest.mark.parametrize(
        "url", ["/me/", "/me/facts/", "/me/password/", "/me/sessions/", "/me/confirm/"]
    )
    def test_sends_visitors_to_the_sign_in_page_and_back(self, client: Client, url: str) -> None:
        response = client.get(url)

        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in/?next=%2Fme%2F")

    def test_leads_to_a_newer_agreement_first(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)
        make_agreement(version="2.0", published_at=clock.now() - dt.timedelta(minutes=1))

        assert client.get("/me/")["Location"] == "/agreement/?next=%2Fme%2F"


class TestFacts:
    def test_are_shown_in_full_after_a_fresh_proof(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)

        page = client.get("/me/facts/").content.decode()

        assert PROOFED_CITIZEN.name in page
        assert PROOFED_CITIZEN.number in page

    def test_ask_for_the_password_when_the_proof_is_old(
        self, client: Client, account: Account
    ) -> None:
        started = sign_in_as(client, account)
        long_ago = (clock.now() - dt.timedelta(minutes=10)).isoformat()
        Session.objects.filter(public_id=started.session_id).update(factors={"pwd": long_ago})

        response = client.get("/me/facts/")
        assert response["Location"] == "/me/confirm/?next=%2Fme%2Ffacts%2F"
        wrong = send(client, response["Location"], password="Falsch-7-Falsch")
        assert wrong.status_code == 422
        confirmed = send(client, response["Location"], password=PASSWORD)

        assert confirmed["Location"] == "/me/facts/"
        assert PROOFED_CITIZEN.number in client.get("/me/facts/").content.decode()


class TestPassword:
    @pytest.mark.requirement("S02-11", "S14-7")
    def test_is_changed_with_the_old_one_and_the_new_one_twice(
        self, client: Client, account: Account
    ) -> None:
        sign_in_as(client, account)
        other = start_session(account, visit=make_visit(), now=clock.now())

        response = send(client, "/me/password/", old=PASSWORD, password=NEW, repeat=NEW)

        assert response.status_code == 200
        assert "密码已修改" in response.content.decode()
        assert Session.objects.get(public_id=other.session_id).ended_at is not None
        assert client.get("/me/").status_code == 200

    @pytest.mark.parametrize(
        ("entries", "told"),
        [
            ({"old": "Falsch-7-Falsch"}, "原密码不正确"),
            ({"repeat": "Andere-7-Blumen"}, "两次输入的密码不一致"),
            ({"password": "kurz", "repeat": "kurz"}, "密码太短"),
            ({"password": PASSWORD, "repeat": PASSWORD}, "新密码与原密码相同"),
        ],
    )
    def test_says_what_is_wrong(
        self, client: Client, account: Account, entries: dict[str, str], told: str
    ) -> None:
        sign_in_as(client, account)
        before = Account.objects.get().password

        right = {"old": PASSWORD, "password": NEW, "repeat": NEW}
        response = send(client, "/me/password/", **(right | entries))

        assert response.status_code == 422
        assert told in response.content.decode()
        assert Account.objects.get().password == before


class TestSessions:
    def test_list_device_and_place_and_end_one(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)
        visit = make_visit(address="198.51.100.7", device="Mozilla/5.0 (iPhone) Safari/604.1")
        other = start_session(account, visit=visit, now=clock.now())

        page = client.get("/me/sessions/").content.decode()
        assert "Safari · iPhone" in page
        assert "198.51.100.7" in page
        response = post(client, f"/me/sessions/{other.session_id}/end/")

        assert response["Location"] == "/me/sessions/"
        assert "198.51.100.7" not in client.get("/me/sessions/").content.decode()

    def test_end_all_others(self, client: Client, account: Account) -> None:
        present = sign_in_as(client, account)
        for _ in range(2):
            start_session(account, visit=make_visit(), now=clock.now())
        client.get("/me/sessions/")

        post(client, "/me/sessions/end-others/")

        live = Session.objects.filter(ended_at__isnull=True)
        assert [session.public_id for session in live] == [present.session_id]

    def test_of_others_do_not_exist(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)
        theirs = start_session(make_account(), now=clock.now())
        client.get("/me/sessions/")

        answers = [
            post(client, f"/me/sessions/{session_id}/end/").status_code
            for session_id in (theirs.session_id, uuid.uuid4())
        ]

        assert answers == [404, 404]
        assert Session.objects.get(public_id=theirs.session_id).ended_at is None


class TestAgreement:
    def test_is_open_to_everybody(self, client: Client) -> None:
        make_agreement()

        page = client.get("/agreement/").content.decode()

        assert "网络服务使用协议" in page
        assert "同意并继续" not in page

    def test_is_accepted_again_when_a_new_version_is_in_force(
        self, client: Client, account: Account
    ) -> None:
        sign_in_as(client, account)
        newer = make_agreement(version="2.0", published_at=clock.now() - dt.timedelta(minutes=1))
        assert "同意并继续" in client.get("/agreement/").content.decode()

        response = post(client, "/agreement/?next=/proofing/", agreement=str(newer))

        assert response["Location"] == "/proofing/"
        assert Acceptance.objects.filter(account=account, agreement_id=newer).exists()

    @pytest.mark.parametrize("agreement", ["", "x", str(uuid.UUID(int=1))])
    def test_is_not_accepted_by_another_key(
        self, client: Client, account: Account, agreement: str
    ) -> None:
        sign_in_as(client, account)
        client.get("/agreement/")

        assert post(client, "/agreement/", agreement=agreement).status_code == 409


class TestTwelveFacts:
    @pytest.mark.requirement("S31-17")
    def test_are_shown_masked_and_after_a_fresh_proof_in_full(
        self, client: Client, account: Account
    ) -> None:
        Account.objects.filter(pk=account.pk).update(email="chen@example.org")
        sign_in_as(client, account)
        with ports.document_source.replaced(FiledDocument()):
            masked = rows_of(client.get("/me/").content.decode())
            full = rows_of(client.get("/me/facts/").content.decode())
        assert list(full)[:12] == [
            "姓名",
            "证件类型",
            "证件号码",
            "手机号码",
            "电子邮箱",
            "国籍",
            "民族",
            "出生日期",
            "有效期起",
            "有效期止",
            "签发机关",
            "住址",
        ]
        assert list(full.values())[:12] == [
            PROOFED_CITIZEN.name,
            "居民身份证",
            PROOFED_CITIZEN.number,
            PROOFED_CITIZEN.mobile,
            "chen@example.org",
            "中国",
            "汉",
            "1985-06-15",
            "2020-01-02",
            "长期",
            "示例市公安局",
            "示例市平安路1号",
        ]
        for label in ("姓名", "证件号码", "手机号码", "电子邮箱", "出生日期", "签发机关", "住址"):
            assert masked[label] != full[label]
            assert "*" in masked[label]

    def test_say_what_is_not_on_file(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)
        with ports.document_source.replaced(NothingFiled()):
            assert rows_of(client.get("/me/").content.decode())["住址"] == "未登记"


class TestHelpAndVersion:
    @pytest.mark.requirement("S32-8")
    def test_are_one_click_from_the_personal_centre(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)

        page = client.get("/me/").content.decode()
        help_page = client.get("/help/").content.decode()
        about_page = client.get("/about/").content.decode()

        assert 'href="/help/"' in page
        assert 'href="/about/"' in page
        assert "<h1>帮助中心</h1>" in help_page
        assert versions.versions_in("zh")[0].version in about_page


class FiledDocument:
    """Knows one document."""

    def find_document(self, *, account_id: AccountId, now: dt.datetime) -> IdentityDocument:
        return IdentityDocument(
            ethnicity="汉",
            issuer="示例市公安局",
            address="示例市平安路1号",
            valid_from=dt.date(2020, 1, 2),
            is_long_term=True,
        )


class NothingFiled:
    """Knows none."""

    def find_document(self, *, account_id: AccountId, now: dt.datetime) -> None:
        return None


def rows_of(page: str) -> dict[str, str]:
    """Return the definition list of a page: label to value."""
    found = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", page, re.DOTALL)
    return {text_in(label): text_in(value) for label, value in found}


def text_in(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
