"""The message centre of an account."""

import datetime as dt
import uuid

import pytest

from shiming.kernel.actor import Actor, visitor
from shiming.messages import errors, operations, queries
from shiming.messages.actions.read_message import read_message
from shiming.messages.models import InboxMessage
from shiming.messages.types import InboxId
from tests.messages.conftest import ACCOUNT, NOW, KnownContacts, WriteTemplate

pytestmark = pytest.mark.django_db

READER = Actor(account_id=ACCOUNT)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def message_ids(write_template: WriteTemplate, contacts: KnownContacts) -> list[InboxId]:
    template = write_template(subject="通知 {number}", body="正文")
    return [
        operations.notify(
            template=template,
            account_id=ACCOUNT,
            context={"number": number},
            now=NOW + number * MINUTE,
        )
        for number in range(3)
    ]


class TestReadMessage:
    @pytest.mark.requirement("S31-15")
    def test_marks_it_read_and_puts_it_below_the_unread_ones(
        self, message_ids: list[InboxId]
    ) -> None:
        before = queries.count_unread_messages(account_id=ACCOUNT)

        read = read_message(message_id=message_ids[2], reader=READER, now=NOW)

        assert (read.title, read.body) == ("通知 2", "正文")
        assert (before, queries.count_unread_messages(account_id=ACCOUNT)) == (3, 2)
        listed = [message.pk for message in queries.list_messages(viewer=READER).messages]
        assert listed == [message_ids[1], message_ids[0], message_ids[2]]

    def test_keeps_the_moment_of_the_first_reading(self, message_ids: list[InboxId]) -> None:
        for minutes in (5, 6):
            read_message(message_id=message_ids[0], reader=READER, now=NOW + minutes * MINUTE)

        assert InboxMessage.objects.get(pk=message_ids[0]).read_at == NOW + 5 * MINUTE

    @pytest.mark.parametrize("reader", [Actor(account_id=uuid.uuid4()), visitor()])
    def test_refuses_other_peoples_messages(
        self, message_ids: list[InboxId], reader: Actor
    ) -> None:
        with pytest.raises(errors.MessageNotFound):
            read_message(message_id=message_ids[0], reader=reader, now=NOW)

        assert not queries.list_messages(viewer=reader).messages
        assert queries.count_unread_messages(account_id=ACCOUNT) == 3
