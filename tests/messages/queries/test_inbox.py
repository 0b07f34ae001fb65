"""The list of the message centre: its order, its pages and its filters."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shiming.kernel.actor import ActingIdentity, ActingKind, Actor, visitor
from shiming.messages import ports, queries
from shiming.messages.queries import InboxFilter
from shiming.messages.types import UNREAD_CAP, MessageKind, NamedIdentity, Shelf
from tests.factories.messages import make_message
from tests.messages.conftest import ACCOUNT, NOW

pytestmark = pytest.mark.django_db

READER = Actor(account_id=ACCOUNT)
MINUTE = dt.timedelta(minutes=1)
COMPANY = uuid.UUID("01890000-0000-7000-8000-0000000000c1")


def plan_of_page(wanted: InboxFilter) -> str:
    """Return how the database finds the pages behind the first one, in its own words."""
    first = queries.list_messages(viewer=READER, wanted=wanted, most=1)
    with CaptureQueriesContext(connection) as asked:
        queries.list_messages(viewer=READER, wanted=wanted, after=first.following, most=1)
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    plans = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Tables of a test are so small that reading them whole would be cheaper.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        for query in asked.captured_queries:
            cursor.execute(explain + query["sql"])
            plans.append(" ".join(str(row) for row in cursor.fetchall()))
    return "\n".join(plans)


class TestListMessages:
    def test_puts_unread_above_read_and_the_newest_first(self) -> None:
        shelves = [Shelf.READ, Shelf.UNREAD, Shelf.READ, Shelf.UNREAD]
        made = [
            make_message(account_id=ACCOUNT, at=NOW + number * MINUTE, shelf=shelf).pk
            for number, shelf in enumerate(shelves)
        ]

        listed = [message.pk for message in queries.list_messages(viewer=READER).messages]

        assert listed == [made[3], made[1], made[2], made[0]]

    @pytest.mark.parametrize("most", [1, 2, 3, 7])
    def test_turns_pages_without_gap_or_repetition_even_within_one_instant(self, most: int) -> None:
        for number in range(7):
            shelf = Shelf.UNREAD if number < 4 else Shelf.READ
            make_message(account_id=ACCOUNT, at=NOW + number // 3 * MINUTE, shelf=shelf)
        whole = [one.pk for one in queries.list_messages(viewer=READER, most=100).messages]

        seen, after = [], None
        for _page in range(8):
            part = queries.list_messages(viewer=READER, after=after, most=most)
            seen += [one.pk for one in part.messages]
            after = part.following
            if after is None:
                break

        assert seen == whole
        assert len(seen) == 7

    @pytest.mark.parametrize(
        "wanted",
        [InboxFilter(), InboxFilter(kind=MessageKind.NOTICE), InboxFilter(acting="self")],
        ids=["all", "kind", "acting"],
    )
    def test_walks_along_an_index_so_that_a_million_messages_cost_no_more(
        self, wanted: InboxFilter
    ) -> None:
        for number in range(4):
            make_message(account_id=ACCOUNT, at=NOW + number * MINUTE)

        plan = plan_of_page(wanted)

        assert "messages_inbox_" in plan
        assert "SCAN" not in plan
        assert "TEMP B-TREE" not in plan
        assert "Sort" not in plan

    def test_filters_by_kind_and_by_acting_identity(self) -> None:
        make_message(account_id=ACCOUNT, at=NOW, title="own")
        risk = make_message(
            account_id=ACCOUNT,
            at=NOW,
            kind=MessageKind.RISK,
            acting=f"legal_person:{COMPANY}",
        )

        by_kind = queries.list_messages(viewer=READER, wanted=InboxFilter(kind=MessageKind.RISK))
        by_acting = queries.list_messages(
            viewer=READER, wanted=InboxFilter(acting=f"legal_person:{COMPANY}")
        )
        by_both = queries.list_messages(
            viewer=READER, wanted=InboxFilter(kind=MessageKind.RISK, acting="self")
        )

        assert [one.pk for one in by_kind.messages] == [risk.pk]
        assert [one.pk for one in by_acting.messages] == [risk.pk]
        assert not by_both.messages

    def test_keeps_shelves_and_accounts_apart(self) -> None:
        archived = make_message(account_id=ACCOUNT, at=NOW, shelf=Shelf.ARCHIVED)
        make_message(account_id=ACCOUNT, at=NOW, shelf=Shelf.BINNED)
        make_message(account_id=uuid.uuid4(), at=NOW)

        inbox = queries.list_messages(viewer=READER)
        archive = queries.list_messages(
            viewer=READER, wanted=InboxFilter(shelves=(Shelf.ARCHIVED,))
        )

        assert not inbox.messages
        assert [one.pk for one in archive.messages] == [archived.pk]
        assert not queries.list_messages(viewer=visitor()).messages
        assert queries.list_unread_ids(viewer=visitor(), wanted=InboxFilter(), most=9) == []


class TestCountUnreadMessages:
    def test_stops_counting_where_nobody_reads_on(self) -> None:
        for _message in range(UNREAD_CAP + 2):
            make_message(account_id=ACCOUNT, at=NOW)
        make_message(account_id=ACCOUNT, at=NOW, shelf=Shelf.READ)

        assert queries.count_unread_messages(account_id=ACCOUNT) == UNREAD_CAP


class TestListIdentities:
    class Book:
        def identities_of(self, account_id: uuid.UUID) -> list[NamedIdentity]:
            return [NamedIdentity(key=f"legal_person:{COMPANY}", name="恒通建设")]

    def test_offers_oneself_the_present_one_and_all_that_are_known(self) -> None:
        office = uuid.UUID(int=5)
        viewer = Actor(
            account_id=ACCOUNT,
            identity=ActingIdentity(kind=ActingKind.POST, organisation_id=office),
        )
        with ports.identity_book.replaced(self.Book()):
            keys = [one.key for one in queries.list_identities(viewer=viewer)]

        assert keys == ["self", f"organisation:{office}", f"legal_person:{COMPANY}"]
        assert queries.list_identities(viewer=visitor()) == []
