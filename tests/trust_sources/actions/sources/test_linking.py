"""Linking a source's user to an account, and signing in with it from then on (E4)."""

import datetime as dt

import pytest

from shiming.accounts import errors
from shiming.accounts.actions.bindings.bind_social import bind_social
from shiming.accounts.actions.sign_in.return_from_source import (
    ReturnedFromSource,
)
from shiming.accounts.models import Account, Session
from shiming.accounts.types import (
    AccountKind,
    OutsideAim,
    OutsideProofId,
    StartedSession,
    Visit,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.levels import Level
from shiming.proofing.models import Evidence
from shiming.proofing.queries import level_of_account
from shiming.proofing.types import EvidenceKind
from shiming.trust_sources.actions.sources.change_source import change_source
from shiming.trust_sources.types import SourceState
from tests.cast import AGENT as LUO
from tests.cast import PROOFED_CITIZEN as CHEN
from tests.factories.accounts import (
    NOW,
    make_actor,
    make_visit,
)
from tests.trust_sources.actions.sources.entry_kit import LATER, enter, is_linked, owner
from tests.trust_sources.source_kit import PROPOSER, FakeClients, approved, says

pytestmark = pytest.mark.django_db


class TestLinking:
    def link(self, account: Account, visit: Visit, entered: ReturnedFromSource) -> None:
        assert entered.to_decide is not None
        bind_social(
            proof_id=OutsideProofId(entered.to_decide),
            actor=make_actor(account),
            visit=visit,
            now=LATER,
        )

    def test_takes_the_owner_of_the_account_and_then_signs_in(
        self, source_clients: FakeClients
    ) -> None:
        approved()
        account = owner(CHEN)
        source_clients.report = says(CHEN)
        visit = make_visit()

        self.link(account, visit, enter(visit))

        signed_in = enter(make_visit(), now=LATER).signed_in
        assert isinstance(signed_in, StartedSession)
        assert signed_in.account_id == account.pk
        assert signed_in.level is Level.INTERMEDIATE

    def test_is_refused_to_who_is_somebody_else(self, source_clients: FakeClients) -> None:
        approved()
        owner(CHEN)
        stranger = owner(LUO)
        source_clients.report = says(CHEN)
        visit = make_visit()
        entered = enter(visit)

        with pytest.raises(errors.SourceNamesAnother):
            self.link(stranger, visit, entered)
        assert not is_linked(stranger)
        assert not Evidence.objects.filter(kind=EvidenceKind.TRUST_SOURCE).exists()

    def test_is_refused_to_a_user_whom_the_source_has_ended(
        self, source_clients: FakeClients
    ) -> None:
        approved()
        account, visit = owner(CHEN), make_visit()
        source_clients.report = says(CHEN, status="closed")

        with pytest.raises(errors.SourceUserEnded):
            enter(visit, aim=OutsideAim.BIND, by=make_actor(account))
        assert not is_linked(account)
        assert not Evidence.objects.filter(kind=EvidenceKind.TRUST_SOURCE).exists()

    def test_is_refused_when_the_source_was_suspended_meanwhile(
        self, source_clients: FakeClients
    ) -> None:
        source_id = approved()
        account = owner(CHEN)
        source_clients.report = says(CHEN)
        visit = make_visit()
        entered = enter(visit)
        change_source(source_id=source_id, state=SourceState.SUSPENDED, officer=PROPOSER, now=NOW)

        with pytest.raises(errors.SourceNotOffered):
            self.link(account, visit, entered)
        assert not is_linked(account)


class TestLinkedUser:
    @pytest.fixture
    def account(self, source_clients: FakeClients) -> Account:
        approved(links_alone=True)
        account = owner(CHEN)
        source_clients.report = says(CHEN)
        enter(make_visit())
        return account

    def test_whom_the_source_names_otherwise_by_now_is_not_signed_in(
        self, account: Account, source_clients: FakeClients
    ) -> None:
        source_clients.report = says(LUO)
        sessions = Session.objects.count()

        with pytest.raises(errors.SourceNamesAnother):
            enter(make_visit())
        assert Session.objects.count() == sessions
        assert AuditRecord.objects.filter(event="accounts.abuse.source_conflict").exists()

    def test_who_has_ended_there_is_not_signed_in_and_loses_the_level(
        self, account: Account, source_clients: FakeClients
    ) -> None:
        assert level_of_account(account.pk, NOW)[0] is Level.INTERMEDIATE
        source_clients.report = says(CHEN, status="CLOSED")

        with pytest.raises(errors.SourceUserEnded):
            enter(make_visit())
        assert level_of_account(account.pk, NOW)[0] is Level.PRIMARY

    def test_who_is_known_less_surely_there_loses_the_level_at_the_next_sign_in(
        self, account: Account, source_clients: FakeClients
    ) -> None:
        source_clients.report = says(CHEN, acr="register")

        signed_in = enter(make_visit(), now=LATER).signed_in

        assert isinstance(signed_in, StartedSession)
        assert signed_in.level is Level.PRIMARY

    def test_is_not_written_about_at_each_sign_in(
        self, account: Account, source_clients: FakeClients
    ) -> None:
        enter(make_visit(), now=LATER)

        assert Evidence.objects.filter(kind=EvidenceKind.TRUST_SOURCE).count() == 1

    def test_whose_source_has_no_contract_any_more_keeps_a_link_without_use(
        self, account: Account, source_clients: FakeClients
    ) -> None:
        approved(links_alone=True, contract_until=NOW.date() - dt.timedelta(days=1))

        with pytest.raises(errors.SocialProviderNotOffered):
            enter(make_visit())
        assert is_linked(account)

    def test_whose_account_is_of_a_kind_that_the_contract_leaves_out_is_refused(
        self, account: Account, source_clients: FakeClients
    ) -> None:
        Account.objects.filter(pk=account.pk).update(kind=AccountKind.STAFF)

        with pytest.raises(errors.MethodNotOffered):
            enter(make_visit())
