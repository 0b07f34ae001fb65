import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest

from shiming.accounts.models import Account
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.messages.models import InboxMessage, OutboxMessage
from shiming.proofing import errors, queries
from shiming.proofing.actions.ask_register import ask_register
from shiming.proofing.models import DailyTries, Evidence
from shiming.proofing.types import CaseId, CaseState, EvidenceKind, StepKey
from shiming.registers import errors as registers_errors
from shiming.registers.models import RegisterLookup
from shiming.registers.types import Outcome
from tests.cast import MINOR, PROOFED_CITIZEN
from tests.factories.accounts import make_account, make_actor
from tests.proofing.walk import NOW, Walk, run_jobs

pytestmark = pytest.mark.django_db


class TestAskRegister:
    def test_makes_evidence_of_a_match_and_attaches_the_account(self, walk: Walk) -> None:
        walk.to_live()

        case = walk.case
        assert (case.state, case.register_outcome) == (CaseState.LIVE, "match")
        evidence = Evidence.objects.get()
        assert (evidence.kind, evidence.source) == (EvidenceKind.REGISTER_TWO_FACTORS, "tests")
        assert Account.objects.get(pk=walk.account_id).person_id == case.person_id
        assert case.person_id is not None
        assert queries.level_of_person(case.person_id, NOW) == (Level.PRIMARY, None)

    def test_tells_the_register_to_what_purpose_and_for_which_case(self, walk: Walk) -> None:
        walk.to_live()

        lookup = RegisterLookup.objects.get()
        assert (lookup.purpose, lookup.case_number) == ("proofing", str(walk.case.pk))

    @pytest.mark.requirement("S33-22")
    def test_compares_four_factors_where_the_deployment_says_so(
        self, walk: Walk, change_policy: Callable[..., None]
    ) -> None:
        change_policy(is_four_factors=True)
        walk.to_live()

        (request,) = walk.register.requests
        assert (request.query.ethnicity, request.query.sex) == ("汉", "女")
        assert Evidence.objects.get().kind == EvidenceKind.REGISTER_FOUR_FACTORS

    @pytest.mark.parametrize("outcome", [Outcome.MISMATCH, Outcome.NO_RECORD])
    def test_refuses_with_the_reason(self, walk: Walk, outcome: Outcome) -> None:
        walk.register.outcome = outcome
        walk.to_form().confirm().submit()

        case = walk.case
        assert (case.state, case.refused_step) == (CaseState.REFUSED, StepKey.REGISTER)
        assert case.refusal_code == f"proofing.register.{outcome}"
        assert not Evidence.objects.exists()
        assert Account.objects.get(pk=walk.account_id).person_id is None
        assert OutboxMessage.objects.get().template == "proofing/refused"

    def test_waits_for_a_register_that_cannot_be_reached_and_goes_on_by_itself(
        self, walk: Walk
    ) -> None:
        walk.register.outcome = Outcome.UNAVAILABLE
        walk.to_form().confirm().submit()
        case = walk.case
        assert (case.state, case.register_outcome) == (CaseState.SUBMITTED, "unavailable")
        assert not InboxMessage.objects.exists()

        walk.register.outcome = Outcome.MATCH
        assert run_jobs(now=NOW) == 0
        assert run_jobs(now=NOW + dt.timedelta(hours=2)) == 1

        assert walk.case.state == CaseState.LIVE
        assert InboxMessage.objects.get().template == "proofing/register_confirmed"
        assert set(DailyTries.objects.exclude(kind="picture").values_list("count", flat=True)) == {
            1
        }

    def test_says_nothing_by_message_to_somebody_who_is_waiting_before_the_page(
        self, walk: Walk
    ) -> None:
        walk.to_live()

        assert not InboxMessage.objects.exists()

    def test_ends_with_level_primary_where_no_more_was_wanted(self, walk: Walk) -> None:
        walk.to_live(level=Level.PRIMARY)

        assert walk.case.state == CaseState.PASSED

    def test_asks_for_the_face_where_level_primary_would_not_be_gained_without_it(
        self, walk: Walk
    ) -> None:
        walk.to_live(level=Level.PRIMARY)
        second = dataclasses.replace(
            walk, actor=make_actor(make_account(mobile="15401000091"), now=NOW)
        )

        second.to_live(level=Level.PRIMARY)

        assert second.case.state == CaseState.LIVE
        assert Account.objects.get(pk=second.account_id).person_id is None

    def test_captures_no_face_of_somebody_under_age(self, walk: Walk) -> None:
        walk.reader.member = MINOR
        walk.to_form()
        walk.confirm(
            name=MINOR.name,
            number=MINOR.number,
            guardian_name=PROOFED_CITIZEN.name,
            guardian_relation="mother",
        ).submit()

        case = walk.case
        assert (case.state, case.refusal_code) == (CaseState.REFUSED, "proofing.person.under_age")
        assert case.person_id is not None
        assert queries.level_of_person(case.person_id, NOW)[0] is Level.PRIMARY

    def test_explains_that_a_simulator_takes_sample_numbers_only(self, walk: Walk) -> None:
        walk.register.refusal = registers_errors.NumberNotSynthetic()
        walk.to_form().confirm().submit()

        case = walk.case
        assert (case.state, case.refusal_code) == (
            CaseState.REFUSED,
            "registers.number.not_synthetic",
        )

    def test_leaves_a_case_alone_that_does_not_wait(self, walk: Walk) -> None:
        walk.to_live()

        assert ask_register(case_id=CaseId(walk.case.pk), now=NOW) is None
        assert len(walk.register.requests) == 1

    def test_knows_no_other_cases(self, db: None) -> None:
        with pytest.raises(errors.CaseNotFound):
            ask_register(case_id=CaseId(new_id()), now=NOW)
