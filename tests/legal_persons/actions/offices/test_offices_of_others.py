"""Offices that are somebody else's, and how many heads a unit has."""

import pytest
from django.db import IntegrityError, transaction

from shiming.kernel.ids import new_id
from shiming.legal_persons import errors
from shiming.legal_persons.actions.offices.answer_office import answer_office
from shiming.legal_persons.actions.offices.decide_request import decide_request
from shiming.legal_persons.models import (
    Office,
)
from shiming.legal_persons.types import (
    LegalPersonPermission,
    OfficeKind,
    OfficeState,
)
from shiming.vendors.registers.simulator.legal_persons import LegalPersonSimulator
from tests.cast import AGENT, LEGAL_REPRESENTATIVE
from tests.factories.accounts import NOW, make_actor
from tests.factories.legal_persons import (
    UNIT_NAME,
    make_office,
    make_proofed,
    make_unit,
)
from tests.legal_persons.registration_kit import acting_for, identities_of

pytestmark = pytest.mark.django_db


class TestOfficesOfOthers:
    def test_are_not_confirmed_by_anybody_else(self, unit_register: LegalPersonSimulator) -> None:
        unit = make_unit()
        office = make_office(
            unit, LEGAL_REPRESENTATIVE, None, state=OfficeState.AWAITING_CONFIRMATION
        )

        with pytest.raises(errors.OfficeNotFound):
            answer_office(
                office_id=office,
                is_accepted=True,
                actor=make_actor(make_proofed(AGENT)),
                now=NOW,
            )

        assert Office.objects.get().state == OfficeState.AWAITING_CONFIRMATION

    def test_requests_are_decided_by_nobody_but_heads_who_act_for_the_unit(self) -> None:
        unit, handler = make_unit(), make_proofed(AGENT)
        head = make_proofed(LEGAL_REPRESENTATIVE)
        make_office(unit, LEGAL_REPRESENTATIVE, head)
        asked = make_office(
            unit, AGENT, handler, kind=OfficeKind.HANDLER, state=OfficeState.REQUESTED
        )

        for actor in (
            make_actor(head),
            acting_for(head, new_id(), LegalPersonPermission.MANAGE_OFFICERS),
            acting_for(head, unit, LegalPersonPermission.ACT),
            acting_for(handler, unit, LegalPersonPermission.MANAGE_OFFICERS),
        ):
            with pytest.raises(errors.OfficeNotFound):
                decide_request(office_id=asked, is_approved=True, actor=actor, now=NOW)

        assert Office.objects.get(pk=asked).state == OfficeState.REQUESTED

    def test_nobody_becomes_the_second_head(self) -> None:
        unit, head = make_unit(), make_proofed(LEGAL_REPRESENTATIVE)
        make_office(unit, LEGAL_REPRESENTATIVE, head)
        second = make_proofed(AGENT)
        offered = make_office(unit, AGENT, None, state=OfficeState.AWAITING_CONFIRMATION)

        with pytest.raises(errors.OfficeExists):
            answer_office(office_id=offered, is_accepted=True, actor=make_actor(second), now=NOW)

        assert identities_of(second) == []
        assert identities_of(head) == [UNIT_NAME]

    def test_a_unit_has_one_head_at_a_time(self) -> None:
        unit, head = make_unit(), make_proofed(LEGAL_REPRESENTATIVE)
        make_office(unit, LEGAL_REPRESENTATIVE, head)
        other = make_proofed(AGENT)

        with pytest.raises(errors.OfficeExists):
            make_office(unit, AGENT, other)
        with pytest.raises(IntegrityError), transaction.atomic():
            # A counter-check by the database: nobody holds an active office as nobody.
            Office.objects.update(person=None)
