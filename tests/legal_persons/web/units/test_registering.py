"""The pages on which units are registered."""

import pytest

from shiming.accounts.models import Account
from shiming.kernel import clock
from shiming.legal_persons.models import Office, UnitRegistration
from shiming.legal_persons.types import (
    RegistrationState,
)
from shiming.vendors.registers.simulator.behaviours import Behaviour
from shiming.vendors.registers.simulator.legal_persons import LegalPersonSimulator
from tests.cast import AGENT, LEGAL_REPRESENTATIVE
from tests.factories.legal_persons import (
    CODE,
    UNIT_NAME,
    form_of,
    make_proofed,
)
from tests.legal_persons.page_kit import Browser, answered

pytestmark = pytest.mark.django_db


class TestRegistering:
    def test_a_representative_registers_and_switches_to_the_unit(
        self, unit_register: LegalPersonSimulator, head: Account
    ) -> None:
        browser = Browser(head)

        sent = browser.post(
            "/enterprises/register/", form_of(credit_code=f" {CODE[:8].lower()} {CODE[8:]}　")
        )
        assert sent.status_code == 302
        assert "登记信息核对中" in browser.read(sent["Location"])
        answered()
        assert "已登记" in browser.read(sent["Location"])
        office = Office.objects.get()
        browser.post("/me/identities/switch/", {"key": f"office:{office.pk}"})

        page = browser.get("/enterprises/people/").content.decode()
        assert UNIT_NAME in page
        assert LEGAL_REPRESENTATIVE.name not in page
        assert LEGAL_REPRESENTATIVE.number not in page
        assert "初级实名" in page

    @pytest.mark.parametrize(
        "field",
        [
            "credit_code",
            "name",
            "kind",
            "representative_name",
            "document_type",
            "number",
            "mobile",
            "email",
            "address",
        ],
    )
    def test_every_field_of_the_enterprise_is_mandatory(self, head: Account, field: str) -> None:
        response = Browser(head).post("/enterprises/register/", form_of() | {field: " "})

        assert response.status_code == 422
        assert 'class="ui-field__error"' in response.content.decode()
        assert not UnitRegistration.objects.exists()

    def test_says_which_number_is_wrong(self, head: Account) -> None:
        response = Browser(head).post(
            "/enterprises/register/", form_of(credit_code=f"{CODE[:17]}I", number="12345")
        )

        assert response.status_code == 422
        assert not UnitRegistration.objects.exists()

    def test_says_what_the_register_found_wrong(
        self, unit_register: LegalPersonSimulator, head: Account
    ) -> None:
        agent = make_proofed(AGENT, now=clock.now())
        browser = Browser(agent)
        sent = browser.post("/enterprises/register/", form_of(representative=AGENT))
        answered()

        page = browser.read(sent["Location"])

        assert "法定代表人与统一社会信用代码不匹配" in page
        assert "重新登记" in page

    def test_shows_that_it_waits_for_the_register_by_itself(
        self, unit_register: LegalPersonSimulator, head: Account
    ) -> None:
        unit_register.expect(Behaviour.UNAVAILABLE)
        browser = Browser(head)
        sent = browser.post("/enterprises/register/", form_of())
        answered()

        assert "系统会自动重试" in browser.read(sent["Location"])

    def test_can_be_taken_back(self, unit_register: LegalPersonSimulator, head: Account) -> None:
        browser = Browser(head)
        sent = browser.post("/enterprises/register/", form_of())

        browser.post(f"{sent['Location']}withdraw/")
        again = browser.post(f"{sent['Location']}withdraw/")

        assert "已撤回" in browser.read(sent["Location"])
        assert again.status_code == 409

    def test_is_shown_to_nobody_else(
        self, unit_register: LegalPersonSimulator, head: Account
    ) -> None:
        sent = Browser(head).post("/enterprises/register/", form_of())
        stranger = Browser(make_proofed(AGENT, now=clock.now()))

        assert stranger.get(sent["Location"]).status_code == 404
        assert stranger.post(f"{sent['Location']}withdraw/").status_code == 404
        assert UnitRegistration.objects.get().state == RegistrationState.CHECKING
