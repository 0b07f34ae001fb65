"""Handlers register units for their representatives (A3)."""

import pytest

from shiming.kernel.levels import Level
from shiming.legal_persons import errors
from shiming.legal_persons.actions.offices.answer_office import answer_office
from shiming.legal_persons.actions.offices.decide_request import decide_request
from shiming.legal_persons.actions.registrations.ask_register import ask_register
from shiming.legal_persons.models import (
    Office,
)
from shiming.legal_persons.types import (
    ApplicantRole,
    LegalPersonPermission,
    OfficeId,
    OfficeKind,
    OfficeState,
    RegistrationState,
)
from shiming.messages.models import Todo
from shiming.vendors.registers.simulator.legal_persons import LegalPersonSimulator
from tests.cast import AGENT, LEGAL_REPRESENTATIVE
from tests.factories.accounts import NOW, make_account_of, make_actor, person_of
from tests.factories.legal_persons import (
    UNIT_NAME,
    make_proofed,
)
from tests.legal_persons.registration_kit import (
    acting_for,
    identities_of,
    level_of_unit,
    state_of,
    submit,
)

pytestmark = pytest.mark.django_db


class TestHandler:
    def test_nobody_acts_before_the_representative_is_proofed_and_confirms(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        handler = make_proofed(AGENT)

        registration = submit(handler, role=ApplicantRole.HANDLER)
        ask_register(registration_id=registration, now=NOW)

        assert state_of(registration) is RegistrationState.AWAITING_REPRESENTATIVE
        assert identities_of(handler) == []
        assert level_of_unit() is Level.REGISTERED

    def test_an_unproofed_representative_cannot_confirm(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        ask_register(
            registration_id=submit(make_proofed(AGENT), role=ApplicantRole.HANDLER), now=NOW
        )
        head = make_account_of(LEGAL_REPRESENTATIVE, is_attached=True)
        office = Office.objects.get(kind=OfficeKind.LEGAL_REPRESENTATIVE)

        with pytest.raises(errors.PersonNotProofed):
            answer_office(
                office_id=OfficeId(office.pk), is_accepted=True, actor=make_actor(head), now=NOW
            )

        assert Office.objects.get(pk=office.pk).state == OfficeState.AWAITING_CONFIRMATION

    def test_a_proofed_person_authorised_by_the_representative_acts(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        handler = make_proofed(AGENT)
        registration = submit(handler, role=ApplicantRole.HANDLER)
        ask_register(registration_id=registration, now=NOW)
        head = make_proofed(LEGAL_REPRESENTATIVE)
        offered = Office.objects.get(kind=OfficeKind.LEGAL_REPRESENTATIVE)
        asked = Office.objects.get(kind=OfficeKind.HANDLER)

        answer_office(
            office_id=OfficeId(offered.pk), is_accepted=True, actor=make_actor(head), now=NOW
        )
        assert state_of(registration) is RegistrationState.DONE
        assert identities_of(handler) == []
        decide_request(
            office_id=OfficeId(asked.pk),
            is_approved=True,
            actor=acting_for(head, offered.legal_person_id, LegalPersonPermission.MANAGE_OFFICERS),
            now=NOW,
        )

        assert identities_of(handler) == [UNIT_NAME]
        assert level_of_unit() is Level.PRIMARY
        assert not Todo.objects.filter(is_done=False).exists()

    def test_the_representative_hears_of_it(self, unit_register: LegalPersonSimulator) -> None:
        head = make_proofed(LEGAL_REPRESENTATIVE)

        ask_register(
            registration_id=submit(make_proofed(AGENT), role=ApplicantRole.HANDLER), now=NOW
        )

        assert Todo.objects.filter(receiver=f"person:{person_of(head)}").count() == 1

    def test_refused_by_the_representative_nobody_acts(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        handler = make_proofed(AGENT)
        ask_register(registration_id=submit(handler, role=ApplicantRole.HANDLER), now=NOW)
        head = make_proofed(LEGAL_REPRESENTATIVE)
        offered = Office.objects.get(kind=OfficeKind.LEGAL_REPRESENTATIVE)

        answer_office(
            office_id=OfficeId(offered.pk), is_accepted=False, actor=make_actor(head), now=NOW
        )

        assert Office.objects.get(pk=offered.pk).state == OfficeState.REFUSED
        assert identities_of(head) == identities_of(handler) == []
