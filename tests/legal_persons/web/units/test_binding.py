"""One's units: what the page shows, and where it leads (S31-4)."""

import re

import pytest
from django.test import Client

from shiming.accounts.models import Account
from shiming.kernel import clock
from tests.cast import LEGAL_REPRESENTATIVE, UNPROOFED_CITIZEN
from tests.factories.accounts import make_account_of
from tests.factories.legal_persons import (
    CODE,
    UNIT_NAME,
    make_office,
    make_unit,
)
from tests.legal_persons.page_kit import Browser

pytestmark = pytest.mark.django_db


class TestBinding:
    @pytest.mark.requirement("S31-4")
    def test_leads_to_sign_in_first_and_to_the_own_identities_then(self, head: Account) -> None:
        make_office(make_unit(), LEGAL_REPRESENTATIVE, head)

        visitor = Client().get("/enterprises/")
        page = Browser(head).read("/enterprises/")

        assert visitor.status_code == 302
        assert visitor["Location"] == "/sign-in/?next=%2Fenterprises%2F"
        assert UNIT_NAME in page
        assert "登记单位" in page

    def test_says_what_to_do_who_has_no_unit(self, head: Account) -> None:
        assert "您还没有关联的企业" in Browser(head).read("/enterprises/")

    def test_asks_who_is_not_proofed_to_be_so_first(self) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, is_attached=True, now=clock.now())

        response = Browser(account).get("/enterprises/register/")

        assert response.status_code == 403
        assert "去实名认证" in response.content.decode()


@pytest.mark.requirement("S32-12")
def test_shows_credit_code_and_taxpayer_number_apart(head: Account) -> None:
    number = "600101700000021"
    office = make_office(make_unit(taxpayer_number=number), LEGAL_REPRESENTATIVE, head)
    browser = Browser(head)
    browser.post("/me/identities/switch/", {"key": f"office:{office}"})

    page = browser.read("/enterprises/people/")

    assert re.search(rf"统一社会信用代码.*?{CODE}.*?纳税人识别号.*?{number}", page, re.DOTALL)


class TestFrame:
    def test_says_in_every_page_for_which_unit_somebody_acts(self, head: Account) -> None:
        office = make_office(make_unit(), LEGAL_REPRESENTATIVE, head)
        browser = Browser(head)

        browser.post("/me/identities/switch/", {"key": f"office:{office}"})

        page = browser.get("/me/").content.decode()
        assert UNIT_NAME in page
        assert LEGAL_REPRESENTATIVE.name not in page
