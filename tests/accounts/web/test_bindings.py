import base64
import json
from collections.abc import Iterator

import pytest
from django.test import Client

from shiming.accounts import ports
from shiming.accounts.agent_signer import Es256AgentSigner
from shiming.accounts.models import (
    Account,
    CertificateBinding,
    OutsideProofRow,
    Session,
    SocialBinding,
)
from shiming.accounts.ports import SocialProviders
from shiming.accounts.types import AccountKind, CertificateProblem
from shiming.vendors.licences.wallet_simulator import LicenceWalletSimulator
from tests.accounts.certificate_kit import FakeVerifier, Key, make_key
from tests.accounts.social_fakes import FakeNetwork, query_of
from tests.accounts.web.conftest import post, send, sign_in_as
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import PASSWORD, make_account, make_account_of

pytestmark = pytest.mark.django_db

BACK = "/sign-in/social/wechat/back/"


@pytest.fixture(autouse=True)
def network() -> Iterator[FakeNetwork]:
    with ports.social_providers.replaced(SocialProviders(providers=(network := FakeNetwork(),))):
        yield network


@pytest.fixture
def verifier() -> Iterator[FakeVerifier]:
    with (
        ports.agent_signer.replaced(Es256AgentSigner(b"a secret of the tests")),
        ports.certificate_verifier.replaced(verifier := FakeVerifier()),
    ):
        yield verifier


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)


def state_in(page: str) -> str:
    """Return the `state` in the page that leads to the network."""
    found = page.partition("https://network.example/authorize?")[2].partition('"')[0]
    return query_of(f"https://x/?{found.replace('&amp;', '&')}")["state"]


def bind(client: Client) -> None:
    client.get("/me/bindings/")
    page = post(client, "/me/bindings/social/wechat/").content.decode()
    asked = client.get(f"{BACK}?state={state_in(page)}&code=c")
    assert "绑定到当前账户" in client.get(asked["Location"]).content.decode()
    assert post(client, asked["Location"])["Location"] == "/me/bindings/"


class TestSocial:
    def test_walks_from_an_unbound_network_to_a_bound_account(
        self, client: Client, account: Account
    ) -> None:
        page = send(client, "/sign-in/social/wechat/?next=/me/sessions/").content.decode()
        unbound = client.get(f"{BACK}?state={state_in(page)}&code=c").content.decode()
        sign_in_as(client, account)
        proof = OutsideProofRow.objects.get(consumed_at__isnull=True).pk
        response = post(client, f"/me/bindings/confirm/{proof}/")

        assert "还没有绑定账户" in unbound
        assert f"%2Fme%2Fbindings%2Fconfirm%2F{proof}%2F" in unbound
        assert response["Location"] == "/me/sessions/"
        assert SocialBinding.objects.get().account_id == account.pk

    def test_signs_in_and_leads_to_the_wanted_page(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)
        bind(client)
        stranger = Client(enforce_csrf_checks=True)

        page = send(stranger, "/sign-in/social/wechat/?next=/me/sessions/").content.decode()
        response = stranger.get(f"{BACK}?state={state_in(page)}&code=c&next=//evil.example/")

        assert response["Location"] == "/me/sessions/"
        assert stranger.get("/me/sessions/").status_code == 200

    def test_wants_the_password_before_it_unbinds(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)
        bind(client)
        binding = SocialBinding.objects.get()
        url = f"/me/bindings/social/{binding.pk}/remove/"
        Session.objects.update(factors={"pwd": "2026-01-01T00:00:00+00:00"})
        asked = send(client, url)
        send(client, "/me/confirm/", password=PASSWORD)
        done = post(client, url)

        assert asked["Location"].startswith("/me/confirm/?next=")
        assert done["Location"] == "/me/bindings/"
        assert SocialBinding.objects.count() == 0

    def test_of_others_cannot_be_seen(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)
        bind(client)
        other = Client()
        sign_in_as(other, make_account())

        url = f"/me/bindings/social/{SocialBinding.objects.get().pk}/remove/"

        assert other.get(url).status_code == 404

    def test_says_that_a_network_is_not_connected(self, client: Client) -> None:
        assert client.get("/sign-in/social/qq/").status_code == 404
        assert client.get("/sign-in/social/x/back/?state=y&code=z").status_code == 404

    def test_refuses_a_forged_return(self, client: Client, network: FakeNetwork) -> None:
        assert client.get(f"{BACK}?state={'0' * 32}.x&code=z").status_code == 409
        assert network.asked == []


class TestCertificate:
    def sign(self, client: Client, key: Key, url: str, aim: str) -> dict[str, str]:
        client.get(url)
        issued = post(client, "/sign-in/certificate/ticket/", nonce="n" * 43, aim=aim)
        assert issued.status_code == 200, issued.content
        ticket = json.loads(issued.content)
        signature = base64.b64encode(key.sign(ticket["statement"])).decode()
        return {
            "proof": ticket["proof"],
            "algorithm": key.algorithm,
            "signature": signature,
            "certificate": key.certificate_text,
            "chain": "[]",
        }

    def test_is_bound_and_signs_in(
        self, client: Client, account: Account, verifier: FakeVerifier
    ) -> None:
        key = make_key()
        sign_in_as(client, account)
        bind_url, sign_in_url = "/me/bindings/certificate/", "/sign-in/certificate/"
        bound = post(client, bind_url, **self.sign(client, key, bind_url, "bind"))
        stranger = Client(enforce_csrf_checks=True)
        signed = post(stranger, sign_in_url, **self.sign(stranger, key, sign_in_url, "sign_in"))

        assert bound["Location"] == "/me/bindings/"
        assert CertificateBinding.objects.get().account_id == account.pk
        assert signed["Location"] == "/me/"
        assert "尾号" in client.get("/me/bindings/").content.decode()

    def test_may_talk_to_the_agent_on_this_page_alone(
        self, client: Client, verifier: FakeVerifier
    ) -> None:
        page = client.get("/sign-in/certificate/")

        assert "connect-src 'self' ws://127.0.0.1:47011;" in page["Content-Security-Policy"]
        assert "47011" not in client.get("/sign-in/")["Content-Security-Policy"]

    def test_says_in_words_what_is_wrong(self, client: Client, verifier: FakeVerifier) -> None:
        verifier.problem = CertificateProblem.REVOKED
        url = "/sign-in/certificate/"

        page = post(client, url, **self.sign(client, make_key(), url, "sign_in"))

        assert page.status_code == 403
        assert "证书已被吊销" in page.content.decode()

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"proof": "x"},
            {"proof": "0" * 32, "signature": "%", "certificate": ""},
            {"proof": "0" * 32, "chain": "{"},
            {"proof": "0" * 32, "chain": "7"},
            {"proof": "0" * 32, "chain": "[7]"},
            {"proof": "0" * 32, "chain": "[" * 60_000},
            {"proof": "0" * 32, "certificate": "A" * 70_000},
        ],
    )
    def test_refuses_nonsense(
        self, client: Client, verifier: FakeVerifier, sent: dict[str, str]
    ) -> None:
        page = send(client, "/sign-in/certificate/", **sent)

        assert page.status_code == 403
        assert "证书的格式不能识别" in page.content.decode()

    def test_says_that_it_is_not_offered(self, client: Client) -> None:
        sign_in_as(client, make_account())

        assert client.get("/sign-in/certificate/").status_code == 404
        page = client.get("/me/bindings/certificate/").content.decode()
        assert "没有开通数字证书登录" in page

    @pytest.mark.requirement("S30-1")
    def test_lists_the_brands_and_their_drivers(
        self, client: Client, verifier: FakeVerifier
    ) -> None:
        page = client.get("/sign-in/certificate/drivers/").content.decode()

        assert "样例一" in page
        assert 'href="https://a.example/d"' in page

    def test_publishes_the_keys_that_agents_trust(
        self, client: Client, verifier: FakeVerifier
    ) -> None:
        told = client.get("/.well-known/shiming-agent").json()

        assert told["origin"] == "http://testserver"
        assert set(told["keys"][0]) == {"kty", "crv", "x", "y", "kid", "alg", "use"}


class TestLicence:
    def test_is_bound_and_signs_in(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("shiming.vendors.licences.wallet_simulator.HOLDER_SECONDS", -1)
        unit = make_account(kind=AccountKind.UNIT)
        sign_in_as(client, unit)
        stranger = Client(enforce_csrf_checks=True)
        with ports.licence_wallet.replaced(LicenceWalletSimulator()):
            shown = send(client, "/me/bindings/licence/")
            page = client.get(shown["Location"]).content.decode()
            bound = post(client, f"{shown['Location']}finish/")
            asked = send(stranger, "/sign-in/licence/")
            picture = stranger.get(f"{asked['Location']}code.svg")
            signed = post(stranger, f"{asked['Location']}finish/")

        assert "data-go-on" in page
        assert bound["Location"] == "/me/bindings/"
        assert picture["Content-Type"] == "image/svg+xml"
        assert signed["Location"] == "/me/"

    def test_is_off_by_default(self, client: Client) -> None:
        assert client.get("/sign-in/licence/").status_code == 404
        assert "/sign-in/licence/" not in client.get("/sign-in/").content.decode()
