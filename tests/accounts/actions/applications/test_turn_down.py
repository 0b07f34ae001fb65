"""Turned down or handed back, with the reason; and corrected."""

import datetime as dt

import pytest

from shiming.accounts import errors, ports
from shiming.accounts.actions.applications.turn_down_application import turn_down_application
from shiming.accounts.actions.clean_up import clean_up
from shiming.accounts.models import (
    ApplicationScanRow,
)
from shiming.accounts.queries import applications as queries
from shiming.accounts.types.applications import (
    ApplicationState,
)
from shiming.audit.models import AuditRecord
from shiming.messages.models import OutboxMessage
from shiming.vault import queries as vault
from shiming.vault.errors import FileNotKept
from shiming.vault.types import VaultFileId
from tests.accounts.actions.applications.conftest import (
    PROJECT,
    facts,
    jpeg,
    officer,
    prove,
    taken_up,
)
from tests.accounts.actions.applications.decisions_kit import REASON, correct, turn_down
from tests.cast import AGENT
from tests.factories.accounts import NOW, make_visit

pytestmark = pytest.mark.django_db


class TestTurnDown:
    @pytest.mark.requirement("S01-8")
    def test_shows_the_feedback_to_the_applicant_and_to_nobody_else(self) -> None:
        reviewer, visit = officer(), prove()
        application_id = taken_up(reviewer, visit=visit)

        turn_down(application_id, reviewer, ApplicationState.RETURNED)

        proof = queries.get_mobile_proof(visitor_token=visit.token, now=NOW)
        own = queries.get_own_application(application_id, proof=proof)
        assert [step.note for step in own.steps] == ["", "", REASON]
        stranger = queries.get_mobile_proof(visitor_token=prove(AGENT.mobile).token, now=NOW)
        with pytest.raises(errors.ApplicationNotFound):
            queries.get_own_application(application_id, proof=stranger)

    @pytest.mark.parametrize("reason", ["", "不", f"请联系 {AGENT.mobile}"])
    def test_demands_a_reason_that_names_nobody(self, reason: str) -> None:
        reviewer = officer()
        application_id = taken_up(reviewer)

        with pytest.raises(errors.ReasonUnfit):
            turn_down_application(
                application_id=application_id,
                outcome=ApplicationState.REJECTED,
                reason=reason,
                officer=reviewer,
                now=NOW,
            )
        assert facts(application_id).state is ApplicationState.UNDER_REVIEW
        assert not OutboxMessage.objects.filter(template="accounts/application_rejected").exists()

    @pytest.mark.parametrize("outcome", [ApplicationState.REJECTED, ApplicationState.RETURNED])
    def test_destroys_the_scans_half_a_year_after_a_rejection(
        self, outcome: ApplicationState
    ) -> None:
        reviewer = officer()
        application_id = taken_up(reviewer)
        turn_down(application_id, reviewer, outcome)
        [file_id] = ApplicationScanRow.objects.values_list("file_id", flat=True)
        end = NOW + ports.policy().rejected_papers_kept

        clean_up(now=end)
        assert vault.read_file(VaultFileId(file_id))
        clean_up(now=end + dt.timedelta(seconds=1))

        is_rejected = outcome is ApplicationState.REJECTED
        assert ApplicationScanRow.objects.exists() is not is_rejected
        assert AuditRecord.objects.filter(event="accounts.paper.shredded").exists() is is_rejected
        if is_rejected:
            with pytest.raises(FileNotKept):
                vault.read_file(VaultFileId(file_id))

    def test_writes_to_the_mailbox_too_where_there_is_one(self) -> None:
        reviewer = officer()
        mail = PROJECT | {"applicant_email": "gan@example.com"}
        application_id = taken_up(reviewer, typed=mail)

        turn_down(application_id, reviewer, ApplicationState.REJECTED)

        letters = OutboxMessage.objects.filter(channel="email")
        assert {row.template for row in letters} == {
            "accounts/application_received",
            "accounts/application_rejected",
        }


class TestCorrect:
    def test_keeps_what_is_not_handed_in_anew(self) -> None:
        reviewer, visit = officer(), prove()
        application_id = taken_up(reviewer, visit=visit)
        number = facts(application_id).number
        turn_down(application_id, reviewer, ApplicationState.RETURNED)

        correct(application_id, visit, typed=PROJECT | {"address": "滨江路 9 号"})

        again = facts(application_id)
        assert again.state is ApplicationState.SUBMITTED
        assert (again.number, again.answers["address"]) == (number, "滨江路 9 号")
        assert again.reviewer_id is None
        assert ApplicationScanRow.objects.count() == 1

    def test_shreds_pages_that_others_replace(self) -> None:
        reviewer, visit = officer(), prove()
        application_id = taken_up(reviewer, visit=visit)
        old = ApplicationScanRow.objects.get().file_id
        turn_down(application_id, reviewer, ApplicationState.RETURNED)

        correct(application_id, visit, scans={"application_scan": [jpeg(side=80), jpeg()]})

        assert ApplicationScanRow.objects.count() == 2
        with pytest.raises(FileNotKept):
            vault.read_file(VaultFileId(old))

    def test_is_only_for_the_applicant_and_only_once_it_is_returned(self) -> None:
        reviewer, visit = officer(), prove()
        application_id = taken_up(reviewer, visit=visit)

        with pytest.raises(errors.ApplicationNotReturned):
            correct(application_id, visit)
        turn_down(application_id, reviewer, ApplicationState.RETURNED)
        with pytest.raises(errors.ApplicationNotFound):
            correct(application_id, prove(AGENT.mobile))
        with pytest.raises(errors.MobileNotProven):
            correct(application_id, make_visit())
        correct(application_id, visit)
        with pytest.raises(errors.ApplicationNotReturned):
            correct(application_id, visit)

    def test_goes_no_further_for_what_was_rejected(self) -> None:
        reviewer, visit = officer(), prove()
        application_id = taken_up(reviewer, visit=visit)
        turn_down(application_id, reviewer, ApplicationState.REJECTED)

        with pytest.raises(errors.ApplicationNotReturned):
            correct(application_id, visit)
