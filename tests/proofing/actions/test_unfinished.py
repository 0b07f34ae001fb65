"""An unfinished proofing waits on the person's list until it passes or is given up."""

import pytest

from shiming.kernel.levels import Level
from shiming.messages import queries as messages
from shiming.proofing.actions.withdraw_case import withdraw_case
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
