import datetime as dt

import pytest

from shiming.kernel import declared_forms
from shiming.kernel.declared_forms import (
    AnswersUnfit,
    Choice,
    DeclarationUnfit,
    DeclaredForm,
    check_answers,
    parse_form,
    shown_value,
)

TODAY = dt.date(2026, 3, 2)
TEXT = """
title = "T"

[[fields]]
key = "has_car"
label = "Car"
type = "yes_no"

[[fields]]
key = "kind"
label = "Kind"
type = "choice"
choices = { new = "New", old = "Old" }
when = { field = "has_car", is = "yes" }

[[fields]]
key = "built_on"
label = "Built"
type = "date"
when = { field = "kind", is = ["old"] }

[[fields]]
key = "note"
label = "Note"
required = false
max_length = 5

[[fields]]
key = "owner"
label = "Owner"
type = "offered"
offers = "people"
required = false

[[fields]]
key = "papers"
label = "Papers"
type = "scan"
when = { field = "kind", is = "old" }
"""


@pytest.fixture
def form() -> DeclaredForm:
    return parse_form(TEXT)[0]


def faults(form: DeclaredForm, **typed: str) -> dict[str, type]:
    with pytest.raises(AnswersUnfit) as refused:
        check_answers(form, typed=typed, scans={}, offered={}, today=TODAY)
    return {key: type(fault) for key, fault in refused.value.faults.items()}


class TestCheckAnswers:
    def test_asks_only_what_applies_also_over_two_switches(self, form: DeclaredForm) -> None:
        typed = {"has_car": "no", "kind": "old", "built_on": "2020-01-01"}

        answers = check_answers(form, typed=typed, scans={}, offered={}, today=TODAY)

        assert answers == {"has_car": "no"}

    def test_says_everything_at_once(self, form: DeclaredForm) -> None:
        assert faults(form, has_car="yes", kind="old", note="123456") == {
            "built_on": declared_forms.AnswerMissing,
            "note": declared_forms.AnswerTooLong,
            "papers": declared_forms.AnswerMissing,
        }

    def test_takes_what_is_offered_and_nothing_else(self, form: DeclaredForm) -> None:
        offered = {"owner": [Choice(value="7", label="Seven")]}

        answers = check_answers(
            form, typed={"has_car": "no", "owner": "7"}, scans={}, offered=offered, today=TODAY
        )

        assert answers["owner"] == "7"
        owner = form.find("owner")
        assert owner is not None
        assert shown_value(owner, answers, offered=offered["owner"]) == "Seven"
        assert faults(form, has_car="no", owner="8") == {"owner": declared_forms.NotOffered}

    @pytest.mark.parametrize("day", ["2026-13-01", "1-1-2026", "0001-01-01", "20260101x"])
    def test_takes_days_that_there_are(self, form: DeclaredForm, day: str) -> None:
        found = faults(form, has_car="yes", kind="old", built_on=day)

        assert found["built_on"] is declared_forms.DateMalformed


class TestParseForm:
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('title = "T"', ""),
            ('key = "note"', 'key = "kind"'),
            ('key = "note"', 'key = "Note"'),
            ('type = "yes_no"', 'type = "yes_no"\nchoices = { a = "A" }'),
            ('is = ["old"]', 'is = ["older"]'),
            ('field = "has_car"', 'field = "built_on"'),
            ('offers = "people"', ""),
            ("max_length = 5", "max_length = 0"),
            ('label = "Note"', ""),
        ],
    )
    def test_refuses_what_declares_no_form(self, old: str, new: str) -> None:
        assert old in TEXT
        with pytest.raises(DeclarationUnfit):
            parse_form(TEXT.replace(old, new, 1))

    def test_refuses_a_megabyte_unread(self) -> None:
        with pytest.raises(DeclarationUnfit):
            parse_form("#" * 1_000_000)

    def test_hands_on_what_is_not_its_own(self) -> None:
        assert parse_form("x = 1\n" + TEXT)[1] == {"x": 1}
