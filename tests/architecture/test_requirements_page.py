"""The page of requirements follows from the marks."""

import re

from tools import requirements


class TestRequirementsPage:
    def test_every_mark_names_a_statement(self) -> None:
        unknown = set(requirements.marked_tests()) - set(requirements.statements())

        assert unknown == set()

    def test_the_page_is_the_one_that_the_marks_give(self) -> None:
        written = requirements.PAGE.read_text(encoding="utf-8")

        assert written == requirements.page(), "run `make requirements`"

    def test_the_statements_are_all_there(self) -> None:
        ids = list(requirements.statements())

        assert len(ids) == 402
        assert all(re.fullmatch(r"S\d\d-\d+", statement) for statement in ids)
