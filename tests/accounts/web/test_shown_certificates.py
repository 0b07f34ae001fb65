"""Signing in with the certificate that the browser showed to the proxy in front (E5)."""

import ssl
import urllib.parse
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client

from shiming.accounts import ports
from shiming.accounts.models import Account, CertificateBinding, Session
from shiming.accounts.types import AccountKind, CertificateHolder, CertificateProblem
from shiming.audit.models import AuditRecord
from shiming.kernel import clock
from shiming.kernel.ids import new_id
from shiming.web_kit.client_certificates import ENVIRON_KEY
from tests.accounts.certificate_kit import END, FakeVerifier, Key, make_key
from tests.factories.accounts import make_account

pytestmark = pytest.mark.django_db

PAGE = "/sign-in/certificate/"
SHOWN = "/sign-in/certificate/shown/"


@pytest.fixture
def verifier() -> Iterator[FakeVerifier]:
    with ports.certificate_verifier.replaced(verifier := FakeVerifier()):
        yield verifier


@pytest.fixture
def key() -> Key:
    return make_key(serial=0xABCD)


def bound(key: Key, verifier: FakeVerifier, *, kind: AccountKind) -> Account:
    account = make_account(kind=kind, now=clock.now())
    proven = verifier.recognise(key.certificate, now=clock.now()).certificate
    assert proven is not None
    CertificateBinding.objects.create(
        id=new_id(),
        account=account,
        holder=proven.holder,
        issuer=proven.issuer,
        serial=proven.serial,
        fingerprint=proven.fingerprint,
        valid_until=END,
        bound_at=clock.now(),
    )
    return account


def show(client: Client, key: Key, url: str = SHOWN) -> HttpResponse:
    """Ask as the proxy does that has verified the key."""
    shown = urllib.parse.quote(ssl.DER_cert_to_PEM_cert(key.certificate))
    method = client.post if url == SHOWN else client.get
    response: HttpResponse = method(url, **{ENVIRON_KEY: shown})  # type: ignore[arg-type, assignment]  # WSGI variables
    return response


class TestShownCertificate:
    def test_signs_in_whom_it_is_bound_to(self, verifier: FakeVerifier, key: Key) -> None:
        account = bound(key, verifier, kind=AccountKind.NATURAL_PERSON)
        client = Client()

        assert SHOWN in show(client, key, PAGE).content.decode()
        answer = show(client, key)

        assert answer.status_code == 303
        session = Session.objects.get()
        assert (session.account_id, session.methods) == (account.pk, ["hwk", "pin"])

    def test_that_only_a_header_names_is_none(self, verifier: FakeVerifier, key: Key) -> None:
        bound(key, verifier, kind=AccountKind.NATURAL_PERSON)
        shown = urllib.parse.quote(ssl.DER_cert_to_PEM_cert(key.certificate))
        client = Client(
            headers={"Shiming.Client_Certificate": shown, "X-Client-Certificate": shown}
        )

        assert SHOWN not in client.get(PAGE).content.decode()
        assert client.post(SHOWN).status_code == 403
        assert not Session.objects.exists()

    def test_that_is_bound_to_nothing_signs_nobody_in(
        self, verifier: FakeVerifier, key: Key
    ) -> None:
        assert show(Client(), key).status_code == 404
        assert not Session.objects.exists()

    def test_of_another_key_under_the_same_number_signs_nobody_in(
        self, verifier: FakeVerifier, key: Key
    ) -> None:
        bound(key, verifier, kind=AccountKind.NATURAL_PERSON)

        assert show(Client(), make_key(serial=0xABCD)).status_code == 404
        assert not Session.objects.exists()

    @pytest.mark.parametrize("problem", list(CertificateProblem))
    def test_that_does_not_serve_is_refused_with_the_reason(
        self, verifier: FakeVerifier, key: Key, problem: CertificateProblem
    ) -> None:
        bound(key, verifier, kind=AccountKind.NATURAL_PERSON)
        verifier.problem = problem

        assert show(Client(), key).status_code == 403
        assert not Session.objects.exists()
        assert AuditRecord.objects.filter(event="accounts.abuse.certificate_failed").exists()

    def test_of_business_signs_nobody_in(self, verifier: FakeVerifier, key: Key) -> None:
        bound(key, verifier, kind=AccountKind.STAFF)
        verifier.holder = CertificateHolder.BUSINESS

        assert show(Client(), key).status_code == 403
        assert not Session.objects.exists()

    def test_is_unavailable_while_nobody_can_check(self, verifier: FakeVerifier, key: Key) -> None:
        bound(key, verifier, kind=AccountKind.NATURAL_PERSON)
        verifier.is_away = True

        assert show(Client(), key).status_code == 503

    def test_needs_the_token_of_the_page(self, verifier: FakeVerifier, key: Key) -> None:
        bound(key, verifier, kind=AccountKind.NATURAL_PERSON)

        assert show(Client(enforce_csrf_checks=True), key).status_code == 403
        assert not Session.objects.exists()


@pytest.mark.requirement("S15-6")
def test_links_to_it_stand_on_home_and_sign_in_page(verifier: FakeVerifier, client: Client) -> None:
    assert f'href="{PAGE}"' in client.get("/").content.decode()
    assert f'href="{PAGE}"' in client.get("/sign-in/").content.decode()
    page = client.get(PAGE).content.decode()
    assert "插好电子钥匙" in page
    assert "密码（PIN）在证书助手的窗口里输入" in page


class TestTroubles:
    @pytest.mark.requirement("S30-2")
    def test_are_told_with_the_pages_on_which_they_are_mended(
        self, verifier: FakeVerifier, client: Client
    ) -> None:
        page = client.get(PAGE).content.decode()
        drivers = client.get("/sign-in/certificate/drivers/").content.decode()

        def told(code: str) -> str:
            return page.partition(f'data-trouble="{code}"')[2].partition("data-trouble=")[0]

        assert "没有安装这种证书的驱动程序" in told("agent.driver.missing")
        assert "/sign-in/certificate/drivers/" in told("agent.driver.missing")
        assert "/sign-in/certificate/drivers/" in told("agent.driver.wrong_brand")
        assert "USB 接口" in told("agent.device.trouble")
        assert "/me/renewals/" in told("agent.certificate.expired")
        assert "/me/renewals/" in told("certificate.expired")
        # One driver for each brand, and the way to the renewal there as well.
        assert "https://a.example/d" in drivers
        assert "样例二" in drivers
        assert "/me/renewals/" in drivers
