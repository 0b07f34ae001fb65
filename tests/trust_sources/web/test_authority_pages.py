"""The pages on which officers keep whose certificates are accepted."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shiming.accounts.models import Account
from shiming.accounts.types import AccountId
from shiming.directory.actions.grant_permission import grant_permission
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.trust_sources.models import CertificateAuthority, RevocationListCopy
from shiming.trust_sources.types import TrustPermission
from tests.factories.accounts import make_account, start_session
from tests.trust_sources.authority_kit import make_root

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/trust/authorities/"
ADD = "/trust/authorities/add/"


def client_of(account: Account) -> Client:
    client = Client()
    client.cookies["shiming_session"] = start_session(account, now=clock.now()).cookie_value
    return client


@pytest.fixture
def officer_client() -> Client:
    account = make_account(now=clock.now())
    grant_permission(
        account_id=AccountId(account.pk),
        permission=TrustPermission.MANAGE_AUTHORITIES,
        granter=system_actor(device="tests"),
        now=clock.now(),
    )
    return client_of(account)


def add(client: Client, **changed: object) -> str:
    far = clock.now() + dt.timedelta(days=365)
    answer = client.post(
        ADD,
        {
            "name": "样例机构",
            "brand": "sample",
            "looks": "蓝色",
            "root": SimpleUploadedFile("root.pem", make_root(ends=far).pem),
            "revocation": "crl",
            "list_urls": "http://crl.example/root.crl",
            "stale_hours": "0",
            "driver_url": "https://driver.example/",
        }
        | changed,
    )
    return answer.content.decode() if answer.status_code != 303 else answer.headers["Location"]


class TestAuthorityPages:
    def test_say_that_there_is_none(self, officer_client: Client) -> None:
        assert "还没有登记证书颁发机构" in officer_client.get(LIST).content.decode()

    def test_enter_an_authority_and_offer_its_certificates(self, officer_client: Client) -> None:
        assert "数字证书" not in Client().get("/sign-in/").content.decode()

        assert add(officer_client) == f"{LIST}?changed=1"

        page = officer_client.get(LIST).content.decode()
        assert "样例机构" in page
        assert "还没有读到" in page
        drivers = Client().get(reverse("accounts:certificate-drivers")).content.decode()
        assert "https://driver.example/" in drivers
        assert "蓝色" in drivers

    def test_say_what_is_wrong_beside_the_form(self, officer_client: Client) -> None:
        nonsense = SimpleUploadedFile("root.pem", b"nonsense")

        assert "这个文件不是可以使用的根证书" in add(officer_client, root=nonsense)
        assert "请只用小写字母、数字和连字符" in add(officer_client, brand="GDCA!")
        assert "没有填写查询吊销情况的地址" in add(officer_client, list_urls="")
        assert not CertificateAuthority.objects.exists()

    def test_show_the_age_and_the_last_failure_of_a_list(self, officer_client: Client) -> None:
        add(officer_client)
        now = clock.now()
        RevocationListCopy.objects.create(
            authority=CertificateAuthority.objects.get(),
            url="http://crl.example/root.crl",
            digest="0",
            issued_at=now - dt.timedelta(days=2),
            next_at=now - dt.timedelta(days=1),
            failure="timeout",
            failed_at=now,
        )

        page = officer_client.get(LIST).content.decode()

        assert "已过期，证书登录已停止" in page
        assert "读取失败：超时" in page

    def test_suspend_and_resume_once_confirmed(self, officer_client: Client) -> None:
        add(officer_client)
        authority = CertificateAuthority.objects.get()
        suspend, resume = (f"{LIST}{authority.pk}/{act}/" for act in ("suspend", "resume"))

        assert "停用“样例机构”？" in officer_client.get(suspend).content.decode()
        officer_client.post(suspend)
        authority.refresh_from_db()
        assert authority.state == "active"
        assert officer_client.post(suspend, {"confirmed": "1"}).status_code == 303
        authority.refresh_from_db()
        assert authority.state == "suspended"
        assert "已停用" in officer_client.get(LIST).content.decode()

        assert "恢复“样例机构”？" in officer_client.get(resume).content.decode()
        officer_client.post(resume, {"confirmed": "1"})
        authority.refresh_from_db()
        assert authority.state == "active"

    def test_speak_english(self, officer_client: Client) -> None:
        add(officer_client)
        officer_client.cookies["django_language"] = "en"
        for url in (LIST, ADD, f"{LIST}{CertificateAuthority.objects.get().pk}/suspend/"):
            page = officer_client.get(url).content.decode()
            assert "ertificate authorit" in page
            assert "证书" not in page.replace("样例机构", "")

    def test_are_for_officers_alone(self) -> None:
        stranger = client_of(make_account(now=clock.now()))

        for url in (LIST, ADD):
            assert stranger.get(url).status_code == 403
            assert stranger.post(url).status_code in {403, 405}
            assert Client().get(url).status_code == 302
