"""The walk to the intermediate level by another one's word, with simulators over HTTP (S33-22)."""

import datetime as dt
import html
import http.client
import ipaddress
import re
import urllib.parse
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client

from shiming.accounts import ports as accounts
from shiming.accounts.models import Account
from shiming.kernel import clock
from shiming.kernel.levels import Level
from shiming.proofing.models import Evidence
from shiming.proofing.queries import level_of_account
from shiming.proofing.types import EvidenceKind
from shiming.trust_sources import ports
from shiming.trust_sources.operations import RegisteredSources
from shiming.trust_sources.types import SourceProtocol
from shiming.vendors.outside.guarded_fetcher import GuardedFetcher
from shiming.vendors.trust.clients import ProtocolClients
from shiming.vendors.trust.simulator.application import SourceSimulator, running
from shiming.vendors.trust.simulator.keys import SimulatorKeys
from tests.cast import PROOFED_CITIZEN as CHEN
from tests.factories.accounts import make_account_of, start_session
from tests.factories.legal_persons import make_proofed
from tests.trust_sources.check_kit import comparing
from tests.vendors.trust.source_simulator import connection_to

pytestmark = pytest.mark.django_db

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
GOOD, OTHERS = "6000000000000049", "6000000000000072"


@pytest.fixture(scope="module")
def keys() -> SimulatorKeys:
    return SimulatorKeys.make()


@pytest.fixture
def _sources(keys: SimulatorKeys) -> Iterator[None]:
    """Have all four sources, played by the simulator, under contract."""
    clients = ProtocolClients(allowed=LOOPBACK, accepts_simulated=True)
    today = clock.now().date()
    with (
        running(SourceSimulator(keys, late_seconds=0.01)) as address,
        ports.source_clients.replaced(clients),
        ports.proof_checks.replaced(clients),
        accounts.trusted_sources.replaced(RegisteredSources()),
    ):
        for protocol, name in (
            (SourceProtocol.ALIPAY, "支付宝"),
            (SourceProtocol.UNIONPAY, "银联"),
            (SourceProtocol.PROVIDENT_FUND, "公积金"),
            (SourceProtocol.TAX_FILING, "电子税务局"),
        ):
            comparing(
                protocol,
                code=protocol.value.replace("_", "-"),
                name=name,
                connection=connection_to(protocol, address, keys),
                contract_from=today - dt.timedelta(days=2),
                contract_until=today + dt.timedelta(days=300),
            )
        yield


@pytest.fixture
def account() -> Account:
    return make_proofed(CHEN, now=clock.now())


def client_of(account: Account) -> Client:
    client = Client()
    client.cookies["shiming_session"] = start_session(account, now=clock.now()).cookie_value
    return client


def level(account: Account) -> Level:
    return level_of_account(account.pk, clock.now())[0]


def text(response: object) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


@pytest.mark.usefixtures("_sources")
class TestWalk:
    def test_leads_from_the_level_page_over_consent_to_the_intermediate_level(
        self, account: Account
    ) -> None:
        client = client_of(account)

        assert 'href="/me/proofs/"' in text(client.get("/proofing/"))
        assert 'href="/me/proofs/"' in text(client.get("/proofing/start/"))
        assert 'href="/me/proofs/unionpay/check/"' in text(client.get("/me/proofs/"))
        page = text(client.get("/me/proofs/unionpay/check/"))
        refused = client.post("/me/proofs/unionpay/check/", {"typed": GOOD})
        proven = client.post(
            "/me/proofs/unionpay/check/", {"typed": "6000 0000 0000 0049", "is_consented": "on"}
        )

        assert "您的居民身份证号码" in page
        assert "银行卡号" in page
        assert refused.status_code == 422
        assert proven.headers["Location"] == "/me/proofs/given/"
        assert level(account) is Level.INTERMEDIATE
        assert Evidence.objects.get(kind=EvidenceKind.TRUST_SOURCE).source == "unionpay"

    def test_says_what_to_do_when_the_source_says_no(self, account: Account) -> None:
        answer = client_of(account).post(
            "/me/proofs/unionpay/check/", {"typed": OTHERS, "is_consented": "on"}
        )

        assert answer.status_code == 409
        assert "没有确认是您本人" in text(answer)
        assert level(account) is Level.PRIMARY

    def test_goes_over_the_page_of_alipay_and_back(self, account: Account) -> None:
        client = client_of(account)

        page = client.post("/me/proofs/alipay/check/", {"is_consented": "on"})
        found = re.search(r'href="(http://127[^"]+)"', text(page))
        assert found is not None
        back = press(html.unescape(found[1]))
        proven = client.get(back)

        assert CHEN.number not in urllib.parse.unquote(back)
        assert proven.headers["Location"] == "/me/proofs/given/"
        assert level(account) is Level.INTERMEDIATE
        again = client.get(back)
        assert (again.status_code, "重新开始" in text(again)) == (409, True)

    def test_takes_the_account_at_the_provident_fund(self, account: Account) -> None:
        proven = client_of(account).post(
            "/me/proofs/provident-fund/check/", {"typed": "GJJ0009", "is_consented": "on"}
        )

        assert proven.headers["Location"] == "/me/proofs/given/"
        assert level(account) is Level.INTERMEDIATE

    def test_tells_who_heads_no_unit_that_the_tax_office_speaks_of_units(
        self, account: Account
    ) -> None:
        answer = client_of(account).post("/me/proofs/tax-filing/check/", {"is_consented": "on"})

        assert answer.status_code == 403
        assert "切换到您负责的单位" in text(answer)

    def test_sends_whom_no_register_has_confirmed_to_that_first(self) -> None:
        stranger = make_account_of(CHEN, now=clock.now())

        answer = client_of(stranger).post(
            "/me/proofs/unionpay/check/", {"typed": GOOD, "is_consented": "on"}
        )

        assert answer.status_code == 403
        assert level(stranger) < Level.PRIMARY

    def test_knows_no_other_source(self, account: Account) -> None:
        assert client_of(account).get("/me/proofs/nobody/check/").status_code == 404


def press(url: str) -> str:
    """Confirm on the page of the source, and return where that sends the browser."""
    page = GuardedFetcher(allowed=LOOPBACK).fetch(url).body.decode()
    place = html.unescape(re.findall(r'href="([^"]+passed=T)"', page)[0])
    there = urllib.parse.urlsplit(urllib.parse.urljoin(url, place))
    connection = http.client.HTTPConnection(there.netloc)
    connection.request("GET", f"{there.path}?{there.query}")
    back = urllib.parse.urlsplit(connection.getresponse().headers["Location"])
    connection.close()
    return f"{back.path}?{back.query}"
