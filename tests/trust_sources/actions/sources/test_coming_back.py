"""Coming back from a source: once, in the same browser, and with its word (E4)."""

import pytest

from shiming.accounts import errors
from shiming.accounts.actions.sign_in.return_from_source import (
    return_from_source,
)
from shiming.accounts.models import OutsideProofRow, Session
from shiming.accounts.types import (
    OutsideOutcome,
)
from shiming.kernel.actor import visitor
from shiming.trust_sources.types import SourceReport
from tests.cast import PROOFED_CITIZEN as CHEN
from tests.factories.accounts import (
    NOW,
    make_visit,
)
from tests.trust_sources.actions.sources.entry_kit import BACK, come_back, enter, go
from tests.trust_sources.source_kit import FakeClients, approved, says

pytestmark = pytest.mark.django_db


class TestComingBack:
    def test_twice_with_one_state_is_refused(self, source_clients: FakeClients) -> None:
        approved()
        source_clients.report = says(CHEN)
        visit = make_visit()
        state = go(visit)
        come_back(visit, state)

        with pytest.raises(errors.OutsideNotUsable):
            come_back(visit, state)
        assert len(source_clients.asked) == 1

    def test_with_a_word_that_waits_for_its_owner_is_refused(
        self, source_clients: FakeClients
    ) -> None:
        approved()
        source_clients.report = says(CHEN)
        visit = make_visit()
        waiting = enter(visit).to_decide
        assert waiting is not None

        with pytest.raises(errors.OutsideNotUsable):
            come_back(visit, f"{waiting.hex}.")

    def test_in_another_browser_is_refused(self, source_clients: FakeClients) -> None:
        approved()
        source_clients.report = says(CHEN)
        state = go(make_visit())

        with pytest.raises(errors.OutsideNotUsable):
            come_back(make_visit(), state)
        assert source_clients.asked == []

    def test_with_the_state_of_another_source_is_refused(self, source_clients: FakeClients) -> None:
        approved()
        approved("other")
        visit = make_visit()
        state = go(visit)

        with pytest.raises(errors.OutsideNotUsable):
            return_from_source(
                code="other",
                answer={"state": state, "code": "a code"},
                redirect_uri=BACK,
                actor=visitor(),
                visit=visit,
                replaces=None,
                now=NOW,
            )
        assert source_clients.asked == []

    @pytest.mark.parametrize(
        ("outcome", "refusal"),
        [
            (OutsideOutcome.REFUSED, errors.SourceRefused),
            (OutsideOutcome.UNAVAILABLE, errors.OutsideUnavailable),
        ],
    )
    def test_without_a_word_of_the_source_signs_nobody_in(
        self,
        source_clients: FakeClients,
        outcome: OutsideOutcome,
        refusal: type[Exception],
    ) -> None:
        approved()
        source_clients.report = SourceReport(outcome=outcome)

        with pytest.raises(refusal):
            enter(make_visit())
        assert not Session.objects.exists()

    def test_leaves_nothing_readable_of_the_person(self, source_clients: FakeClients) -> None:
        approved()
        source_clients.report = says(CHEN)
        enter(make_visit())

        rows = OutsideProofRow.objects.extra(select={"raw": "secrets"}).values_list("raw")
        assert all(CHEN.number.encode() not in bytes(raw) for (raw,) in rows)
