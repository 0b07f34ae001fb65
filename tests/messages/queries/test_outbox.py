"""The log of sending."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shiming.kernel.actor import ActingIdentity, Actor
from shiming.messages import errors, operations, queries
from shiming.messages.models import OutboxMessage
from shiming.messages.types import DeliveryState, MessagePermission
from tests.messages.conftest import ACCOUNT, MOBILE, NOW, WriteTemplate

pytestmark = pytest.mark.django_db

OFFICER = Actor(
    account_id=uuid.UUID(int=9),
    identity=ActingIdentity(permissions=frozenset({MessagePermission.READ_LOG})),
)


class TestListLog:
    @pytest.fixture(autouse=True)
    def _sent(self, write_template: WriteTemplate) -> None:
        template = write_template(sms="验证码 {code}")
        for minute in range(5):
            operations.send_sms(
                template=template,
                mobile=MOBILE,
                context={"code": "482913"},
                now=NOW + dt.timedelta(minutes=minute // 2),
            )

    def test_turns_pages_newest_first(self) -> None:
        whole = queries.list_log(viewer=OFFICER).messages
        seen: list[OutboxMessage] = []
        after = None
        for _page in range(3):
            part = queries.list_log(viewer=OFFICER, after=after, most=2)
            seen += part.messages
            after = part.following

        assert seen == whole
        assert (len(seen), after) == (5, None)
        assert [one.created_at for one in seen] == sorted(
            (one.created_at for one in seen), reverse=True
        )

    def test_filters_by_state(self) -> None:
        failed = queries.list_log(viewer=OFFICER, state=DeliveryState.FAILED)

        assert not failed.messages
        assert len(queries.list_log(viewer=OFFICER, state=DeliveryState.QUEUED).messages) == 5

    def test_opens_neither_recipient_nor_text(self) -> None:
        with CaptureQueriesContext(connection) as asked:
            queries.list_log(viewer=OFFICER)

        (query,) = asked.captured_queries
        assert '"recipient_masked"' in query["sql"]
        assert '"recipient"' not in query["sql"]
        assert '"content"' not in query["sql"]

    def test_is_for_officers_who_may(self) -> None:
        with pytest.raises(errors.MayNotReadLog):
            queries.list_log(viewer=Actor(account_id=ACCOUNT))


class TestQuietFor:
    def test_asks_nothing_of_what_may_not_wait(self, write_template: WriteTemplate) -> None:
        night = dt.datetime(2026, 3, 2, 15, 30, tzinfo=dt.UTC)
        message_id = operations.send_sms(
            template=write_template(sms="{code}"), mobile=MOBILE, context={"code": "1"}, now=night
        )

        assert queries.quiet_for(message_id=message_id, now=night) is None
        OutboxMessage.objects.filter(pk=message_id).update(may_wait=True)
        assert queries.quiet_for(message_id=message_id, now=night) == dt.timedelta(hours=8.5)
        assert queries.quiet_for(message_id=message_id, now=NOW) is None
