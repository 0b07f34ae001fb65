"""Units that an officer approves (S15-9)."""

import datetime as dt

import pytest

from shiming.accounts import ports as accounts_ports
from shiming.accounts.models import Account
from shiming.accounts.types import AccountKind
from shiming.audit.models import AuditRecord
from shiming.kernel import pictures
from shiming.kernel.actor import ActingIdentity, Actor, system_actor
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.legal_persons import errors, ports, queries
from shiming.legal_persons.actions.registrations.ask_register import ask_register
from shiming.legal_persons.actions.registrations.decide_registration import decide_registration
from shiming.legal_persons.actions.registrations.see_paper import see_paper
from shiming.legal_persons.actions.registrations.shred_papers import shred_papers
from shiming.legal_persons.actions.registrations.withdraw_registration import (
    withdraw_registration,
)
from shiming.legal_persons.models import (
    CounterIssue,
    LegalPerson,
    LegalPersonEvidence,
    UnitRegistration,
)
from shiming.legal_persons.types import (
    ApplicantRole,
    LegalPersonPermission,
    RegistrationId,
    RegistrationState,
    RegistrationWay,
    UnitEvidenceKind,
)
from shiming.messages.models import Todo
from shiming.vault.models import VaultFile
from shiming.vault.operations import keep_file
from shiming.vendors.registers.simulator.behaviours import Behaviour
from shiming.vendors.registers.simulator.legal_persons import LegalPersonSimulator
from tests.cast import AGENT, LEGAL_REPRESENTATIVE, PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account, make_actor
from tests.factories.legal_persons import (
    OTHER_CODE,
    UNIT_NAME,
    make_proofed,
    make_unit,
)
from tests.legal_persons.registration_kit import (
    REASON,
    identities_of,
    level_of_unit,
    officer,
    state_of,
    submit,
    told,
)

pytestmark = pytest.mark.django_db


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
        assert told(account) == ["legal_persons/unit_in_review", "legal_persons/unit_registered"]
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
        assert told(account) == ["legal_persons/unit_in_review", "legal_persons/unit_refused"]

    @pytest.mark.parametrize("end", ["refused", "withdrawn"])
    def test_the_paper_goes_with_a_registration_that_comes_to_nothing(
        self, unit_register: LegalPersonSimulator, end: str
    ) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)
        registration = self.wait(unit_register, account=account)
        kept = VaultFile.objects.get()
        assert (kept.shredded_at, kept.keep_until) == (None, None)

        if end == "refused":
            decide_registration(
                registration_id=registration,
                is_approved=False,
                reason=REASON,
                reviewer=officer(),
                now=NOW,
            )
        else:
            withdraw_registration(registration_id=registration, actor=make_actor(account), now=NOW)

        kept.refresh_from_db()
        assert (kept.shredded_at, kept.file_key) == (NOW, None)
        with pytest.raises(errors.RegistrationNotFound):
            see_paper(registration_id=registration, viewer=officer(PROOFED_CITIZEN), now=NOW)

    def test_the_paper_stays_with_a_unit_that_was_approved(
        self, unit_register: LegalPersonSimulator
    ) -> None:
        registration = self.wait(unit_register, account=make_proofed(LEGAL_REPRESENTATIVE))

        decide_registration(
            registration_id=registration, is_approved=True, reason="", reviewer=officer(), now=NOW
        )

        assert VaultFile.objects.get().shredded_at is None

    def test_looks_at_no_picture_of_who_has_had_the_share_of_the_day(
        self, unit_register: LegalPersonSimulator, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)
        decoded: list[bytes] = []
        clean = pictures.clean_picture

        def count(content: bytes, **rules: int) -> pictures.CleanPicture:
            decoded.append(content)
            return clean(content, **rules)

        monkeypatch.setattr(pictures, "clean_picture", count)
        with ports.policy.replaced(ports.LegalPersonPolicy(registrations_a_day=1)):
            submit(account, way=RegistrationWay.APPROVAL)
            with pytest.raises(errors.TooManyRegistrations):
                submit(account, way=RegistrationWay.APPROVAL, code=OTHER_CODE)

        assert len(decoded) == 1

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


class TestPapersOfEndedRegistrations:
    @pytest.mark.parametrize("is_closed", [True, False])
    def test_and_of_the_counter_go_five_years_after_the_units_account_was_closed(
        self, unit_register: LegalPersonSimulator, *, is_closed: bool
    ) -> None:
        TestApproval().wait(unit_register, account=make_proofed(LEGAL_REPRESENTATIVE))
        account = make_account(kind=AccountKind.UNIT)
        Account.objects.filter(pk=account.pk).update(closed_at=NOW if is_closed else None)
        unit = LegalPerson.objects.get(pk=make_unit())
        LegalPerson.objects.filter(pk=unit.pk).update(account=account)
        UnitRegistration.objects.update(state=RegistrationState.DONE, legal_person=unit)
        CounterIssue.objects.create(
            legal_person=unit,
            clerk_id=new_id(),
            explanation=REASON,
            paper_file_id=keep_file("tests", b"paper", "image/jpeg", NOW, None),
            issued_at=NOW,
        )
        actor, end = system_actor(device="tests"), NOW + accounts_ports.policy().papers_kept

        assert shred_papers(actor=actor, now=end) == 0
        assert shred_papers(actor=actor, now=end + dt.timedelta(seconds=1)) == 2 * is_closed

        assert VaultFile.objects.filter(shredded_at__isnull=True).exists() is not is_closed
        assert CounterIssue.objects.exists() is not is_closed
        recorded = AuditRecord.objects.filter(event__endswith=".paper_shredded")
        assert recorded.count() == 2 * is_closed
        assert shred_papers(actor=actor, now=end + dt.timedelta(days=1)) == 0

    @pytest.mark.parametrize(
        ("state", "is_kept"),
        [("refused", False), ("withdrawn", False), ("done", True), ("awaiting_approval", True)],
    )
    def test_that_an_older_version_left_are_found_and_destroyed(
        self, unit_register: LegalPersonSimulator, state: str, *, is_kept: bool
    ) -> None:
        registration = TestApproval().wait(
            unit_register, account=make_proofed(LEGAL_REPRESENTATIVE)
        )
        UnitRegistration.objects.update(state=state)
        actor = system_actor(device="tests")

        assert shred_papers(actor=actor, now=NOW) == (not is_kept)

        assert (VaultFile.objects.get().shredded_at is None) is is_kept
        assert (UnitRegistration.objects.get().paper_file_id is not None) is is_kept
        recorded = AuditRecord.objects.filter(
            event="legal_persons.registration.paper_shredded",
            subject=f"unit_registration:{registration}",
        )
        assert recorded.exists() is not is_kept
        assert shred_papers(actor=actor, now=NOW) == 0
