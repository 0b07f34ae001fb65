"""Archiving and deleting messages, and undoing it."""

import datetime as dt
import uuid

import pytest

from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor
from shiming.messages import errors, queries
from shiming.messages.actions.mark_all_read import mark_all_read
from shiming.messages.actions.restore_message import restore_message
from shiming.messages.actions.shelve_message import shelve_message
from shiming.messages.models import InboxMessage
from shiming.messages.queries import InboxFilter
from shiming.messages.types import InboxId, MessageKind, Shelf
from tests.factories.messages import make_message
from tests.messages.conftest import ACCOUNT, NOW

pytestmark = pytest.mark.django_db

OWNER = Actor(account_id=ACCOUNT)
LATER = NOW + dt.timedelta(hours=1)


@pytest.mark.parametrize("before", [Shelf.UNREAD, Shelf.READ])
@pytest.mark.parametrize("shelf", [Shelf.ARCHIVED, Shelf.BINNED])
class TestShelveMessage:
    def test_moves_it_and_can_be_undone(self, before: Shelf, shelf: Shelf) -> None:
        message = make_message(account_id=ACCOUNT, at=NOW, shelf=before)
        message_id = InboxId(message.pk)

        shelve_message(
            message_id=message_id, is_binned=shelf is Shelf.BINNED, owner=OWNER, now=LATER
        )
        message.refresh_from_db()
        moved = Shelf(message.shelf)
        restore_message(message_id=message_id, owner=OWNER, now=LATER)

        message.refresh_from_db()
        assert (moved, Shelf(message.shelf)) == (shelf, before)
        assert list(AuditRecord.objects.order_by("id").values_list("event", flat=True)) == [
            "messages.message.shelved",
            "messages.message.restored",
        ]

    def test_is_nobody_elses_to_do(self, before: Shelf, shelf: Shelf) -> None:
        message = make_message(account_id=ACCOUNT, at=NOW, shelf=before)
        stranger = Actor(account_id=uuid.uuid4())

        with pytest.raises(errors.MessageNotFound):
            shelve_message(
                message_id=InboxId(message.pk),
                is_binned=shelf is Shelf.BINNED,
                owner=stranger,
                now=LATER,
            )
        assert InboxMessage.objects.get().shelf == before
        assert not AuditRecord.objects.exists()


class TestRestoreMessage:
    def test_refuses_what_lies_in_the_inbox(self) -> None:
        message = make_message(account_id=ACCOUNT, at=NOW)

        with pytest.raises(errors.MessageNotShelved):
            restore_message(message_id=InboxId(message.pk), owner=OWNER, now=LATER)
        assert not AuditRecord.objects.exists()


class TestMarkAllRead:
    def test_reads_what_the_filter_shows_and_nothing_else(self) -> None:
        notice = make_message(account_id=ACCOUNT, at=NOW)
        make_message(account_id=ACCOUNT, at=NOW, kind=MessageKind.RESULT)
        archived = make_message(account_id=ACCOUNT, at=NOW, shelf=Shelf.ARCHIVED)
        foreign = make_message(account_id=uuid.uuid4(), at=NOW)

        count = mark_all_read(wanted=InboxFilter(kind=MessageKind.NOTICE), owner=OWNER, now=LATER)

        notice.refresh_from_db()
        assert (count, notice.read_at) == (1, LATER)
        assert queries.count_unread_messages(account_id=ACCOUNT) == 1
        assert queries.count_unread_messages(account_id=foreign.account_id) == 1
        assert InboxMessage.objects.get(pk=archived.pk).read_at is None

    def test_leaves_no_record_where_nothing_was_unread(self) -> None:
        assert mark_all_read(wanted=InboxFilter(), owner=OWNER, now=LATER) == 0
        assert not AuditRecord.objects.exists()
