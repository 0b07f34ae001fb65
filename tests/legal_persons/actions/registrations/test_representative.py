"""Representatives register their units, and who may register any (A3)."""

import pytest

from shiming.jobs.models import Job
from shiming.kernel.levels import Level
from shiming.legal_persons import errors, ports
from shiming.legal_persons.actions.registrations.ask_register import ask_register
from shiming.legal_persons.models import (
    Office,
    UnitRegistration,
)
from shiming.legal_persons.types import (
    ApplicantRole,
    OfficeKind,
    OfficeState,
    RegistrationState,
)
from shiming.registers.types import Outcome
from shiming.vendors.registers.simulator.legal_persons import LegalPersonSimulator
from tests.cast import AGENT, LEGAL_REPRESENTATIVE, UNPROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account_of, person_of
from tests.factories.legal_persons import (
    OTHER_CODE,
    UNIT_NAME,
    make_office,
    make_proofed,
    make_unit,
)
from tests.legal_persons.registration_kit import (
    identities_of,
    level_of_unit,
    state_of,
    submit,
    told,
)

pytestmark = pytest.mark.django_db


class TestRepresentative:
    def test_is_in_office_once_the_register_confirms(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)

        registration = submit(account)
        outcome = ask_register(registration_id=registration, now=NOW)

        assert outcome is Outcome.MATCH
        assert state_of(registration) is RegistrationState.DONE
        office = Office.objects.get()
        assert (office.kind, office.state, office.person_id) == (
            OfficeKind.LEGAL_REPRESENTATIVE,
            OfficeState.ACTIVE,
            person_of(account),
        )
        assert identities_of(account) == [UNIT_NAME]
        assert level_of_unit() is Level.PRIMARY
        assert told(account) == ["legal_persons/unit_registered"]

    def test_must_state_their_own_document(self, unit_register: LegalPersonSimulator) -> None:
        account = make_proofed(AGENT)

        with pytest.raises(errors.NotTheRepresentative):
            submit(account)

        assert not UnitRegistration.objects.exists()

    def test_takes_over_when_the_register_names_somebody_else(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        predecessor, successor = make_proofed(AGENT), make_proofed(LEGAL_REPRESENTATIVE)
        unit = make_unit(representative=AGENT)
        old = make_office(unit, AGENT, predecessor)

        ask_register(registration_id=submit(successor), now=NOW)

        assert Office.objects.get(pk=old).state == OfficeState.ENDED
        assert identities_of(predecessor) == []
        assert identities_of(successor) == [UNIT_NAME]


class TestWhoMayRegister:
    def test_nobody_who_is_not_proofed(self, unit_register: LegalPersonSimulator) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, is_attached=True)

        with pytest.raises(errors.PersonNotProofed):
            submit(account, role=ApplicantRole.HANDLER)

        assert not UnitRegistration.objects.exists()
        assert not Job.objects.exists()

    def test_one_account_registers_a_unit_once_at_a_time(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)
        submit(account)

        with pytest.raises(errors.RegistrationOpen):
            submit(account)

        assert UnitRegistration.objects.count() == 1

    def test_a_stranger_does_not_keep_the_people_of_a_unit_out(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        submit(make_proofed(AGENT), role=ApplicantRole.HANDLER)
        account = make_proofed(LEGAL_REPRESENTATIVE)

        ask_register(registration_id=submit(account), now=NOW)

        assert identities_of(account) == [UNIT_NAME]

    def test_nobody_more_often_than_the_day_allows(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        account = make_proofed(AGENT)
        with ports.policy.replaced(ports.LegalPersonPolicy(registrations_a_day=1)):
            submit(account, role=ApplicantRole.HANDLER)

            with pytest.raises(errors.TooManyRegistrations):
                submit(account, role=ApplicantRole.HANDLER, code=OTHER_CODE)
