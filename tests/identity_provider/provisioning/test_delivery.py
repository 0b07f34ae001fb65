"""S33-25: a delivery is repeated, or given up, and never done twice."""

import datetime as dt
import json

import pytest
import time_machine

from shiming.audit.models import AuditRecord
from shiming.identity_provider import tasks
from shiming.identity_provider.actions.provisioning.lease_delivery import lease_delivery
from shiming.identity_provider.models import Client, ProvisionedUser
from shiming.identity_provider.operations.provisioning import DELIVER
from shiming.identity_provider.types import ClientState
from shiming.jobs.models import Job
from shiming.jobs.types import JobId, JobRun
from shiming.kernel import clock
from shiming.kernel.ids import new_id
from shiming.kernel.outside import FetchReason
from tests.identity_provider.provisioning.conftest import Unify
from tests.identity_provider.provisioning.remote import RemoteScim
from tests.identity_provider.provisioning.staff_kit import (
    change,
    close,
    open_staff,
    run_jobs,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


class TestADelivery:
    def test_is_repeated_until_the_endpoint_is_back(self, unify: Unify, remote: RemoteScim) -> None:
        unify()
        open_staff()
        remote.fault = FetchReason.CONNECTION
        assert len(run_jobs()) == 1
        row = ProvisionedUser.objects.get()
        assert (row.state, row.error, row.tries, row.leased_until) == (
            "waiting",
            "connection",
            1,
            None,
        )

        remote.fault = None
        run_jobs()

        row.refresh_from_db()
        assert (row.state, row.error, row.tries, row.remote_id) == ("done", "", 0, "user/1")

    def test_waits_while_the_client_is_suspended(self, unify: Unify, remote: RemoteScim) -> None:
        unify()
        open_staff()
        Client.objects.update(state=ClientState.SUSPENDED)

        assert len(run_jobs()) == 1
        assert remote.calls == []
        row = ProvisionedUser.objects.get()
        assert (row.state, row.error) == ("waiting", "client_suspended")

        Client.objects.update(state=ClientState.ACTIVE)
        run_jobs()

        assert [one["userName"] for one in remote.users.values()] == ["staff.jia"]

    def test_makes_nobody_twice_when_the_answer_was_lost(
        self, unify: Unify, remote: RemoteScim
    ) -> None:
        unify()
        open_staff()
        remote.loses_answers = True
        run_jobs()
        remote.loses_answers = False

        run_jobs()

        assert len(remote.users) == 1
        assert ProvisionedUser.objects.get().state == "done"

    def test_is_the_newest_state_once_for_many_changes(
        self, unify: Unify, remote: RemoteScim
    ) -> None:
        unify()
        account_id = open_staff()
        change(account_id, organisation="60-B")
        change(account_id, organisation="60")

        run_jobs()

        assert [method for method, _ in remote.calls] == ["GET", "POST"]
        extension = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
        assert remote.users["user/1"][extension]["organization"] == "60"

    def test_waits_while_another_worker_is_at_it(
        self, unify: Unify, remote: RemoteScim, time: time_machine.Traveller
    ) -> None:
        unify()
        open_staff()
        row = ProvisionedUser.objects.get()
        assert lease_delivery(row_id=row.pk, now=clock.now())

        assert len(run_jobs()) == 1
        assert remote.calls == []

        # A worker that died holds nobody up for long.
        time.shift(dt.timedelta(minutes=3))
        run_jobs()
        assert len(remote.users) == 1

    def test_opens_nobody_only_to_close_them(self, unify: Unify, remote: RemoteScim) -> None:
        unify()
        close(open_staff())

        run_jobs()

        assert remote.users == {}
        assert ProvisionedUser.objects.get().state == "done"

    def test_opens_anew_who_was_removed_there(self, unify: Unify, remote: RemoteScim) -> None:
        unify()
        account_id = open_staff()
        run_jobs()
        remote.users.clear()

        change(account_id, organisation="60-B")
        run_jobs()

        assert [one["userName"] for one in remote.users.values()] == ["staff.jia"]

    @pytest.mark.parametrize("status", [400, 401, 403, 409])
    def test_is_given_up_at_once_where_repeating_mends_nothing(
        self, unify: Unify, remote: RemoteScim, status: int
    ) -> None:
        unify()
        open_staff()
        remote.status = status

        assert run_jobs() == []

        row = ProvisionedUser.objects.get()
        assert (row.state, row.error) == ("failed", f"status_{status}")
        assert AuditRecord.objects.filter(
            event="identity_provider.provisioning.not_delivered"
        ).exists()

    @pytest.mark.parametrize("body", [b"no json", b"[]", b'{"id": 7}', b'{"id": "a\\u0000b"}'])
    def test_trusts_no_answer_that_is_none(
        self, unify: Unify, remote: RemoteScim, body: bytes
    ) -> None:
        unify()
        open_staff()
        remote.body = body

        run_jobs()

        assert ProvisionedUser.objects.get().remote_id == ""

    def test_that_failed_is_tried_again_by_itself(
        self, unify: Unify, remote: RemoteScim, time: time_machine.Traveller
    ) -> None:
        unify()
        open_staff()
        remote.fault = FetchReason.TIMEOUT
        run_jobs(attempt=5)
        Job.objects.filter(kind=DELIVER).update(state="failed")
        assert ProvisionedUser.objects.get().state == "failed"
        remote.fault = None
        time.shift(dt.timedelta(hours=2))
        run = JobRun(id=JobId(new_id()), kind="x", subject="", now=clock.now())

        tasks.retry_failed_deliveries(run)
        run_jobs()

        assert ProvisionedUser.objects.get().state == "done"

    def test_that_failed_in_numbers_is_tried_again_in_parts(
        self,
        unify: Unify,
        remote: RemoteScim,
        time: time_machine.Traveller,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        unify()
        for number in range(3):
            open_staff(f"staff.jia{number}")
        ProvisionedUser.objects.update(state="failed")
        time.shift(dt.timedelta(hours=2))
        monkeypatch.setattr(tasks, "_RETRIED_AT_ONCE", 2)

        tasks.retry_failed_deliveries(
            JobRun(id=JobId(new_id()), kind="x", subject="", now=clock.now())
        )

        assert set(ProvisionedUser.objects.values_list("state", flat=True)) == {"waiting"}
        retried = AuditRecord.objects.filter(event="identity_provider.provisioning.retried")
        assert [json.loads(one.details)["count"] for one in retried.order_by("id")] == [2, 1]

    def test_waits_with_the_change_that_came_meanwhile(
        self, unify: Unify, remote: RemoteScim
    ) -> None:
        unify()
        account_id = open_staff()
        rows = ProvisionedUser.objects.all()
        original = remote.exchange

        def change_meanwhile(url: str, **given: object) -> object:
            remote.exchange = original  # type: ignore[method-assign]  # once
            change(account_id, organisation="60-B")
            return original(url, **given)  # type: ignore[arg-type]  # passed on

        remote.exchange = change_meanwhile  # type: ignore[method-assign,assignment]
        run_jobs()

        row = rows.get()
        assert (row.wanted, row.delivered, row.state) == (2, 1, "waiting")
        run_jobs()
        row.refresh_from_db()
        assert (row.delivered, row.state) == (2, "done")
