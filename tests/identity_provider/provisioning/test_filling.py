"""E7: whoever was there before a client became unified is added in the background, in parts."""

import datetime as dt
import uuid

import pytest
import time_machine

from shiming.accounts.types import AccountId
from shiming.audit.models import AuditRecord
from shiming.identity_provider import queries, tasks
from shiming.identity_provider.actions.provisioning import fill_provisioning as module
from shiming.identity_provider.actions.provisioning.end_provisioning import end_provisioning
from shiming.identity_provider.actions.provisioning.fill_provisioning import fill_provisioning
from shiming.identity_provider.models import ProvisionedUser, Provisioning
from shiming.identity_provider.operations import provisioning as deliveries
from shiming.identity_provider.operations.provisioning import DELIVER, FILL
from shiming.jobs.models import Job
from shiming.jobs.types import JobId, JobRun
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id
from tests.identity_provider.provisioning.conftest import Unify
from tests.identity_provider.provisioning.remote import RemoteScim
from tests.identity_provider.provisioning.staff_kit import (
    SYSTEM,
    change,
    close,
    fill,
    open_staff,
    run_jobs,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


@pytest.fixture
def _two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)


@pytest.fixture
def staff(tree: None) -> list[AccountId]:
    return [open_staff(f"staff.{number}") for number in range(5)]


@pytest.mark.usefixtures("_two_at_once")
class TestFilling:
    def test_begins_with_one_row_and_one_job(self, staff: list[AccountId], unify: Unify) -> None:
        provisioning_id = unify()

        started = Provisioning.objects.get()
        assert (started.is_filling, started.filled, started.fill_total) == (True, 0, 5)
        assert not ProvisionedUser.objects.exists()
        assert not Job.objects.filter(kind=DELIVER).exists()
        assert Job.objects.get(kind=FILL).subject == str(provisioning_id)
        record = AuditRecord.objects.get(event="identity_provider.provisioning.started")
        assert '"users":5' in record.details

    def test_goes_on_part_by_part_and_says_how_far_it_is(
        self, staff: list[AccountId], unify: Unify, remote: RemoteScim
    ) -> None:
        unify()

        assert fill() == [(2, 5), (4, 5)]

        done = Provisioning.objects.get()
        assert (done.is_filling, done.filled) == (False, 5)
        assert set(ProvisionedUser.objects.values_list("account_id", flat=True)) == set(staff)
        run_jobs()
        assert len(remote.users) == 5

    def test_goes_on_where_it_stopped(
        self, staff: list[AccountId], unify: Unify, officer: Actor
    ) -> None:
        provisioning_id = unify()
        answers = iter([False, True])
        fill(is_cancelled=lambda: next(answers))

        shown = queries.get_unified_client(provisioning_id, viewer=officer)
        assert (shown.is_filling, shown.filled, shown.fill_total) == (True, 2, 5)

        fill()
        fill()

        assert ProvisionedUser.objects.count() == 5
        assert set(ProvisionedUser.objects.values_list("wanted", flat=True)) == {1}
        assert Job.objects.filter(kind=DELIVER).count() == 5

    def test_leaves_no_part_by_halves(
        self, staff: list[AccountId], unify: Unify, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        provisioning_id = unify()
        calls = iter([None, RuntimeError("the machine fell")])
        want = deliveries.want

        def fall(*given: object, **named: object) -> None:
            if error := next(calls):
                raise error
            want(*given, **named)  # type: ignore[arg-type]  # passed on

        with monkeypatch.context() as patch:
            patch.setattr(deliveries, "want", fall)
            with pytest.raises(RuntimeError, match="fell"):
                fill_provisioning(provisioning_id=provisioning_id, now=clock.now())

        assert not ProvisionedUser.objects.exists()
        assert Provisioning.objects.get().filled == 0
        fill()
        assert ProvisionedUser.objects.count() == 5

    def test_passes_over_who_was_told_of_meanwhile_and_who_left(
        self, staff: list[AccountId], unify: Unify
    ) -> None:
        unify()
        change(staff[3], organisation="60-B")
        close(staff[4])
        joined = open_staff("staff.new")

        fill()

        wanted = dict(ProvisionedUser.objects.values_list("account_id", "wanted"))
        assert wanted == dict.fromkeys([*staff[:4], joined], 1)
        assert Job.objects.filter(kind=DELIVER).count() == 5

    def test_stops_when_the_client_keeps_its_users_itself(
        self, staff: list[AccountId], unify: Unify
    ) -> None:
        provisioning_id = unify()
        end_provisioning(provisioning_id=provisioning_id, officer=SYSTEM, now=clock.now())

        fill()

        assert not ProvisionedUser.objects.exists()

    def test_is_taken_up_again_when_its_job_was_lost(
        self, staff: list[AccountId], unify: Unify, time: time_machine.Traveller
    ) -> None:
        unify()
        Job.objects.filter(kind=FILL).update(state="failed")
        run = JobRun(id=JobId(new_id()), kind="x", subject="", now=clock.now())

        tasks.resume_filling(run)
        assert not ProvisionedUser.objects.exists()
        time.shift(dt.timedelta(hours=2))
        tasks.resume_filling(run)

        assert ProvisionedUser.objects.count() == 5

    def test_of_nobody_is_over_at_once(self, unify: Unify) -> None:
        filled = fill_provisioning(provisioning_id=unify(), now=clock.now())

        assert (filled.done, filled.is_over) == (0, True)
        assert fill_provisioning(provisioning_id=uuid.uuid4(), now=clock.now()).is_over
