"""Asking the population register: bound to a purpose and a case, logged, and repeated by itself."""

import dataclasses
import datetime as dt
import inspect

import pytest
from django.db import connection, transaction

from shiming.audit.models import AuditRecord
from shiming.jobs import handlers, tasks
from shiming.jobs.models import Job
from shiming.jobs.types import JobRun
from shiming.kernel.actor import Actor, system_actor
from shiming.kernel.identifiers.resident_number import ResidentNumber
from shiming.registers import errors, operations, ports, queries
from shiming.registers.models import RegisterLookup
from shiming.registers.types import (
    Continuation,
    Outcome,
    PopulationCheck,
    PopulationQuery,
    Purpose,
    RegisterAnswer,
)
from shiming.vendors.registers.simulator.behaviours import Behaviour
from shiming.vendors.registers.simulator.core import PopulationSimulator
from tests.registers.conftest import NOW, NUMBER, QUERY

pytestmark = pytest.mark.django_db

KIND = "tests.proofing"
AGAIN = Continuation(kind=KIND, subject="journey-1")


def ask(
    actor: Actor,
    *,
    check: PopulationCheck = PopulationCheck.TWO_FACTORS,
    query: PopulationQuery = QUERY,
    purpose: Purpose = Purpose.PROOFING,
    case_number: str = "P-2026-1",
    continuation: Continuation | None = None,
) -> RegisterAnswer:
    return operations.ask_population(
        check=check,
        query=query,
        purpose=purpose,
        case_number=case_number,
        actor=actor,
        now=NOW,
        continuation=continuation,
    )


class TestAskPopulation:
    @pytest.mark.parametrize("check", [PopulationCheck.TWO_FACTORS, PopulationCheck.FOUR_FACTORS])
    def test_returns_the_outcome_and_nothing_of_the_registers_data(
        self, simulator: PopulationSimulator, clerk: Actor, check: PopulationCheck
    ) -> None:
        answer = ask(clerk, check=check)

        assert answer.outcome is Outcome.MATCH
        told = {field.name for field in dataclasses.fields(answer)}
        assert told == {"outcome", "source", "at", "reference"}

    @pytest.mark.requirement("S17-13")
    def test_logs_who_asked_what_for_and_what_was_answered(
        self, simulator: PopulationSimulator, clerk: Actor
    ) -> None:
        answer = ask(clerk)

        lookup = RegisterLookup.objects.get()
        assert lookup.account_id == clerk.account_id
        assert (lookup.purpose, lookup.case_number) == ("proofing", "P-2026-1")
        assert (lookup.outcome, lookup.source) == (Outcome.MATCH, "simulator")
        assert lookup.reference == answer.reference
        assert (lookup.asked_at, lookup.answered_at) == (NOW, answer.at)
        events = AuditRecord.objects.filter(subject=f"lookup:{lookup.pk}").values_list(
            "event", flat=True
        )
        assert sorted(events) == ["registers.lookup.answered", "registers.lookup.asked"]

    def test_logs_neither_name_nor_number(
        self, simulator: PopulationSimulator, clerk: Actor
    ) -> None:
        ask(clerk)

        with connection.cursor() as cursor:
            rows = []
            for table in ("registers_registerlookup", "audit_record"):
                cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - names from above
                rows += cursor.fetchall()
        assert NUMBER not in str(rows)
        assert "林晓雨" not in str(rows)

    @pytest.mark.requirement("S17-11")
    @pytest.mark.parametrize("case_number", ["", "   "])
    def test_refuses_to_ask_without_a_case(
        self, simulator: PopulationSimulator, clerk: Actor, case_number: str
    ) -> None:
        with pytest.raises(errors.CaseNumberMissing):
            ask(clerk, case_number=case_number)

        assert not RegisterLookup.objects.exists()

    @pytest.mark.requirement("S17-9")
    def test_refuses_a_purpose_that_the_register_was_not_connected_for(
        self, simulator: PopulationSimulator, clerk: Actor
    ) -> None:
        with pytest.raises(errors.PurposeNotAllowed):
            # As a caller without a type checker would.
            ask(clerk, purpose="marketing")  # type: ignore[arg-type]

        assert not RegisterLookup.objects.exists()

    def test_refuses_four_factors_of_which_two_are_missing(
        self, simulator: PopulationSimulator, clerk: Actor
    ) -> None:
        query = dataclasses.replace(QUERY, ethnicity="", sex="")

        with pytest.raises(errors.FactorMissing):
            ask(clerk, check=PopulationCheck.FOUR_FACTORS, query=query)
        assert not RegisterLookup.objects.exists()

    def test_leaves_the_question_in_the_log_when_no_answer_comes(
        self, simulator: PopulationSimulator, clerk: Actor
    ) -> None:
        query = dataclasses.replace(QUERY, number=ResidentNumber.parse("11010519491231002X"))

        with pytest.raises(errors.NumberNotSynthetic):
            ask(clerk, query=query)
        assert RegisterLookup.objects.get().outcome == ""

    @pytest.mark.django_db(transaction=True)
    def test_cannot_be_asked_inside_a_transaction(
        self, simulator: PopulationSimulator, clerk: Actor
    ) -> None:
        with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
            ask(clerk)

        assert not RegisterLookup.objects.exists()


class TestFetchPopulationPhoto:
    def test_returns_the_photograph_and_logs_that_it_was_fetched(
        self, simulator: PopulationSimulator, clerk: Actor
    ) -> None:
        answer = operations.fetch_population_photo(
            query=QUERY,
            purpose=Purpose.PROOFING,
            case_number="P-2026-1",
            actor=clerk,
            now=NOW,
        )

        assert (answer.outcome, answer.photo) == (Outcome.MATCH, b"a picture")
        assert RegisterLookup.objects.get().check_kind == PopulationCheck.PHOTO


class TestAnUnavailableRegister:
    def test_has_the_procedure_go_on_by_itself_once_it_is_back(
        self,
        simulator: PopulationSimulator,
        clerk: Actor,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        outcomes: list[Outcome] = []

        def go_on(run: JobRun) -> None:
            answer = ask(system_actor(device="tests"))
            outcomes.append(answer.outcome)

        monkeypatch.setitem(handlers._handlers, KIND, go_on)
        simulator.expect(Behaviour.UNAVAILABLE, times=1)

        first = ask(clerk, continuation=AGAIN)
        due_at = Job.objects.get(kind=KIND).due_at
        tasks.run_due_jobs(now=due_at)

        assert first.outcome is Outcome.UNAVAILABLE
        assert due_at - first.at == ports.policy().first_retry
        assert outcomes == [Outcome.MATCH]
        assert RegisterLookup.objects.count() == 2

    def test_starts_nothing_for_a_caller_that_comes_back_itself(
        self, simulator: PopulationSimulator, clerk: Actor
    ) -> None:
        simulator.expect(Behaviour.UNAVAILABLE)

        assert ask(clerk).outcome is Outcome.UNAVAILABLE
        assert not Job.objects.exists()

    def test_is_asked_less_and_less_often(self) -> None:
        delays = [queries.get_retry_delay(attempt=attempt) for attempt in range(1, 100)]

        assert delays[0] == ports.policy().first_retry
        assert delays[1] == 2 * delays[0]
        assert delays == sorted(delays)
        assert delays[-1] == ports.policy().longest_retry

    def test_starts_nothing_when_the_answer_is_no(
        self,
        simulator: PopulationSimulator,
        clerk: Actor,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setitem(handlers._handlers, KIND, lambda _run: None)
        simulator.expect(Behaviour.MISMATCH)

        ask(clerk, continuation=AGAIN)

        assert not Job.objects.exists()


class TestThePort:
    @pytest.mark.requirement("S17-10")
    def test_has_no_way_to_write(self) -> None:
        acts = {
            name
            for name, member in inspect.getmembers(ports.PopulationRegister)
            if not name.startswith("_") and inspect.isfunction(member)
        }

        assert acts == {"check_two_factors", "check_four_factors", "fetch_photo"}


class TestUnusualUse:
    def test_shows_who_asks_about_many_people_under_one_case(
        self, simulator: PopulationSimulator, clerk: Actor
    ) -> None:
        others = [person.number for person in simulator.people.values()][:5]
        for number in others:
            ask(
                clerk,
                query=dataclasses.replace(QUERY, number=ResidentNumber.parse(number)),
                case_number="P-2026-2",
            )
        ask(clerk)

        found = queries.list_unusual_use_unscoped(since=NOW - dt.timedelta(days=1))

        assert [(use.case_number, use.people) for use in found] == [("P-2026-2", 5)]
        assert queries.count_lookups_unscoped(case_number="P-2026-2") == 5
