"""The pages on which offices are authorised, confirmed, switched to and ended."""

import uuid

import pytest

from shiming.accounts.models import Account
from shiming.kernel import clock
from shiming.legal_persons.models import Office
from shiming.legal_persons.types import (
    ApplicantRole,
    OfficeKind,
    OfficeState,
)
from shiming.vendors.registers.simulator.legal_persons import LegalPersonSimulator
from tests.cast import AGENT, LEGAL_REPRESENTATIVE, PROOFED_CITIZEN
from tests.factories.legal_persons import (
    UNIT_NAME,
    form_of,
    make_office,
    make_proofed,
    make_unit,
)
from tests.legal_persons.page_kit import Browser, answered

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("S18-4")
class TestAuthorisingConfirmingSwitching:
    def test_from_the_handlers_registration_to_acting_for_the_unit(
        self, unit_register: LegalPersonSimulator, head: Account
    ) -> None:
        handler = make_proofed(AGENT, now=clock.now())
        one, other = Browser(handler), Browser(head)
        one.post("/enterprises/register/", form_of(role=ApplicantRole.HANDLER))
        answered()
        offered = Office.objects.get(kind=OfficeKind.LEGAL_REPRESENTATIVE)
        asked = Office.objects.get(kind=OfficeKind.HANDLER)

        assert "确认授权" in other.read("/enterprises/")
        yes = {"answer": "accept", "consent": "yes"}
        other.post(f"/enterprises/offices/{offered.pk}/answer/", yes)
        other.post("/me/identities/switch/", {"key": f"office:{offered.pk}"})
        assert "同意" in other.read("/enterprises/people/requests/")
        yes = {"decision": "approve", "confirmed": "yes"}
        other.post(f"/enterprises/offices/{asked.pk}/decide/", yes)
        one.post("/me/identities/switch/", {"key": f"office:{asked.pk}"})

        page = one.get("/enterprises/").content.decode()
        assert "当前" in page
        assert one.get("/enterprises/people/").status_code == 403

    def test_nothing_but_a_clear_yes_confirms(self, head: Account) -> None:
        office = make_office(
            make_unit(), LEGAL_REPRESENTATIVE, None, state=OfficeState.AWAITING_CONFIRMATION
        )

        for sent in ({}, {"answer": "accept"}, {"consent": "yes"}):
            answered = Browser(head).post(f"/enterprises/offices/{office}/answer/", sent)
            assert answered.status_code == 422

        assert Office.objects.get().state == OfficeState.AWAITING_CONFIRMATION


@pytest.mark.requirement("S31-13")
class TestEnding:
    def test_shows_all_own_identities_and_ends_one_after_a_reason_and_two_confirmations(
        self, head: Account
    ) -> None:
        office = make_office(make_unit(), LEGAL_REPRESENTATIVE, head)
        browser, url = Browser(head), f"/enterprises/offices/{office}/end/"
        assert url in browser.read("/enterprises/")

        assert browser.post(url, {}).status_code == 422
        second = browser.post(url, {"reason": "left"})
        assert "确定解除吗" in second.content.decode()
        assert Office.objects.get().state == OfficeState.ACTIVE
        done = browser.post(url, {"reason": "left", "confirmed": "yes"})

        assert done.status_code == 302
        assert Office.objects.get().state == OfficeState.ENDED
        assert UNIT_NAME not in browser.read("/enterprises/")

    def test_takes_no_reason_that_is_the_units(self, head: Account) -> None:
        office = make_office(make_unit(), LEGAL_REPRESENTATIVE, head)

        response = Browser(head).post(
            f"/enterprises/offices/{office}/end/",
            {"reason": "no_longer_trusted", "confirmed": "yes"},
        )

        assert response.status_code == 422
        assert Office.objects.get().state == OfficeState.ACTIVE

    def test_is_not_for_strangers(self, head: Account) -> None:
        office = make_office(make_unit(), LEGAL_REPRESENTATIVE, head)
        stranger = Browser(make_proofed(PROOFED_CITIZEN, now=clock.now()))

        for response in (
            stranger.get(f"/enterprises/offices/{office}/end/"),
            stranger.post(
                f"/enterprises/offices/{office}/end/", {"reason": "left", "confirmed": "yes"}
            ),
            stranger.get(f"/enterprises/offices/{uuid.uuid4()}/end/"),
        ):
            assert response.status_code == 404

        assert Office.objects.get().state == OfficeState.ACTIVE
