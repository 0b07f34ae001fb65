"""An unfinished proofing waits on the person's list; a finished one is followed by reminders."""

import datetime as dt
import uuid

import pytest
from django.db import transaction

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId
from shiming.kernel.levels import Level
from shiming.messages import ports
from shiming.messages import queries as messages
from shiming.messages.models import OutboxMessage, Reminder
from shiming.messages.types import Contacts, Receiver
from shiming.proofing import operations, queries
from shiming.proofing.actions.withdraw_case import withdraw_case
from shiming.proofing.types import RevocationReason
from shiming.registers.types import Outcome
from tests.cast import PROOFED_CITIZEN
from tests.proofing.fakes import FakeRegister
from tests.proofing.walk import NOW, Walk

pytestmark = pytest.mark.django_db


def waiting_for(walk: Walk) -> int:
    return messages.count_undone_todos(viewer=walk.actor)


class TestAnUnfinishedProofing:
    def test_waits_on_the_list_and_leads_back_to_where_it_stopped(self, walk: Walk) -> None:
        walk.start(level=Level.INTERMEDIATE)

        (todo,) = messages.list_todos(viewer=walk.actor).todos
        assert (todo.kind, todo.link) == ("proofing/unfinished", "/proofing/")

    def test_is_done_once_it_passes(self, walk: Walk) -> None:
        walk.to_live()
        before = waiting_for(walk)

        walk.show_face()

        assert (before, waiting_for(walk)) == (1, 0)

    def test_is_off_the_list_once_it_is_given_up(self, walk: Walk) -> None:
        walk.start(level=Level.INTERMEDIATE)

        withdraw_case(actor=walk.actor, now=NOW)

        assert waiting_for(walk) == 0


class TestAFinishedProofing:
    def test_is_followed_by_reminders_of_its_end(self, walk: Walk) -> None:
        walk.to_live().show_face()

        person_id = accounts.get_account(AccountId(account_id_of(walk))).person_id
        assert person_id is not None
        asked = reminders_of(person_id)
        level, until = queries.level_of_person(person_id, NOW)
        assert (level, asked["proofing/level_expiring"]) == (Level.INTERMEDIATE, until)
        assert "proofing/document_expiring" in asked

    def test_is_not_reminded_of_once_its_evidence_is_revoked(self, walk: Walk) -> None:
        walk.to_live().show_face()
        person_id = accounts.get_account(AccountId(account_id_of(walk))).person_id
        assert person_id is not None

        with transaction.atomic():
            operations.revoke_evidence(
                person_id=person_id,
                reason=RevocationReason.APPEAL_UPHELD,
                actor=walk.actor,
                now=NOW,
            )

        assert "proofing/level_expiring" not in reminders_of(person_id)


class TestTheResult:
    @pytest.mark.requirement("S08-5")
    @pytest.mark.parametrize(
        ("outcome", "template"),
        [(Outcome.MATCH, "proofing/passed"), (Outcome.MISMATCH, "proofing/refused")],
    )
    def test_goes_out_as_a_text_and_as_a_letter_and_waits_for_no_morning(
        self, walk: Walk, register: FakeRegister, outcome: Outcome, template: str
    ) -> None:
        class Book:
            def contacts_of(self, account_id: uuid.UUID) -> Contacts:
                return Contacts(mobile=PROOFED_CITIZEN.mobile_number, email="chen@example.com")

        register.outcome = outcome
        with ports.address_book.replaced(Book()):
            walk.to_live()
            if outcome is Outcome.MATCH:
                walk.show_face()

        sent = OutboxMessage.objects.filter(template=template)
        assert sorted(sent.values_list("channel", "may_wait")) == [("email", False), ("sms", False)]


def account_id_of(walk: Walk) -> uuid.UUID:
    assert walk.actor.account_id is not None
    return walk.actor.account_id


def reminders_of(person_id: uuid.UUID) -> dict[str, dt.datetime]:
    """Return what the person will be reminded of, and of which day."""
    found = Reminder.objects.filter(receiver=str(Receiver.person(person_id)), closed_at=None)
    return dict(found.values_list("kind", "due_at"))
