import re
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shiming.accounts import ports
from shiming.accounts.policies.sessions import session_cookie_name
from shiming.kernel import clock
from tests.accounts.actions.wallet.test_bank_cards import card
from tests.accounts.actions.wallet.test_personal_certificates import NUMBER, picture
from tests.accounts.wallet_fakes import FakeBank, FakeOffice
from tests.cast import AGENT, PROOFED_CITIZEN
from tests.factories.accounts import last_code, make_account_of, start_session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outside() -> Iterator[None]:
    with (
        ports.bank_card_checker.replaced(FakeBank()),
        ports.certificate_office.replaced(FakeOffice(number=NUMBER)),
    ):
        yield


@pytest.fixture
def client(level_source: object, permission_source: object) -> Client:
    account = make_account_of(PROOFED_CITIZEN, is_attached=True)
    client = Client()
    started = start_session(account, now=clock.now())
    client.cookies[session_cookie_name(is_secure=False)] = started.cookie_value
    return client


class TestBankCards:
    def test_go_from_the_empty_list_to_a_bound_card_and_back(self, client: Client) -> None:
        assert "还没有绑定银行卡" in client.get("/me/bank-cards/").content.decode()
        sent = client.post("/me/bank-cards/add/", {"card": card().value, "mobile": AGENT.mobile})
        assert sent.headers["Location"] == "/me/bank-cards/add/code/"
        bound = client.post("/me/bank-cards/add/code/", {"code": last_code(AGENT.mobile)})
        assert bound.headers["Location"] == "/me/bank-cards/"
        page = client.get("/me/bank-cards/").content.decode()
        assert card().value not in page
        assert card().value[-4:] in page
        unbind = re.search(r'href="(/me/bank-cards/[0-9a-f-]+/unbind/)"', page)
        assert unbind is not None
        assert client.post(unbind[1], {"confirmed": "yes"}).status_code == 302
        assert "还没有绑定银行卡" in client.get("/me/bank-cards/").content.decode()

    def test_say_what_is_wrong_with_a_number_beside_it(self, client: Client) -> None:
        answer = client.post("/me/bank-cards/add/", {"card": "6200", "mobile": AGENT.mobile})
        assert answer.status_code == 422
        assert "银行卡号应为12至19位数字" in answer.content.decode()


class TestPersonalCertificates:
    def test_are_filed_looked_at_and_removed(self, client: Client) -> None:
        assert "还没有登记证件" in client.get("/me/certificates/").content.decode()
        found = client.post("/me/certificates/add/disability/number/")
        assert f'value="{NUMBER}"' in found.content.decode()
        kept = client.post(
            "/me/certificates/add/disability/",
            {
                "number": NUMBER,
                "pictures": [SimpleUploadedFile(f"{n}.png", picture(n)) for n in range(2)],
            },
        )
        assert kept.headers["Location"] == "/me/certificates/"
        page = client.get("/me/certificates/").content.decode()
        assert NUMBER not in page
        pictures = re.findall(r'href="(/me/certificates/[0-9a-f-]+/pictures/[0-9]/)"', page)
        shown = client.get(pictures[1])
        assert shown.headers["Content-Type"] == "image/jpeg"
        assert "no-store" in shown.headers["Cache-Control"]
        assert client.get(pictures[0].replace("/1/", "/3/")).status_code == 404
        client.post(pictures[0].replace("pictures/1", "remove"), {"confirmed": "yes"})
        assert client.get(pictures[0]).status_code == 404

    def test_of_trades_are_filed_found_and_changed(self, client: Client) -> None:
        said = {"name": "一级建造师", "number": "SG-2023-0017", "valid_until": "2020-06-30"}
        assert client.post("/me/certificates/add/practice/", said).status_code == 302
        page = client.get("/me/certificates/").content.decode()
        assert "已过期" in page
        change = re.search(r'href="(/me/certificates/[0-9a-f-]+/)"', page)
        assert change is not None
        form = client.get(change[1]).content.decode()
        assert "SG-2023-0017" not in form
        assert 'value="2020-06-30"' in form

        said |= {"number": "", "valid_until": "2999-06-30", "issuing_body": "样本市人社局"}
        assert client.post(change[1], said).status_code == 302

        hit = client.post("/me/certificates/", {"words": "0017 人社", "standing": "valid"})
        assert "一级建造师" in hit.content.decode()
        miss = client.post("/me/certificates/", {"words": "0017", "standing": "expired"})
        assert "没有符合条件的证件" in miss.content.decode()

    def test_say_what_is_wrong_beside_the_field(self, client: Client) -> None:
        said = {"name": "一级建造师", "number": "SG-1", "valid_from": "2024-01-01"}
        answer = client.post(
            "/me/certificates/add/practice/", {**said, "valid_until": "2023-01-01"}
        )
        assert answer.status_code == 422
        assert "日期的先后顺序不对" in answer.content.decode()

    def test_know_their_kinds(self, client: Client) -> None:
        assert client.get("/me/certificates/add/passport/").status_code == 404
