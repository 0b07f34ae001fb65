"""What was kept long enough goes."""

import datetime as dt

import pytest

from shiming.jobs import tasks as jobs
from shiming.messages import operations
from shiming.messages.actions.remove_old_messages import remove_old_messages
from shiming.messages.models import InboxMessage, OutboxMessage, Todo
from shiming.messages.types import Shelf
from tests.factories.messages import make_message
from tests.messages.conftest import ACCOUNT, MOBILE, NOW, RecordingGateway, WriteTemplate

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.messages.web.urls")]

DAY = dt.timedelta(days=1)


def ages_after(days: int) -> dt.datetime:
    return NOW + days * DAY


class TestRemoveOldMessages:
    def test_clears_the_log_but_nothing_that_still_waits(
        self, write_template: WriteTemplate, gateway: RecordingGateway
    ) -> None:
        template = write_template(sms="{code}")
        for _text in range(2):
            operations.send_sms(template=template, mobile=MOBILE, context={"code": "1"}, now=NOW)
            jobs.run_due_jobs(now=NOW, most=1)
        waiting = operations.send_sms(
            template=template, mobile=MOBILE, context={"code": "1"}, now=NOW
        )

        too_early = remove_old_messages(now=ages_after(180))
        removed = remove_old_messages(now=ages_after(181))

        assert (too_early, removed) == (0, 2)
        assert OutboxMessage.objects.get().pk == waiting

    def test_empties_the_bin_before_the_inbox(self) -> None:
        make_message(account_id=ACCOUNT, at=NOW, shelf=Shelf.BINNED)
        make_message(account_id=ACCOUNT, at=NOW, shelf=Shelf.ARCHIVED)
        make_message(account_id=ACCOUNT, at=NOW)

        assert remove_old_messages(now=ages_after(31)) == 1
        assert set(InboxMessage.objects.values_list("shelf", flat=True)) == {0, 2}
        assert remove_old_messages(now=ages_after(3 * 365 + 1)) == 2

    def test_forgets_what_was_done_and_keeps_what_was_not(
        self, write_template: WriteTemplate
    ) -> None:
        kind = write_template("todo", subject="s", body="b")
        for subject in ("case:1", "case:2"):
            operations.open_todo(
                kind=kind,
                subject=subject,
                account_id=ACCOUNT,
                link_name="messages:preferences",
                now=NOW,
            )
        operations.close_todo(kind=kind, subject="case:1", now=NOW)

        assert remove_old_messages(now=ages_after(366)) == 1
        assert Todo.objects.get().subject == "case:2"
