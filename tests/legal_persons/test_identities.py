"""Switching between oneself and one's units, and what ends that (A13, S35-6)."""

import datetime as dt
import json

import pytest

from shiming.accounts import queries as accounts
from shiming.accounts.actions.recovery.reset_by_superior import reset_by_superior
from shiming.accounts.actions.resume_session import resume_session
from shiming.accounts.actions.switch_identity import switch_identity
from shiming.accounts.errors import IdentityNotFound, ResetNotAllowed
from shiming.accounts.models import Account, Session
from shiming.accounts.types import AccountId
from shiming.audit.models import AuditRecord
from shiming.identity_provider import ports as identity_provider
from shiming.kernel import clock
from shiming.kernel.actor import ActingIdentity, ActingKind, Actor, system_actor
from shiming.legal_persons import errors, operations
from shiming.legal_persons.actions.offices.end_expired_offices import end_expired_offices
from shiming.legal_persons.actions.offices.leave_office import leave_office
from shiming.legal_persons.identities import OfficeSuperiors
from shiming.legal_persons.models import LegalPerson, Office
from shiming.legal_persons.types import (
    LegalPersonPermission,
    LegalPersonState,
    OfficeEnd,
    OfficeId,
    OfficeKind,
    OfficeSource,
    OfficeState,
)
from shiming.messages import ports as messages
from shiming.proofing import operations as proofing
from shiming.proofing.types import RevocationReason
from tests.cast import AGENT, LEGAL_REPRESENTATIVE, PROOFED_CITIZEN, UNPROOFED_CITIZEN, Member
from tests.factories.accounts import (
    NOW,
    attach,
    make_account,
    make_actor,
    person_of,
    start_session,
)
from tests.factories.legal_persons import (
    CODE,
    OTHER_CODE,
    UNIT_NAME,
    make_office,
    make_proofed,
    make_unit,
)
from tests.legal_persons.office_kit import told_of

pytestmark = pytest.mark.django_db

SYSTEM = system_actor(device="tests")


def actor_now(account: Account) -> Actor:
    session = Session.objects.filter(account=account).latest("created_at")
    return accounts.actor_of_session(session)


def switch(account: Account, office: OfficeId, *, now: dt.datetime = NOW) -> Actor:
    switch_identity(key=f"office:{office}", actor=make_actor(account, now=now), now=now)
    return actor_now(account)


class TestSwitching:
    @pytest.mark.requirement("S31-14")
    def test_goes_from_one_unit_to_another_without_signing_in_again(self) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)
        first = make_office(make_unit(), LEGAL_REPRESENTATIVE, account)
        other_unit = make_unit(code=OTHER_CODE, name="样本市半山建设有限公司")
        other = make_office(other_unit, LEGAL_REPRESENTATIVE, account, kind=OfficeKind.TAX_OFFICER)
        before = switch(account, first)

        switch_identity(key=f"office:{other}", actor=before, now=NOW)

        after = actor_now(account)
        assert after.session_id == before.session_id
        assert (after.identity.kind, after.identity.legal_person_id) == (
            ActingKind.OFFICE,
            other_unit,
        )
        assert after.person_id == person_of(account)
        assert LegalPersonPermission.MANAGE_OFFICERS in before.identity.permissions
        assert after.identity.permissions == {LegalPersonPermission.ACT.value}

    def test_is_nobody_elses(self) -> None:
        office = make_office(make_unit(), LEGAL_REPRESENTATIVE, make_proofed(LEGAL_REPRESENTATIVE))

        with pytest.raises(IdentityNotFound):
            switch(make_proofed(AGENT), office)

    @pytest.mark.parametrize(
        "state",
        [OfficeState.REQUESTED, OfficeState.AWAITING_CONFIRMATION, OfficeState.AGREED],
    )
    def test_waits_until_the_office_is_active(self, state: OfficeState) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)
        office = make_office(make_unit(), LEGAL_REPRESENTATIVE, account, state=state)

        with pytest.raises(IdentityNotFound):
            switch(account, office)

    def test_is_not_for_another_account_of_the_person_that_was_not_proofed(self) -> None:
        office = make_office(make_unit(), LEGAL_REPRESENTATIVE, make_proofed(LEGAL_REPRESENTATIVE))
        other = make_account(mobile="15401000077")
        attach(other, LEGAL_REPRESENTATIVE)
        other.refresh_from_db()

        with pytest.raises(IdentityNotFound):
            switch(other, office)

    def test_ends_with_the_proof_of_the_person(self) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)
        office = make_office(make_unit(), LEGAL_REPRESENTATIVE, account)
        proofing.revoke_evidence(
            person_id=person_of(account),
            reason=RevocationReason.APPEAL_UPHELD,
            actor=system_actor(device="tests"),
            now=NOW,
        )

        with pytest.raises(IdentityNotFound):
            switch(account, office, now=NOW + dt.timedelta(seconds=1))

    def test_falls_back_on_the_person_in_a_session_that_acts_so_already(self) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)
        switch(account, make_office(make_unit(), LEGAL_REPRESENTATIVE, account))

        proofing.revoke_evidence(
            person_id=person_of(account),
            reason=RevocationReason.APPEAL_UPHELD,
            actor=system_actor(device="tests"),
            now=NOW,
        )

        assert actor_now(account).identity.kind is ActingKind.SELF
        assert actor_now(account).identity.permissions == frozenset()

    @pytest.mark.parametrize("state", [LegalPersonState.CANCELLED, LegalPersonState.REVOKED])
    def test_ends_with_the_unit(self, state: LegalPersonState) -> None:
        account, unit = make_proofed(LEGAL_REPRESENTATIVE), make_unit()
        office = make_office(unit, LEGAL_REPRESENTATIVE, account)
        LegalPerson.objects.update(state=state)

        with pytest.raises(IdentityNotFound):
            switch(account, office)

    def test_ends_with_its_term(self) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)
        office = make_office(make_unit(), LEGAL_REPRESENTATIVE, account)
        Office.objects.update(valid_until=NOW)

        with pytest.raises(IdentityNotFound):
            switch(account, office)

    def test_ends_with_its_term_in_a_session_that_acts_so_already(self) -> None:
        account, end = make_proofed(LEGAL_REPRESENTATIVE), NOW + dt.timedelta(minutes=10)
        office = make_office(make_unit(), LEGAL_REPRESENTATIVE, account)
        Office.objects.update(valid_until=end)
        started = start_session(account)
        session = Session.objects.get(public_id=started.session_id)
        switch_identity(key=f"office:{office}", actor=accounts.actor_of_session(session), now=NOW)

        def resumed(now: dt.datetime) -> Actor:
            found = resume_session(
                cookie_value=started.cookie_value, address="", may_rotate=False, now=now
            )
            assert found is not None
            return found.actor

        assert resumed(end - dt.timedelta(seconds=1)).identity.kind is ActingKind.OFFICE
        assert resumed(end).identity == ActingIdentity()
        # For the pages that ask the session again, and for good.
        assert accounts.acting_key_of(resumed(end)) == "self"


class TestTheEndOfTheTerm:
    def test_ends_the_office_on_record_and_tells_its_holder(self) -> None:
        account, end = make_proofed(LEGAL_REPRESENTATIVE), NOW + dt.timedelta(minutes=10)
        office = make_office(make_unit(), LEGAL_REPRESENTATIVE, account)
        switch(account, office)
        # As sessions were before they knew the end of their capacity.
        Office.objects.update(valid_until=end)
        before = end - dt.timedelta(seconds=1)

        assert end_expired_offices(actor=SYSTEM, now=before) == 0
        assert actor_now(account).identity.kind is ActingKind.OFFICE
        assert end_expired_offices(actor=SYSTEM, now=end) == 1

        row = Office.objects.get()
        assert (row.state, row.end_reason, row.ended_at, row.ended_by) == (
            OfficeState.ENDED,
            OfficeEnd.EXPIRED,
            end,
            None,
        )
        assert actor_now(account).identity.kind is ActingKind.SELF
        assert told_of(account)[-1] == ("office_expired", "self")
        record = AuditRecord.objects.get(event="legal_persons.office.ended")
        assert json.loads(record.details) == {"reason": "expired"}
        assert end_expired_offices(actor=SYSTEM, now=end) == 0

    def test_ends_what_was_only_asked_for_and_tells_nobody(self) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)
        unit = make_unit()
        make_office(unit, LEGAL_REPRESENTATIVE, account, state=OfficeState.REQUESTED)
        Office.objects.update(valid_until=NOW)

        assert end_expired_offices(actor=SYSTEM, now=NOW) == 1

        assert told_of(account) == []
        # It can be asked for again.
        make_office(unit, LEGAL_REPRESENTATIVE, account, state=OfficeState.REQUESTED)

    def test_goes_on_until_nothing_is_left(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(f"{end_expired_offices.__module__}._BATCH", 2)
        account, unit = make_proofed(LEGAL_REPRESENTATIVE), make_unit()
        for kind in (OfficeKind.TAX_OFFICER, OfficeKind.INVOICE_HANDLER, OfficeKind.HANDLER):
            make_office(unit, LEGAL_REPRESENTATIVE, account, kind=kind)
        Office.objects.update(valid_until=NOW)

        assert end_expired_offices(actor=SYSTEM, now=NOW) == 3


class TestEnding:
    def test_an_own_office_throws_the_session_back_on_the_person(self) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)
        office = make_office(make_unit(), LEGAL_REPRESENTATIVE, account)
        actor = switch(account, office)

        leave_office(office_id=office, reason=OfficeEnd.LEFT, actor=actor, now=NOW)

        assert actor_now(account).identity.kind is ActingKind.SELF
        assert actor_now(account).identity.legal_person_id is None
        row = Office.objects.get()
        assert (row.state, row.end_reason, row.ended_by) == (
            OfficeState.ENDED,
            OfficeEnd.LEFT,
            account.pk,
        )

    def test_what_comes_from_the_core_ends_in_the_core(self) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)
        office = make_office(make_unit(), LEGAL_REPRESENTATIVE, account, source=OfficeSource.CORE)

        with pytest.raises(errors.OfficeFromCore):
            leave_office(
                office_id=office, reason=OfficeEnd.LEFT, actor=make_actor(account), now=NOW
            )

        assert Office.objects.get().state == OfficeState.ACTIVE

    def test_heads_end_officers_but_not_the_representative(self) -> None:
        unit = make_unit()
        head, finance, handler = (
            make_proofed(member) for member in (LEGAL_REPRESENTATIVE, PROOFED_CITIZEN, AGENT)
        )
        top = make_office(unit, LEGAL_REPRESENTATIVE, head)
        money = make_office(unit, PROOFED_CITIZEN, finance, kind=OfficeKind.FINANCE_OFFICER)
        acts = make_office(unit, AGENT, handler, kind=OfficeKind.HANDLER)
        acting = switch(finance, money)

        leave_office(office_id=acts, reason=OfficeEnd.LEFT, actor=acting, now=NOW)
        with pytest.raises(errors.OfficeNotFound):
            leave_office(office_id=top, reason=OfficeEnd.LEFT, actor=acting, now=NOW)

        assert Office.objects.get(pk=acts).state == OfficeState.ENDED
        assert Office.objects.get(pk=top).state == OfficeState.ACTIVE

    def test_strangers_end_nothing(self) -> None:
        office = make_office(make_unit(), LEGAL_REPRESENTATIVE, make_proofed(LEGAL_REPRESENTATIVE))

        with pytest.raises(errors.OfficeNotFound):
            leave_office(
                office_id=office,
                reason=OfficeEnd.LEFT,
                actor=make_actor(make_proofed(AGENT)),
                now=NOW,
            )

        assert Office.objects.get().state == OfficeState.ACTIVE

    @pytest.mark.parametrize("state", [LegalPersonState.CANCELLED, LegalPersonState.REVOKED])
    def test_falls_back_when_a_register_says_that_the_unit_is_gone(
        self, state: LegalPersonState
    ) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)
        switch(account, make_office(make_unit(), LEGAL_REPRESENTATIVE, account))

        operations.note_state(
            credit_code=CODE,
            state=state,
            actor=system_actor(device="tests"),
            now=NOW,
        )

        assert actor_now(account).identity.kind is ActingKind.SELF


@pytest.mark.requirement("S35-6")
class TestSuperiors:
    """Heads of a unit reset its officers and themselves, never each other (Q04)."""

    def people(self) -> dict[str, Account]:
        unit = make_unit()
        kinds: dict[str, tuple[Member, OfficeKind]] = {
            "head": (LEGAL_REPRESENTATIVE, OfficeKind.LEGAL_REPRESENTATIVE),
            "finance": (PROOFED_CITIZEN, OfficeKind.FINANCE_OFFICER),
            "officer": (AGENT, OfficeKind.TAX_OFFICER),
        }
        found = {}
        for name, (member, kind) in kinds.items():
            account = make_proofed(member)
            Account.objects.filter(pk=account.pk).update(password="!")
            switch(account, make_office(unit, member, account, kind=kind))
            found[name] = account
        return found

    @pytest.mark.parametrize(
        ("who", "whom"),
        [("head", "officer"), ("finance", "officer"), ("head", "head"), ("finance", "finance")],
    )
    def test_reset_officers_and_themselves_by_a_code_that_goes_to_the_owner(
        self, who: str, whom: str
    ) -> None:
        people = self.people()

        reset = reset_by_superior(
            account_id=AccountId(people[whom].pk), actor=actor_now(people[who]), now=NOW
        )

        assert reset.code == ""
        assert reset.sent_to
        people[whom].refresh_from_db()
        assert people[whom].password == ""

    @pytest.mark.parametrize(
        ("who", "whom"),
        [
            ("head", "finance"),
            ("finance", "head"),
            ("officer", "head"),
            ("officer", "officer"),
        ],
    )
    def test_reset_nobody_else(self, who: str, whom: str) -> None:
        people = self.people()

        with pytest.raises(ResetNotAllowed):
            reset_by_superior(
                account_id=AccountId(people[whom].pk), actor=actor_now(people[who]), now=NOW
            )

        people[whom].refresh_from_db()
        assert people[whom].password == "!"

    def test_of_another_unit_reset_nobody(self) -> None:
        people = self.people()
        stranger = make_proofed(UNPROOFED_CITIZEN)
        unit = make_unit(code=OTHER_CODE, name="样本市半山建设有限公司", representative=None)
        acting = switch(stranger, make_office(unit, UNPROOFED_CITIZEN, stranger))

        with pytest.raises(ResetNotAllowed):
            reset_by_superior(account_id=AccountId(people["officer"].pk), actor=acting, now=NOW)

    def test_who_does_not_act_for_the_unit_now_resets_nobody(self) -> None:
        people = self.people()
        own = make_actor(people["head"])

        with pytest.raises(ResetNotAllowed):
            reset_by_superior(account_id=AccountId(people["officer"].pk), actor=own, now=NOW)

    def test_see_those_whom_they_may_reset(self) -> None:
        people = self.people()

        rows = OfficeSuperiors().list_subordinates(actor=actor_now(people["head"]), now=NOW)

        assert {row.account.id for row in rows} == {people["head"].pk, people["officer"].pk}
        assert (
            OfficeSuperiors().list_subordinates(actor=actor_now(people["officer"]), now=NOW) == ()
        )

    def test_never_learn_a_code_where_the_owner_has_no_mobile(self) -> None:
        people = self.people()
        Account.objects.filter(pk=people["officer"].pk).update(mobile=None, mobile_index=None)

        with pytest.raises(ResetNotAllowed):
            reset_by_superior(
                account_id=AccountId(people["officer"].pk),
                actor=actor_now(people["head"]),
                now=NOW,
            )


class TestTokens:
    def test_say_for_which_company_and_in_which_office_somebody_acts(self) -> None:
        now = clock.now()
        account = make_proofed(LEGAL_REPRESENTATIVE, now=now)
        unit = make_unit(taxpayer_number="600101700000011", now=now)
        make_office(unit, LEGAL_REPRESENTATIVE, account, now=now)

        record = identity_provider.acting_source()(
            person_id=person_of(account), organisation_id=None, legal_person_id=unit
        )

        assert (record.uscc, record.taxpayer_number, record.company_name, record.office) == (
            CODE,
            "600101700000011",
            UNIT_NAME,
            "legal_representative",
        )
        assert record.legal_representative == LEGAL_REPRESENTATIVE.name
        assert record.region == "600101"

    def test_say_nothing_once_the_office_has_ended(self) -> None:
        now = clock.now()
        account = make_proofed(LEGAL_REPRESENTATIVE, now=now)
        unit = make_unit(now=now)
        office = make_office(unit, LEGAL_REPRESENTATIVE, account, now=now)
        operations.end_office(
            office_id=office, reason=OfficeEnd.LEFT, actor=system_actor(device=""), now=now
        )

        record = identity_provider.acting_source()(
            person_id=person_of(account), organisation_id=None, legal_person_id=unit
        )

        assert (record.uscc, record.company_name, record.office) == ("", "", "")
        assert record.has_ended


class TestMessages:
    def test_are_filed_by_unit(self) -> None:
        now = clock.now()
        account = make_proofed(LEGAL_REPRESENTATIVE, now=now)
        unit = make_unit(now=now)
        make_office(unit, LEGAL_REPRESENTATIVE, account, now=now)

        named = messages.identity_book().identities_of(account.pk)

        assert [(one.key, one.name) for one in named] == [(f"legal_person:{unit}", UNIT_NAME)]
