"""The register of trust sources: one officer proposes, another one approves (E4)."""

import dataclasses
import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from shiming.accounts import ports as accounts
from shiming.accounts.models import Account
from shiming.accounts.types import SourceUse
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import system_actor
from shiming.kernel.levels import Level
from shiming.trust_sources import errors, queries
from shiming.trust_sources.actions.sources.change_source import change_source
from shiming.trust_sources.actions.sources.check_sources import check_sources
from shiming.trust_sources.actions.sources.decide_terms import decide_terms
from shiming.trust_sources.actions.sources.propose_terms import propose_terms
from shiming.trust_sources.models import SourceTerms, TrustSource
from shiming.trust_sources.types import (
    SourceHealth,
    SourceId,
    SourcePermission,
    SourceProtocol,
    SourceState,
    TermsEntry,
    TermsId,
    TermsState,
)
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account
from tests.factories.legal_persons import make_proofed
from tests.trust_sources.source_kit import (
    APPROVER,
    PROPOSER,
    FakeClients,
    approved,
    officer_of,
    terms,
)

pytestmark = pytest.mark.django_db


def propose(entry: TermsEntry | None = None, *, code: str = "city") -> TermsId:
    return propose_terms(entry=entry or terms(), officer=PROPOSER, now=NOW, code=code)


def offered(portal: str = "main", *, now: dt.datetime = NOW) -> list[str]:
    found = accounts.trusted_sources().list_offered(portal=portal, use=SourceUse.SIGN_IN, now=now)
    return [one.code for one in found]


class TestFourEyes:
    def test_nothing_is_offered_before_a_second_officer_agrees(
        self, source_clients: FakeClients
    ) -> None:
        terms_id = propose()

        assert offered() == []
        decide_terms(terms_id=terms_id, is_approved=True, reason="", officer=APPROVER, now=NOW)
        assert offered() == ["city"]

    def test_who_proposed_cannot_approve(self, source_clients: FakeClients) -> None:
        both = officer_of(SourcePermission.MANAGE_SOURCES, SourcePermission.APPROVE_SOURCES)
        terms_id = propose_terms(entry=terms(), officer=both, now=NOW, code="city")

        with pytest.raises(errors.ProposerIsApprover):
            decide_terms(terms_id=terms_id, is_approved=True, reason="", officer=both, now=NOW)
        assert offered() == []

    def test_nor_can_they_under_another_account_of_theirs(
        self, source_clients: FakeClients
    ) -> None:
        first, second = make_proofed(PROOFED_CITIZEN), make_account()
        Account.objects.filter(pk=second.pk).update(person_id=first.person_id)
        terms_id = propose_terms(
            entry=terms(),
            officer=dataclasses.replace(PROPOSER, account_id=first.pk, person_id=first.person_id),
            now=NOW,
            code="city",
        )

        with pytest.raises(errors.ProposerIsApprover):
            decide_terms(
                terms_id=terms_id,
                is_approved=True,
                reason="",
                officer=dataclasses.replace(
                    APPROVER, account_id=second.pk, person_id=first.person_id
                ),
                now=NOW,
            )
        assert offered() == []

    def test_nor_can_the_database_be_brought_to_it(self, source_clients: FakeClients) -> None:
        terms_id = propose()

        with pytest.raises(IntegrityError), transaction.atomic():
            SourceTerms.objects.filter(pk=terms_id).update(decided_by=PROPOSER.account_id)

    def test_who_may_only_propose_cannot_approve(self, source_clients: FakeClients) -> None:
        terms_id = propose()
        other = officer_of(SourcePermission.MANAGE_SOURCES)

        with pytest.raises(errors.MayNotApproveSources):
            decide_terms(terms_id=terms_id, is_approved=True, reason="", officer=other, now=NOW)

    def test_who_may_only_approve_cannot_propose(self, source_clients: FakeClients) -> None:
        with pytest.raises(errors.MayNotManageSources):
            propose_terms(entry=terms(), officer=APPROVER, now=NOW, code="city")
        assert not TrustSource.objects.exists()

    def test_terms_in_force_stay_until_others_are_approved(
        self, source_clients: FakeClients
    ) -> None:
        source_id = approved()
        higher = terms(links_alone=True)
        terms_id = propose_terms(entry=higher, officer=PROPOSER, now=NOW, source_id=source_id)

        found = accounts.trusted_sources().find("city", portal="main", now=NOW)
        assert found is not None
        assert not found.trust.links_alone
        decide_terms(
            terms_id=terms_id, is_approved=False, reason="证据不足", officer=APPROVER, now=NOW
        )
        found = accounts.trusted_sources().find("city", portal="main", now=NOW)
        assert found is not None
        assert not found.trust.links_alone

    def test_one_decision_is_made_and_not_two(self, source_clients: FakeClients) -> None:
        terms_id = propose()
        decide_terms(terms_id=terms_id, is_approved=False, reason="否", officer=APPROVER, now=NOW)

        with pytest.raises(errors.TermsDecided):
            decide_terms(terms_id=terms_id, is_approved=True, reason="", officer=APPROVER, now=NOW)
        assert offered() == []

    def test_a_refusal_has_a_reason(self, source_clients: FakeClients) -> None:
        terms_id = propose()

        with pytest.raises(errors.RefusalWithoutReason):
            decide_terms(
                terms_id=terms_id, is_approved=False, reason=" ", officer=APPROVER, now=NOW
            )

    def test_two_proposals_do_not_wait_at_once(self, source_clients: FakeClients) -> None:
        propose()
        source = TrustSource.objects.get()

        with pytest.raises(errors.TermsWaiting):
            propose_terms(entry=terms(), officer=PROPOSER, now=NOW, source_id=SourceId(source.pk))

    def test_leaves_a_trail(self, source_clients: FakeClients) -> None:
        approved()

        events = [record.event for record in AuditRecord.objects.order_by("id")]
        assert events == [
            "trust_sources.source.terms_proposed",
            "trust_sources.source.terms_approved",
        ]


class TestSecret:
    def test_is_encrypted_and_never_shown(self, source_clients: FakeClients) -> None:
        source_id = approved()

        row = SourceTerms.objects.extra(select={"raw": "secret"}).get()
        assert b"a secret at the source" not in bytes(row.raw)
        facts = queries.get_source(source_id=source_id, viewer=PROPOSER)
        assert facts.in_force is not None
        assert facts.in_force.has_secret
        assert not facts.in_force.entry.connection.secret

    def _next(self, source_id: SourceId, **changes: str) -> SourceTerms:
        connection = dataclasses.replace(terms().connection, secret="", **changes)  # type: ignore[arg-type]  # texts alone
        terms_id = propose_terms(
            entry=terms(connection=connection), officer=PROPOSER, now=NOW, source_id=source_id
        )
        return SourceTerms.objects.get(pk=terms_id)

    def test_stays_where_nothing_is_entered(self, source_clients: FakeClients) -> None:
        assert self._next(approved()).secret == "a secret at the source"

    @pytest.mark.parametrize("place", ["address", "token_url", "client_id"])
    def test_is_not_sent_to_a_place_that_was_changed(
        self, source_clients: FakeClients, place: str
    ) -> None:
        assert self._next(approved(), **{place: "https://elsewhere.example"}).secret == ""


class TestTerms:
    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"mapping": "{"}, errors.MappingWrong),
            ({"mapping": "[]"}, errors.MappingWrong),
            ({"mapping": '{"subject": ""}'}, errors.MappingWrong),
            ({"mapping": '{"subject": "sub", "mobile": "phone"}'}, errors.MappingWrong),
            ({"mapping": '{"subject": "email"}'}, errors.MappingWrong),
            ({"mapping": '{"subject": "Phone_Number"}'}, errors.MappingWrong),
            ({"mapping": '{"subject": "sub", "number": "id"}'}, errors.MappingWrong),
            (
                {
                    "mapping": '{"subject": "sub", "level": '
                    '{"attribute": "a", "values": {"x": "advanced"}}}'
                },
                errors.MappingWrong,
            ),
            ({"level": Level.ADVANCED}, errors.LevelWrong),
            ({"level": Level.ANONYMOUS}, errors.LevelWrong),
            ({"mapping": '{"subject": "sub"}'}, errors.LevelWrong),
            (
                {"mapping": '{"subject": "sub"}', "level": Level.REGISTERED, "links_alone": True},
                errors.LevelWrong,
            ),
            ({"level": Level.REGISTERED, "use": SourceUse.PROOF}, errors.LevelWrong),
            ({"contract_until": dt.date(2020, 1, 1)}, errors.ContractBackwards),
        ],
    )
    def test_that_would_open_doors_are_refused(
        self, source_clients: FakeClients, changes: dict[str, object], refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            propose(terms(**changes))
        assert not TrustSource.objects.exists()

    def test_of_a_password_proves_nobody(self, source_clients: FakeClients) -> None:
        connection = dataclasses.replace(terms().connection, protocol=SourceProtocol.IMAP)

        with pytest.raises(errors.ConnectionIncomplete):
            propose(terms(connection=connection, use=SourceUse.PROOF))

    def test_with_an_address_that_may_not_be_called_are_refused(
        self, source_clients: FakeClients
    ) -> None:
        source_clients.fault = "address"

        with pytest.raises(errors.ConnectionIncomplete):
            propose()

    def test_cannot_take_another_ones_code(self, source_clients: FakeClients) -> None:
        approved()

        with pytest.raises(errors.SourceCodeTaken):
            propose()


class TestOffer:
    def test_is_limited_to_the_portals_of_the_contract(self, source_clients: FakeClients) -> None:
        approved(portals=("city-hall",))

        assert offered("city-hall") == ["city"]
        assert offered("main") == []

    def test_is_limited_to_the_days_of_the_contract(self, source_clients: FakeClients) -> None:
        approved(contract_from=NOW.date(), contract_until=NOW.date())

        assert offered() == ["city"]
        assert offered(now=NOW + dt.timedelta(days=1)) == []
        assert offered(now=NOW - dt.timedelta(days=1)) == []

    @pytest.mark.parametrize("state", [SourceState.SUSPENDED, SourceState.CLOSED])
    def test_ends_at_once_where_an_officer_says_so(
        self, source_clients: FakeClients, state: SourceState
    ) -> None:
        source_id = approved()

        change_source(source_id=source_id, state=state, officer=PROPOSER, now=NOW)

        assert offered() == []

    def test_of_a_closed_source_comes_never_back(self, source_clients: FakeClients) -> None:
        source_id = approved()
        change_source(source_id=source_id, state=SourceState.CLOSED, officer=PROPOSER, now=NOW)

        with pytest.raises(errors.SourceStateChanged):
            change_source(source_id=source_id, state=SourceState.ACTIVE, officer=PROPOSER, now=NOW)
        with pytest.raises(errors.SourceStateChanged):
            propose_terms(entry=terms(), officer=PROPOSER, now=NOW, source_id=source_id)

    def test_is_not_brought_back_by_approving_terms(self, source_clients: FakeClients) -> None:
        source_id = approved()
        change_source(source_id=source_id, state=SourceState.SUSPENDED, officer=PROPOSER, now=NOW)

        approved(name="市民云二期")

        assert offered() == []
        assert SourceTerms.objects.filter(state=TermsState.IN_FORCE).count() == 1

    def test_is_ended_by_nobody_without_the_permission(self, source_clients: FakeClients) -> None:
        source_id = approved()

        with pytest.raises(errors.MayNotManageSources):
            change_source(source_id=source_id, state=SourceState.CLOSED, officer=APPROVER, now=NOW)
        assert offered() == ["city"]


class TestHealth:
    def test_of_a_source_goes_down_at_the_second_failure_and_up_at_once(
        self, source_clients: FakeClients
    ) -> None:
        approved()
        robot = system_actor(device="tests")
        seen = []

        for is_up in (True, False, False, True):
            source_clients.is_up = is_up
            check_sources(actor=robot, now=NOW)
            seen.append(TrustSource.objects.get().health)

        assert seen == [SourceHealth.UP, SourceHealth.UP, SourceHealth.DOWN, SourceHealth.UP]
        events = {record.event for record in AuditRecord.objects.all()}
        assert {"trust_sources.source.went_down", "trust_sources.source.came_back"} <= events

    def test_is_told_to_the_sign_in_page(self, source_clients: FakeClients) -> None:
        approved()
        source_clients.is_up = False
        for _ in range(2):
            check_sources(actor=system_actor(device="tests"), now=NOW)

        found = accounts.trusted_sources().list_offered(
            portal="main", use=SourceUse.SIGN_IN, now=NOW
        )
        assert [one.is_up for one in found] == [False]
