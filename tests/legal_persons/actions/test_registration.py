"""Units register themselves: representative, handler, register, approval (A3, D2)."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from shiming.accounts.models import Account
from shiming.accounts.types import AccountId
from shiming.audit.models import AuditRecord
from shiming.jobs.errors import RetryLater
from shiming.jobs.models import Job
from shiming.jobs.types import JobId, JobRun
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.legal_persons import errors, ports, queries, tasks
from shiming.legal_persons.actions.offices.answer_office import answer_office
from shiming.legal_persons.actions.offices.decide_request import decide_request
from shiming.legal_persons.actions.registrations.ask_register import ask_register
from shiming.legal_persons.actions.registrations.decide_registration import decide_registration
from shiming.legal_persons.actions.registrations.submit_registration import submit_registration
from shiming.legal_persons.actions.registrations.withdraw_registration import (
    withdraw_registration,
)
from shiming.legal_persons.identities import OfficeIdentities
from shiming.legal_persons.models import (
    LegalPerson,
    LegalPersonEvidence,
    Office,
    UnitRegistration,
)
from shiming.legal_persons.types import (
    ApplicantRole,
    LegalPersonId,
    LegalPersonPermission,
    OfficeId,
    OfficeKind,
    OfficeState,
    RegistrationId,
    RegistrationState,
    RegistrationWay,
    UnitEvidenceKind,
)
from shiming.messages.models import InboxMessage, Todo
from shiming.registers.models import RegisterLookup
from shiming.registers.types import Outcome, Purpose, TaxpayerState
from shiming.vendors.registers.simulator.behaviours import Behaviour
from shiming.vendors.registers.simulator.legal_persons import LegalPersonSimulator
from tests.cast import AGENT, LEGAL_REPRESENTATIVE, REVIEWER, UNPROOFED_CITIZEN, Member
from tests.factories.accounts import NOW, make_account_of, make_actor, person_of
from tests.factories.legal_persons import (
    CODE,
    OTHER_CODE,
    UNIT_NAME,
    company_of,
    make_office,
    make_proofed,
    make_unit,
    statement,
)

pytestmark = pytest.mark.django_db

REASON = "登记证书复印件看不清，请重新提交。"


def submit(
    account: Account,
    *,
    role: ApplicantRole = ApplicantRole.REPRESENTATIVE,
    way: RegistrationWay = RegistrationWay.REGISTER,
    representative: Member = LEGAL_REPRESENTATIVE,
    code: str = CODE,
    name: str = UNIT_NAME,
) -> RegistrationId:
    return submit_registration(
        statement=statement(representative=representative, code=code, name=name),
        way=way,
        role=role,
        actor=make_actor(account),
        now=NOW,
    )


def state_of(registration_id: RegistrationId) -> RegistrationState:
    return RegistrationState(UnitRegistration.objects.get(pk=registration_id).state)


def level_of_unit() -> Level:
    unit = LegalPerson.objects.get()
    return queries.level_of_unit(LegalPersonId(unit.pk), now=NOW).level


def acting_for(account: Account, unit: uuid.UUID, *permissions: str) -> Actor:
    actor = make_actor(account)
    return Actor(
        account_id=actor.account_id,
        person_id=actor.person_id,
        session_id=actor.session_id,
        identity=ActingIdentity(legal_person_id=unit, permissions=frozenset(permissions)),
    )


def officer(member: Member = REVIEWER, *, is_attached: bool = False) -> Actor:
    actor = make_actor(make_account_of(member, is_attached=is_attached))
    return Actor(
        account_id=actor.account_id,
        person_id=actor.person_id,
        identity=ActingIdentity(permissions=frozenset({LegalPersonPermission.REVIEW.value})),
    )


def told(account: Account) -> list[str]:
    own = InboxMessage.objects.filter(account_id=account.pk, template__startswith="legal_persons/")
    return list(own.order_by("pk").values_list("template", flat=True))


def identities_of(account: Account) -> list[str]:
    account.refresh_from_db()
    found = OfficeIdentities().list_identities(
        account_id=AccountId(account.pk), person_id=person_of(account), now=NOW
    )
    return [identity.name for identity in found if identity.name]


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


@pytest.mark.requirement("S15-9")
class TestApproval:
    """A non-insured unit registers with its credit code and waits for an officer."""

    def wait(self, unit_register: LegalPersonSimulator, *, account: Account) -> RegistrationId:
        unit_register.expect(Behaviour.NO_RECORD)
        registration = submit(account, way=RegistrationWay.APPROVAL)
        ask_register(registration_id=registration, now=NOW)
        return registration

    def test_waits_for_an_officer_whatever_the_register_says(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)

        registration = self.wait(unit_register, account=account)

        assert state_of(registration) is RegistrationState.AWAITING_APPROVAL
        assert not LegalPerson.objects.exists()
        assert Todo.objects.filter(
            receiver="permission:legal_persons:registration:review", is_done=False
        ).exists()

    def test_approved_the_unit_is_on_record_and_its_representative_acts(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)
        registration = self.wait(unit_register, account=account)

        decide_registration(
            registration_id=registration,
            is_approved=True,
            reason="",
            reviewer=officer(),
            now=NOW,
        )

        assert state_of(registration) is RegistrationState.DONE
        assert identities_of(account) == [UNIT_NAME]
        evidence = LegalPersonEvidence.objects.get()
        assert (evidence.kind, evidence.is_manual) == (UnitEvidenceKind.APPROVAL, True)
        # An officer's word alone is no register: the unit may act, but is not real-name.
        assert level_of_unit() is Level.REGISTERED
        assert told(account) == ["legal_persons/unit_registered"]
        assert not Todo.objects.filter(is_done=False).exists()

    def test_refused_the_applicant_reads_why(self, unit_register: LegalPersonSimulator) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)
        registration = self.wait(unit_register, account=account)

        decide_registration(
            registration_id=registration,
            is_approved=False,
            reason=REASON,
            reviewer=officer(),
            now=NOW,
        )

        found = queries.get_registration(registration, viewer=make_actor(account))
        assert (found.state, found.reason) == (RegistrationState.REFUSED, REASON)
        assert not LegalPerson.objects.exists()
        assert told(account) == ["legal_persons/unit_refused"]

    def test_a_refusal_says_why(self, unit_register: LegalPersonSimulator) -> None:
        registration = self.wait(unit_register, account=make_proofed(LEGAL_REPRESENTATIVE))

        with pytest.raises(errors.ReasonMissing):
            decide_registration(
                registration_id=registration,
                is_approved=False,
                reason="不行",
                reviewer=officer(),
                now=NOW,
            )

        assert state_of(registration) is RegistrationState.AWAITING_APPROVAL

    def test_is_decided_once(self, unit_register: LegalPersonSimulator) -> None:
        registration = self.wait(unit_register, account=make_proofed(LEGAL_REPRESENTATIVE))
        reviewer = officer()
        decide_registration(
            registration_id=registration, is_approved=True, reason="", reviewer=reviewer, now=NOW
        )
        before = AuditRecord.objects.count()

        with pytest.raises(errors.RegistrationMovedOn):
            decide_registration(
                registration_id=registration,
                is_approved=False,
                reason=REASON,
                reviewer=reviewer,
                now=NOW,
            )

        assert AuditRecord.objects.count() == before
        assert state_of(registration) is RegistrationState.DONE

    def test_nobody_approves_their_own_unit(self, unit_register: LegalPersonSimulator) -> None:
        account = make_proofed(AGENT)
        unit_register.expect(Behaviour.NO_RECORD)
        registration = submit(account, way=RegistrationWay.APPROVAL, role=ApplicantRole.HANDLER)
        ask_register(registration_id=registration, now=NOW)
        own = make_actor(account)
        permitted = ActingIdentity(permissions=frozenset({LegalPersonPermission.REVIEW.value}))
        same_account = Actor(account_id=own.account_id, identity=permitted)
        same_person = Actor(account_id=new_id(), person_id=own.person_id, identity=permitted)
        represented = officer(LEGAL_REPRESENTATIVE, is_attached=True)

        for reviewer in (same_account, same_person, represented):
            with pytest.raises(errors.OwnRegistration):
                decide_registration(
                    registration_id=registration,
                    is_approved=True,
                    reason="",
                    reviewer=reviewer,
                    now=NOW,
                )

        assert state_of(registration) is RegistrationState.AWAITING_APPROVAL

    def test_an_approval_takes_no_unit_from_its_registered_head(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        head = make_proofed(LEGAL_REPRESENTATIVE)
        ask_register(registration_id=submit(head), now=NOW)
        robber = make_proofed(AGENT)
        registration = submit(robber, way=RegistrationWay.APPROVAL, representative=AGENT)
        ask_register(registration_id=registration, now=NOW)

        with pytest.raises(errors.UnitExists):
            decide_registration(
                registration_id=registration,
                is_approved=True,
                reason="",
                reviewer=officer(),
                now=NOW,
            )

        assert identities_of(head) == [UNIT_NAME]
        assert identities_of(robber) == []
        assert state_of(registration) is RegistrationState.AWAITING_APPROVAL

    def test_is_seen_by_nobody_without_the_permission(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        registration = self.wait(unit_register, account=make_proofed(LEGAL_REPRESENTATIVE))
        stranger = make_actor(make_proofed(AGENT))

        with pytest.raises(errors.RegistrationNotFound):
            decide_registration(
                registration_id=registration,
                is_approved=True,
                reason="",
                reviewer=stranger,
                now=NOW,
            )
        with pytest.raises(errors.RegistrationNotFound):
            queries.get_registration(registration, viewer=stranger)


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
