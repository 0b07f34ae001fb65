"""Another system behind a source's address: whose links it could get hold of, and does not (E4)."""

import dataclasses
import json

import pytest

from shiming.accounts import errors
from shiming.accounts.actions.bindings.bind_social import bind_social
from shiming.accounts.models import Account, OutsideProofRow, Session, SocialBinding
from shiming.accounts.types import OutsideProofId, StartedSession, Visit
from shiming.audit.models import AuditRecord
from shiming.kernel.levels import Level
from shiming.trust_sources.actions.sources.decide_terms import decide_terms
from shiming.trust_sources.actions.sources.propose_terms import propose_terms
from shiming.trust_sources.models import TrustSource
from shiming.trust_sources.types import SourceId
from tests.cast import AGENT as LUO
from tests.cast import PROOFED_CITIZEN as CHEN
from tests.factories.accounts import NOW, make_account_of, make_actor, make_visit
from tests.trust_sources.actions.sources.entry_kit import LATER, enter, is_linked, owner
from tests.trust_sources.source_kit import (
    APPROVER,
    MAPPING,
    PROPOSER,
    FakeClients,
    approved,
    says,
    terms,
)

pytestmark = pytest.mark.django_db

ELSEWHERE = dataclasses.replace(terms().connection, address="https://other.example")
OTHER_SUBJECT = json.dumps({**json.loads(MAPPING), "subject": "employee_number"})


@pytest.fixture
def account(source_clients: FakeClients) -> Account:
    """Return an account that its owner has linked to a source, and signed in with."""
    approved()
    account = owner(CHEN)
    source_clients.report = says(CHEN)
    visit = make_visit()
    link(account, visit, enter(visit).to_decide)
    assert isinstance(enter(make_visit()).signed_in, StartedSession)
    return account


def link(account: Account, visit: Visit, waiting: OutsideProofId | None) -> None:
    assert waiting is not None
    bind_social(proof_id=waiting, actor=make_actor(account), visit=visit, now=LATER)


def change(*, is_confirmed: bool = False, **changes: object) -> None:
    """Propose and approve other terms; `is_confirmed` is the second officer's word on links."""
    source_id = SourceId(TrustSource.objects.get(code="city").pk)
    terms_id = propose_terms(entry=terms(**changes), officer=PROPOSER, now=NOW, source_id=source_id)
    decide_terms(
        terms_id=terms_id,
        is_approved=True,
        reason="",
        officer=APPROVER,
        now=NOW,
        keeps_links=is_confirmed,
    )


class TestAnotherSystem:
    @pytest.mark.parametrize(
        "changes",
        [{"connection": ELSEWHERE}, {"mapping": OTHER_SUBJECT}],
        ids=["another address", "another subject"],
    )
    def test_gets_into_no_account_by_the_name_of_a_user_of_the_one_before(
        self, account: Account, source_clients: FakeClients, changes: dict[str, object]
    ) -> None:
        change(**changes)  # type: ignore[arg-type]  # terms, and not the flag
        # The new operator says whatever it likes, and names nobody that could be compared.
        source_clients.report = says(None, employee_number="u-1")
        sessions = Session.objects.count()

        entered = enter(make_visit(), now=LATER)

        assert entered.signed_in is None
        assert Session.objects.count() == sessions
        record = AuditRecord.objects.get(event="trust_sources.source.links_suspended")
        assert json.loads(record.details)["links"] == 1

    def test_is_met_for_the_first_time_and_linked_again_by_the_owner(
        self, account: Account, source_clients: FakeClients
    ) -> None:
        change(connection=ELSEWHERE)
        visit = make_visit()

        link(account, visit, enter(visit, now=LATER).to_decide)

        assert isinstance(enter(make_visit(), now=LATER).signed_in, StartedSession)
        assert SocialBinding.objects.get().suspended_at is None

    def test_has_what_waited_for_a_decision_forgotten(
        self, account: Account, source_clients: FakeClients
    ) -> None:
        source_clients.report = says(LUO, subject="u-2")
        stranger, visit = owner(LUO), make_visit()
        waiting = enter(visit).to_decide

        change(connection=ELSEWHERE)

        with pytest.raises(errors.OutsideNotUsable):
            link(stranger, visit, waiting)
        assert not OutsideProofRow.objects.filter(consumed_at__isnull=True).exists()

    @pytest.mark.parametrize(
        "said",
        [
            {"keeps_links": True, "is_confirmed": False},
            {"keeps_links": False, "is_confirmed": True},
        ],
        ids=["proposer", "approver"],
    )
    def test_is_not_the_same_because_one_officer_says_so(
        self, account: Account, said: dict[str, bool]
    ) -> None:
        change(connection=ELSEWHERE, **said)

        assert enter(make_visit(), now=LATER).signed_in is None

    def test_is_the_same_where_both_officers_say_so_and_that_is_on_record(
        self, account: Account
    ) -> None:
        change(connection=ELSEWHERE, keeps_links=True, is_confirmed=True)

        assert isinstance(enter(make_visit(), now=LATER).signed_in, StartedSession)
        record = AuditRecord.objects.get(event="trust_sources.source.links_kept")
        assert json.loads(record.details)["links"] == 1


class TestTheSameSystem:
    @pytest.mark.parametrize(
        "changes",
        [{"name": "市民云二期"}, {"level": Level.PRIMARY}, {"evidence_days": 10}],
        ids=["name", "level", "days"],
    )
    def test_keeps_its_links(self, account: Account, changes: dict[str, object]) -> None:
        change(**changes)  # type: ignore[arg-type]  # terms, and not the flag

        assert isinstance(enter(make_visit(), now=LATER).signed_in, StartedSession)
        assert not AuditRecord.objects.filter(
            event__startswith="trust_sources.source.links"
        ).exists()


class TestMailboxOfSomebodyElse:
    """A name at a source that is given to another person later on (S15-8)."""

    MAILBOX = json.dumps({"subject": "user", "name": "display_name"})

    @pytest.fixture
    def linked(self, source_clients: FakeClients) -> Account:
        approved(mapping=self.MAILBOX, level=Level.REGISTERED)
        account = owner(CHEN)
        source_clients.report = says(None, user="hall@city.example", display_name=CHEN.name)
        visit = make_visit()
        link(account, visit, enter(visit).to_decide)
        return account

    def test_signs_its_owner_in_as_long_as_the_name_is_theirs(self, linked: Account) -> None:
        assert isinstance(enter(make_visit(), now=LATER).signed_in, StartedSession)

    def test_does_not_get_into_the_account_of_the_owner_before(
        self, linked: Account, source_clients: FakeClients
    ) -> None:
        source_clients.report = says(None, user="hall@city.example", display_name=LUO.name)
        sessions = Session.objects.count()

        entered = enter(make_visit(), now=LATER)

        assert entered.signed_in is None
        assert Session.objects.count() == sessions
        assert AuditRecord.objects.filter(event="accounts.abuse.source_conflict").exists()

    def test_can_be_linked_to_the_account_of_its_new_owner_and_to_no_other(
        self, linked: Account, source_clients: FakeClients
    ) -> None:
        source_clients.report = says(None, user="hall@city.example", display_name=LUO.name)
        heir, visit = make_account_of(LUO, is_attached=True), make_visit()
        waiting = enter(visit, now=LATER).to_decide
        with pytest.raises(errors.SourceNamesAnother):
            link(linked, visit, waiting)

        link(heir, visit, waiting)

        assert is_linked(heir)
        assert not is_linked(linked)
