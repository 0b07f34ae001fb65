"""Signing in with name and password of a source: directory and mailbox (S15-8)."""

import dataclasses

import pytest

from shiming.accounts import errors
from shiming.accounts.actions.sign_in.sign_in_at_source import sign_in_at_source
from shiming.accounts.source_entry import EnteredFromSource
from shiming.accounts.types import (
    HumanAnswer,
    OutsideOutcome,
    StartedSession,
    Visit,
)
from shiming.trust_sources.types import SourceProtocol, SourceReport
from tests.cast import PROOFED_CITIZEN as CHEN
from tests.factories.accounts import (
    NOW,
    make_visit,
)
from tests.trust_sources.actions.sources.entry_kit import owner
from tests.trust_sources.source_kit import FakeClients, approved, says, terms

pytestmark = pytest.mark.django_db


class TestPassword:
    @pytest.fixture(autouse=True)
    def _directory(self, source_clients: FakeClients) -> None:
        connection = dataclasses.replace(
            terms().connection, protocol=SourceProtocol.IMAP, address="mail.example:993"
        )
        approved(connection=connection, links_alone=True)

    def sign_in(self, visit: Visit, name: str = "chen") -> EnteredFromSource:
        return sign_in_at_source(
            code="city",
            name=name,
            password="of the source",
            wanted="/wanted/",
            human=HumanAnswer(),
            visit=visit,
            replaces=None,
            now=NOW,
        )

    @pytest.mark.requirement("S15-8")
    def test_signs_in_whom_the_source_knows(self, source_clients: FakeClients) -> None:
        account = owner(CHEN)
        source_clients.report = says(CHEN)

        signed_in = self.sign_in(make_visit()).signed_in

        assert isinstance(signed_in, StartedSession)
        assert signed_in.account_id == account.pk

    def test_is_not_guessed_at_through_us(self, source_clients: FakeClients) -> None:
        source_clients.report = SourceReport(outcome=OutsideOutcome.REFUSED)
        for _ in range(5):
            with pytest.raises(errors.SourcePasswordWrong):
                self.sign_in(make_visit())

        with pytest.raises(errors.SignInLocked):
            self.sign_in(make_visit(), name=" CHEN ")
        assert len(source_clients.asked) == 5

    def test_is_not_guessed_at_under_spellings_that_directories_take_for_one(
        self, source_clients: FakeClients
    ) -> None:
        source_clients.report = SourceReport(outcome=OutsideOutcome.REFUSED)
        for name in ("chen", "ｃhen", "ch\u00aden", "chén", "ch\u200ben"):
            with pytest.raises(errors.SourcePasswordWrong):
                self.sign_in(make_visit(), name=name)

        with pytest.raises(errors.SignInLocked):
            self.sign_in(make_visit(), name="ｃｈｅｎ")

    def test_is_not_guessed_at_under_tags_of_one_mailbox(self, source_clients: FakeClients) -> None:
        source_clients.report = SourceReport(outcome=OutsideOutcome.REFUSED)
        for name in ("chen", "chen+1", "chen+2@mail.example", "chen@mail.example", "CHEN+x"):
            with pytest.raises(errors.SourcePasswordWrong):
                self.sign_in(make_visit(), name=name)

        with pytest.raises(errors.SignInLocked):
            self.sign_in(make_visit(), name="chen+3")

    def test_costs_no_try_while_the_source_is_silent(self, source_clients: FakeClients) -> None:
        source_clients.report = SourceReport(outcome=OutsideOutcome.UNAVAILABLE)

        for _ in range(8):
            with pytest.raises(errors.OutsideUnavailable):
                self.sign_in(make_visit())
