"""The pages that give units their first code."""

import io
import re

import pytest
from django.http import HttpResponse
from PIL import Image

from shiming.accounts.models import Account
from shiming.accounts.types import AccountState
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.legal_persons import operations
from shiming.legal_persons.models import LegalPerson
from shiming.legal_persons.types import (
    LegalPersonPermission,
    UnitEvidenceKind,
)
from tests.cast import LEGAL_REPRESENTATIVE
from tests.factories.legal_persons import (
    CODE,
    UNIT_NAME,
    make_office,
    make_unit,
)
from tests.legal_persons.page_kit import Browser, make_officer

pytestmark = pytest.mark.django_db


class TestCodeDesk:
    def send(self, desk: Browser, **changes: str) -> HttpResponse:
        content = io.BytesIO()
        Image.new("RGB", (40, 30), "white").save(content, "JPEG")
        content.seek(0)
        content.name = "paper.jpg"
        return desk.post(
            "/enterprises/codes/",
            {
                "credit_code": CODE,
                "name": UNIT_NAME,
                "social_number": "SB60010177",
                "explanation": "已核对营业执照原件和参保登记表。",
                "paper": content,
            }
            | changes,
        )

    def test_shows_the_code_once_to_be_printed(self) -> None:
        desk = Browser(make_officer(LegalPersonPermission.ISSUE_CODE))

        printed = self.send(desk)

        code = re.search(r'class="lp-code">([^<]+)<', printed.content.decode())
        assert code is not None
        assert printed["Cache-Control"].count("no-store")
        assert code[1] not in desk.read("/enterprises/codes/")

    def test_says_what_is_missing(self) -> None:
        desk = Browser(make_officer(LegalPersonPermission.ISSUE_CODE))

        assert self.send(desk, explanation="看过").status_code == 422
        assert self.send(desk, paper="").status_code == 422
        assert not LegalPerson.objects.exists()

    def test_is_for_clerks_with_the_permission(self, head: Account) -> None:
        assert self.send(Browser(head)).status_code == 403
        assert not LegalPerson.objects.exists()


class TestOwnCode:
    """Who heads a unit has it choose its own password, for signing in as a unit (A8)."""

    def enter(self, head: Account, *, is_confirmed: bool = True) -> Browser:
        unit = make_unit()
        office = make_office(unit, LEGAL_REPRESENTATIVE, head)
        if is_confirmed:
            operations.add_evidence(
                legal_person_id=unit,
                kind=UnitEvidenceKind.REGISTER_MATCH,
                source="tests",
                actor=system_actor(device="tests"),
                now=clock.now(),
            )
        browser = Browser(head)
        browser.post("/me/identities/switch/", {"key": f"office:{office}"})
        return browser

    def test_opens_the_units_account_once(self, head: Account) -> None:
        browser = self.enter(head)
        assert "领取单位激活码" in browser.read("/enterprises/people/")

        printed = browser.post("/enterprises/people/code/")

        assert re.search(r'class="lp-code">([^<]+)<', printed.content.decode())
        unit = LegalPerson.objects.get()
        assert unit.account is not None
        Account.objects.filter(pk=unit.account.pk).update(state=AccountState.ACTIVE)
        assert "领取单位激活码" not in browser.read("/enterprises/people/")
        assert browser.post("/enterprises/people/code/").status_code == 409

    def test_is_not_for_a_unit_that_nobody_has_confirmed(self, head: Account) -> None:
        browser = self.enter(head, is_confirmed=False)

        assert "领取单位激活码" not in browser.read("/enterprises/people/")
        assert browser.post("/enterprises/people/code/").status_code == 403
        assert LegalPerson.objects.get().account is None

    def test_is_not_for_who_acts_for_themselves(self, head: Account) -> None:
        make_office(make_unit(), LEGAL_REPRESENTATIVE, head)

        assert Browser(head).post("/enterprises/people/code/").status_code == 404
        assert LegalPerson.objects.get().account is None
