"""What the register of legal persons says of a registration (D2)."""

import pytest

from shiming.jobs.errors import RetryLater
from shiming.jobs.models import Job
from shiming.jobs.types import JobId, JobRun
from shiming.kernel.levels import Level
from shiming.legal_persons import errors, tasks
from shiming.legal_persons.actions.offices.answer_office import answer_office
from shiming.legal_persons.actions.registrations.ask_register import ask_register
from shiming.legal_persons.actions.registrations.decide_registration import decide_registration
from shiming.legal_persons.actions.registrations.withdraw_registration import (
    withdraw_registration,
)
from shiming.legal_persons.models import (
    LegalPerson,
    Office,
    UnitRegistration,
)
from shiming.legal_persons.types import (
    ApplicantRole,
    OfficeState,
    RegistrationState,
    RegistrationWay,
)
from shiming.registers.models import RegisterLookup
from shiming.registers.types import Outcome, Purpose, TaxpayerState
from shiming.vendors.registers.simulator.behaviours import Behaviour
from shiming.vendors.registers.simulator.legal_persons import LegalPersonSimulator
from tests.cast import AGENT, LEGAL_REPRESENTATIVE, UNPROOFED_CITIZEN
from tests.factories.accounts import NOW, make_actor
from tests.factories.legal_persons import (
    OTHER_CODE,
    company_of,
    make_office,
    make_proofed,
    make_unit,
)
from tests.legal_persons.registration_kit import (
    identities_of,
    level_of_unit,
    officer,
    state_of,
    submit,
)

pytestmark = pytest.mark.django_db


class TestRegister:
    @pytest.mark.requirement("S32-1")
    def test_says_that_the_representative_does_not_match_the_code(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        account = make_proofed(AGENT)

        registration = submit(account, representative=AGENT)
        outcome = ask_register(registration_id=registration, now=NOW)

        row = UnitRegistration.objects.get()
        assert outcome is Outcome.MISMATCH
        assert (row.state, row.refusal_code) == (
            RegistrationState.REFUSED,
            "legal_persons.register.representative_mismatch",
        )
        assert not LegalPerson.objects.exists()
        assert not Office.objects.exists()

    @pytest.mark.requirement("S32-1")
    def test_says_that_the_name_does_not_match_the_code(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        ask_register(
            registration_id=submit(make_proofed(LEGAL_REPRESENTATIVE), name="样本市别家有限公司"),
            now=NOW,
        )

        assert UnitRegistration.objects.get().refusal_code == errors.NameMismatch.code

    def test_says_that_there_is_no_such_unit(self, unit_register: LegalPersonSimulator) -> None:
        ask_register(
            registration_id=submit(make_proofed(LEGAL_REPRESENTATIVE), code=OTHER_CODE), now=NOW
        )

        assert UnitRegistration.objects.get().refusal_code == errors.NoRecord.code

    def test_refuses_a_unit_that_is_not_in_normal_state(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        abnormal = LegalPersonSimulator(
            companies=[company_of(LEGAL_REPRESENTATIVE, state=TaxpayerState.ABNORMAL)]
        )
        unit_register.decide = abnormal.decide  # type: ignore[method-assign]  # another company

        ask_register(registration_id=submit(make_proofed(LEGAL_REPRESENTATIVE)), now=NOW)

        assert UnitRegistration.objects.get().refusal_code == errors.NotNormal.code
        assert not LegalPerson.objects.exists()

    def test_lowers_a_unit_on_record_that_is_not_normal_any_more(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)
        ask_register(registration_id=submit(account), now=NOW)
        abnormal = LegalPersonSimulator(
            companies=[company_of(LEGAL_REPRESENTATIVE, state=TaxpayerState.ABNORMAL)]
        )
        unit_register.decide = abnormal.decide  # type: ignore[method-assign]  # it has changed

        ask_register(registration_id=submit(account), now=NOW)

        assert LegalPerson.objects.get().state == "abnormal"
        assert level_of_unit() is Level.REGISTERED

    def test_is_asked_again_while_it_is_unavailable(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        unit_register.expect(Behaviour.TIMEOUT, times=1)
        registration = submit(make_proofed(LEGAL_REPRESENTATIVE))

        assert ask_register(registration_id=registration, now=NOW) is Outcome.UNAVAILABLE
        row = UnitRegistration.objects.get()
        assert (row.state, row.has_waited) == (RegistrationState.CHECKING, True)
        assert ask_register(registration_id=registration, now=NOW) is Outcome.MATCH

        assert state_of(registration) is RegistrationState.DONE

    def test_is_asked_for_a_purpose_and_a_case_and_that_is_logged(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)
        registration = submit(account)

        ask_register(registration_id=registration, now=NOW)

        lookup = RegisterLookup.objects.get()
        assert (lookup.purpose, lookup.case_number, lookup.account_id, lookup.outcome) == (
            Purpose.LEGAL_PERSON,
            str(registration),
            account.pk,
            Outcome.MATCH,
        )

    def test_answers_nothing_about_what_was_withdrawn(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)
        registration = submit(account)
        withdraw_registration(registration_id=registration, actor=make_actor(account), now=NOW)

        assert ask_register(registration_id=registration, now=NOW) is None

        assert not LegalPerson.objects.exists()
        assert not RegisterLookup.objects.exists()

    def test_a_real_code_never_reaches_a_simulator(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        registration = submit(make_proofed(LEGAL_REPRESENTATIVE), code="91350100M000100Y43")

        ask_register(registration_id=registration, now=NOW)

        assert UnitRegistration.objects.get().refusal_code == "registers.number.not_synthetic"


class TestJob:
    def test_comes_back_later_while_the_register_is_away(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        unit_register.expect(Behaviour.UNAVAILABLE)
        registration = submit(make_proofed(LEGAL_REPRESENTATIVE))
        job = Job.objects.get()
        assert job.subject == str(registration)

        with pytest.raises(RetryLater):
            tasks.run_ask_register(
                JobRun(id=JobId(job.pk), kind=job.kind, subject=job.subject, now=NOW)
            )


class TestWhoTheRegisterNames:
    def test_keeps_the_unit_before_they_have_confirmed_whatever_an_officer_approves(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        handler, stranger = make_proofed(AGENT), make_proofed(UNPROOFED_CITIZEN)
        ask_register(registration_id=submit(handler, role=ApplicantRole.HANDLER), now=NOW)
        taking = submit(stranger, way=RegistrationWay.APPROVAL, representative=UNPROOFED_CITIZEN)
        ask_register(registration_id=taking, now=NOW)

        with pytest.raises(errors.UnitExists):
            decide_registration(
                registration_id=taking, is_approved=True, reason="", reviewer=officer(), now=NOW
            )

        assert identities_of(stranger) == []

    def test_takes_the_place_of_who_was_named_before_and_never_confirmed(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        former, handler = make_proofed(UNPROOFED_CITIZEN), make_proofed(AGENT)
        waiting = make_office(
            make_unit(representative=UNPROOFED_CITIZEN),
            UNPROOFED_CITIZEN,
            None,
            state=OfficeState.AWAITING_CONFIRMATION,
        )
        ask_register(registration_id=submit(handler, role=ApplicantRole.HANDLER), now=NOW)

        with pytest.raises(errors.OfficeMovedOn):
            answer_office(office_id=waiting, is_accepted=True, actor=make_actor(former), now=NOW)
