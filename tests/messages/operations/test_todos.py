"""To-dos: opened once, closed everywhere, undone above done."""

import datetime as dt
import functools
import uuid

import pytest
from django.urls.exceptions import NoReverseMatch

from shiming.kernel.actor import ActingIdentity, ActingKind, Actor, visitor
from shiming.messages import operations, queries
from shiming.messages.errors import TemplateUnfit
from shiming.messages.models import Todo
from shiming.messages.types import UNREAD_CAP, Receiver
from tests.messages.conftest import ACCOUNT, NOW, WriteTemplate

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.messages.web.urls")]

PERSON = uuid.UUID(int=21)
COMPANY = uuid.UUID(int=22)
HOUR = dt.timedelta(hours=1)
MINE = Actor(account_id=ACCOUNT)
OTHER_ACCOUNT_OF_MINE = Actor(account_id=uuid.UUID(int=31), person_id=PERSON)
FOR_COMPANY = Actor(
    account_id=uuid.UUID(int=32),
    identity=ActingIdentity(kind=ActingKind.OFFICE, legal_person_id=COMPANY),
)
AT_THE_DESK = Actor(
    account_id=uuid.UUID(int=33),
    identity=ActingIdentity(kind=ActingKind.POST, permissions=frozenset({"area:thing:decide"})),
)


@pytest.fixture
def kind(write_template: WriteTemplate) -> str:
    return write_template("todo", subject="请确认", body="有人邀请您。")


def open_for(kind: str, receiver: Receiver, subject: str = "case:1") -> bool:
    return operations.open_todo(
        kind=kind, subject=subject, receiver=receiver, link_name="messages:message-list", now=NOW
    )


class TestOpenTodo:
    @pytest.mark.parametrize(
        ("receiver", "viewer"),
        [
            (Receiver.account(ACCOUNT), MINE),
            (Receiver.person(PERSON), OTHER_ACCOUNT_OF_MINE),
            (Receiver.legal_person(COMPANY), FOR_COMPANY),
            (Receiver.permission("area:thing:decide"), AT_THE_DESK),
        ],
    )
    def test_is_seen_by_whom_it_is_meant_for_and_nobody_else(
        self, kind: str, receiver: Receiver, viewer: Actor
    ) -> None:
        open_for(kind, receiver)

        everybody = (MINE, OTHER_ACCOUNT_OF_MINE, FOR_COMPANY, AT_THE_DESK, visitor())
        assert [one for one in everybody if queries.count_undone_todos(viewer=one)] == [viewer]
        assert [one for one in everybody if queries.list_todos(viewer=one).todos] == [viewer]

    def test_opens_no_second_one_while_the_first_waits(self, kind: str) -> None:
        first = open_for(kind, Receiver.account(ACCOUNT))
        second = open_for(kind, Receiver.account(ACCOUNT))

        assert (first, second) == (True, False)
        assert queries.count_undone_todos(viewer=MINE) == 1

    def test_opens_again_what_was_done_once(self, kind: str) -> None:
        open_for(kind, Receiver.account(ACCOUNT))
        operations.close_todo(kind=kind, subject="case:1", now=NOW)

        assert open_for(kind, Receiver.account(ACCOUNT))

    def test_refuses_variables_that_do_not_fit_and_pages_that_are_not_there(
        self, kind: str
    ) -> None:
        open_todo = functools.partial(
            operations.open_todo, kind=kind, subject="case:1", account_id=ACCOUNT, now=NOW
        )

        with pytest.raises(TemplateUnfit):
            open_todo(link_name="messages:message-list", context={"a": "b"})
        with pytest.raises(NoReverseMatch):
            open_todo(link_name="messages:nowhere")
        with pytest.raises(TypeError):
            open_todo(link_name="messages:message-list", person_id=PERSON)
        assert not Todo.objects.exists()


class TestCloseTodo:
    def test_done_anywhere_is_done_everywhere(self, kind: str) -> None:
        for receiver in (Receiver.account(ACCOUNT), Receiver.permission("area:thing:decide")):
            open_for(kind, receiver)
        open_for(kind, Receiver.account(ACCOUNT), subject="case:2")

        closed = operations.close_todo(kind=kind, subject="case:1", now=NOW + HOUR)
        again = operations.close_todo(kind=kind, subject="case:1", now=NOW + 2 * HOUR)

        assert (closed, again) == (2, 0)
        assert queries.count_undone_todos(viewer=AT_THE_DESK) == 0
        assert queries.count_undone_todos(viewer=MINE) == 1
        done = Todo.objects.filter(is_done=True)
        assert {one.done_at for one in done} == {NOW + HOUR}


class TestListTodos:
    def test_turns_pages_with_undone_above_done(self, kind: str) -> None:
        for number in range(5):
            operations.open_todo(
                kind=kind,
                subject=f"case:{number}",
                account_id=ACCOUNT,
                link_name="messages:message-list",
                now=NOW + number * HOUR,
            )
        for number in (4, 1):
            operations.close_todo(kind=kind, subject=f"case:{number}", now=NOW + 9 * HOUR)

        seen, after = [], None
        for _page in range(3):
            part = queries.list_todos(viewer=MINE, after=after, most=2)
            seen += [one.subject for one in part.todos]
            after = part.following

        assert after is None
        assert seen == ["case:3", "case:2", "case:0", "case:4", "case:1"]

    def test_counts_no_further_than_anybody_reads(self, kind: str) -> None:
        Todo.objects.bulk_create(
            Todo(
                kind=kind,
                subject=f"case:{number}",
                receiver=str(Receiver.account(ACCOUNT)),
                link="/",
                opened_at=NOW,
            )
            for number in range(UNREAD_CAP + 1)
        )

        assert queries.count_undone_todos(viewer=MINE) == UNREAD_CAP


class TestReceiver:
    def test_reads_what_it_writes(self) -> None:
        for receiver in Receiver.all_of(AT_THE_DESK):
            assert Receiver.parse(str(receiver)) == receiver
