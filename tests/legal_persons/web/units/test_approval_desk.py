"""The desk at which officers approve units."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shiming.accounts.models import Account
from shiming.audit.models import AuditRecord
from shiming.legal_persons.models import LegalPerson, UnitRegistration
from shiming.legal_persons.types import (
    LegalPersonPermission,
    RegistrationId,
)
from shiming.vendors.registers.simulator.behaviours import Behaviour
from shiming.vendors.registers.simulator.legal_persons import LegalPersonSimulator
from tests.cast import LEGAL_REPRESENTATIVE
from tests.factories.legal_persons import (
    UNIT_NAME,
    form_of,
    picture,
)
from tests.legal_persons.page_kit import REASON, Browser, answered, main_of, make_officer

pytestmark = pytest.mark.django_db


class TestApprovalDesk:
    @pytest.fixture
    def waiting(self, unit_register: LegalPersonSimulator, head: Account) -> RegistrationId:
        unit_register.expect(Behaviour.NO_RECORD)
        paper = SimpleUploadedFile("paper.jpg", picture())
        Browser(head).post("/enterprises/register/", {**form_of(way="approval"), "paper": paper})
        return answered()

    def test_an_officer_approves(self, waiting: RegistrationId) -> None:
        desk = Browser(make_officer(LegalPersonPermission.REVIEW))

        queue = desk.read("/enterprises/review/")
        page = desk.read(f"/enterprises/review/{waiting}/")
        done = desk.post(f"/enterprises/review/{waiting}/decide/", {"decision": "approve"})

        assert UNIT_NAME in queue
        assert "查不到登记信息" in page
        assert LEGAL_REPRESENTATIVE.number not in page
        assert done.status_code == 302
        assert LegalPerson.objects.count() == 1
        assert "没有等待审核的单位" in desk.read("/enterprises/review/")

    def test_an_officer_refuses_with_a_reason_that_the_applicant_reads(
        self, waiting: RegistrationId, head: Account
    ) -> None:
        desk = Browser(make_officer(LegalPersonPermission.REVIEW))
        url = f"/enterprises/review/{waiting}/decide/"

        without = desk.post(url, {"decision": "refuse"})
        desk.post(url, {"decision": "refuse", "reason": REASON})

        assert without.status_code == 422
        assert REASON in Browser(head).read(f"/enterprises/registrations/{waiting}/")

    def test_is_for_officers_with_the_permission(
        self, waiting: RegistrationId, head: Account
    ) -> None:
        browser = Browser(head)

        assert browser.get("/enterprises/review/").status_code == 403
        response = browser.post(f"/enterprises/review/{waiting}/decide/", {"decision": "approve"})
        assert response.status_code == 403
        assert not LegalPerson.objects.exists()

    def test_shows_the_paper_to_officers_alone_and_records_each_look(
        self, waiting: RegistrationId, head: Account
    ) -> None:
        desk, url = (
            Browser(make_officer(LegalPersonPermission.REVIEW)),
            f"/enterprises/review/{waiting}/paper/",
        )
        assert f'src="{url}"' in desk.read(f"/enterprises/review/{waiting}/")

        shown = desk.get(url)

        assert shown.content.startswith(b"\xff\xd8\xff")
        assert shown["Content-Type"] == "image/jpeg"
        assert "no-store" in shown["Cache-Control"]
        seen = AuditRecord.objects.filter(event="legal_persons.registration.paper_seen")
        assert seen.count() == 1
        assert Browser(head).get(url).status_code == 403
        assert seen.count() == 1

    @pytest.mark.parametrize("paper", [b"", b"%PDF-1.7 no picture"], ids=["none", "no_picture"])
    def test_wants_a_picture_from_the_applicant(self, head: Account, paper: bytes) -> None:
        sent = {"paper": SimpleUploadedFile("paper.jpg", paper)} if paper else {}

        refused = Browser(head).post("/enterprises/register/", {**form_of(way="approval"), **sent})

        assert refused.status_code == 422
        assert "ui-field__error" in main_of(refused)
        assert not UnitRegistration.objects.exists()
