import datetime as dt
from collections.abc import Callable

import pytest

from shiming.jobs.models import Job
from shiming.proofing import errors, operations, queries
from shiming.proofing.actions.submit_case import submit_case
from shiming.proofing.actions.withdraw_case import withdraw_case
from shiming.proofing.models import ConsentGiven, DailyTries
from shiming.proofing.types import CaseState, ConsentKind, TryKind
from shiming.registers.types import Outcome
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account, make_actor
from tests.proofing.walk import NOW, Walk, run_jobs

pytestmark = pytest.mark.django_db

DATA, FACE = ConsentKind.DATA_PROCESSING, ConsentKind.FACE


class TestSubmitCase:
    def test_keeps_each_consent_with_its_version(self, walk: Walk) -> None:
        walk.to_form().confirm().submit()

        given = ConsentGiven.objects.order_by("text__kind").values_list(
            "text__kind", "text__version"
        )
        assert list(given) == [(DATA, "1.0"), (FACE, "1.0")]

    def test_asks_the_register_without_consent_to_the_face(self, walk: Walk) -> None:
        walk.to_form().confirm().submit(with_face=False)

        assert walk.case.state == CaseState.LIVE
        assert not queries.has_consent(case=walk.case, kind=FACE)

    def test_refuses_without_consent_to_the_data(self, walk: Walk) -> None:
        walk.to_form().confirm()

        with pytest.raises(errors.ConsentMissing):
            submit_case(actor=walk.actor, agreed_to=walk.texts(FACE), now=NOW)
        assert walk.case.state == CaseState.DRAFT
        assert not ConsentGiven.objects.exists()
        assert not DailyTries.objects.exclude(kind="picture").exists()

    def test_refuses_consent_to_a_text_that_is_outdated(self, walk: Walk) -> None:
        walk.to_form().confirm()
        shown = walk.texts(DATA, FACE)
        operations.publish_consent_text(kind=DATA, version="2.0", title="新", text="新", now=NOW)

        with pytest.raises(errors.ConsentOutdated):
            submit_case(actor=walk.actor, agreed_to=shown, now=NOW)
        assert walk.case.state == CaseState.DRAFT

    def test_does_it_once_on_a_double_click(self, walk: Walk) -> None:
        walk.to_form().confirm().submit()

        with pytest.raises(errors.CaseMovedOn):
            submit_case(actor=walk.actor, agreed_to=walk.texts(DATA), now=NOW)
        assert len(walk.register.requests) == 1
        assert Job.objects.filter(kind="proofing.ask_register").count() == 1
        assert set(DailyTries.objects.exclude(kind="picture").values_list("count", flat=True)) == {
            1
        }

    def test_refuses_before_the_form_is_confirmed(self, walk: Walk) -> None:
        walk.to_form()

        with pytest.raises(errors.StepNotReachable):
            submit_case(actor=walk.actor, agreed_to=walk.texts(DATA), now=NOW)

    def test_allows_so_many_tries_a_day_and_again_tomorrow(
        self, walk: Walk, change_policy: Callable[..., None]
    ) -> None:
        change_policy(tries_per_day=1)
        walk.register.outcome = Outcome.MISMATCH
        walk.to_form().confirm().submit()
        withdraw_case(actor=walk.actor, now=NOW)
        walk.to_form().confirm()

        with pytest.raises(errors.DailyLimitReached):
            walk.submit()
        assert walk.case.state == CaseState.DRAFT
        assert len(walk.register.requests) == 1

        walk.now = NOW + dt.timedelta(days=1)
        walk.submit()
        assert len(walk.register.requests) == 2

    def test_counts_tries_for_a_number_whoever_makes_them(
        self, walk: Walk, change_policy: Callable[..., None]
    ) -> None:
        change_policy(tries_per_day=1)
        walk.to_form().confirm().submit()
        walk.actor = make_actor(make_account(mobile="15401000091"), now=NOW)
        walk.to_form().confirm()

        with pytest.raises(errors.DailyLimitReached):
            walk.submit()
        left = queries.count_tries_left(
            account_id=make_account(mobile="15401000092").pk,
            number=PROOFED_CITIZEN.document_number,
            kind=TryKind.REGISTER,
            now=NOW,
        )
        assert left == 0

    def test_gives_a_try_back_that_an_unreachable_register_wasted(self, walk: Walk) -> None:
        walk.register.outcome = Outcome.UNAVAILABLE
        walk.to_form().confirm().submit()

        withdraw_case(actor=walk.actor, now=NOW)

        assert set(DailyTries.objects.exclude(kind="picture").values_list("count", flat=True)) == {
            0
        }
        assert run_jobs(now=NOW + dt.timedelta(hours=2)) == 1
        assert len(walk.register.requests) == 1
