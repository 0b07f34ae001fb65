"""Who hears of what the tax core says: those who accept alerts, and heads who are new (K1, D4)."""

import pytest

from shiming.legal_persons.models import Office
from shiming.legal_persons.types import OfficeKind, OfficeSource, OfficeState
from shiming.registers.types import CoreOfficerKind, TaxpayerState
from tests.cast import AGENT, LEGAL_REPRESENTATIVE, PROOFED_CITIZEN
from tests.factories.legal_persons import make_office
from tests.legal_persons.entry_kit import World, named
from tests.legal_persons.office_kit import REQUEST_TODO, told_of, waiting_for

pytestmark = pytest.mark.django_db


class TestTheCore:
    def test_alerts_who_accepts_it_once_when_the_unit_is_no_longer_normal(
        self, world: World
    ) -> None:
        world.synchronise()
        Office.objects.filter(person=world.head.person).update(accepts_risk_alerts=True)
        world.names(
            named(LEGAL_REPRESENTATIVE, CoreOfficerKind.LEGAL_REPRESENTATIVE),
            named(PROOFED_CITIZEN, CoreOfficerKind.FINANCE_OFFICER),
            state=TaxpayerState.ABNORMAL,
        )

        world.synchronise()
        world.synchronise()

        heard = [template for template, _acting in told_of(world.head)]
        assert heard.count("unit_at_risk") == 1
        assert "unit_at_risk" not in dict(told_of(world.finance))

    def test_puts_who_asks_on_the_list_of_a_head_whom_it_names(self, world: World) -> None:
        make_office(
            world.unit_id,
            AGENT,
            world.agent,
            kind=OfficeKind.TAX_OFFICER,
            state=OfficeState.REQUESTED,
            source=OfficeSource.REQUEST,
        )
        assert waiting_for(world.head) == []

        world.synchronise()

        assert waiting_for(world.head) == waiting_for(world.finance) == [REQUEST_TODO]
