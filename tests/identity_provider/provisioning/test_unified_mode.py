"""S33-25: what becomes of staff reaches unified clients, and never those in mapping mode."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator

import pytest
import time_machine

from shiming.accounts import ports as accounts
from shiming.accounts.types import AccountId
from shiming.audit.models import AuditRecord
from shiming.directory import ports as directory
from shiming.directory import queries
from shiming.directory.actions.organisations.add_organisation import add_organisation
from shiming.directory.actions.staff.change_staff_member import change_staff_member
from shiming.directory.actions.staff.close_staff_member import close_staff_member
from shiming.directory.actions.staff.open_staff_member import open_staff_member
from shiming.directory.types import EVERYWHERE, Keeper, StaffDraft, StaffProfile
from shiming.identity_provider import errors, ports, tasks
from shiming.identity_provider.actions.provisioning.end_provisioning import end_provisioning
from shiming.identity_provider.actions.provisioning.lease_delivery import lease_delivery
from shiming.identity_provider.actions.provisioning.start_provisioning import start_provisioning
from shiming.identity_provider.models import Client, ProvisionedUser, Provisioning
from shiming.identity_provider.operations import provisioning
from shiming.identity_provider.operations.provisioning import DELIVER
from shiming.identity_provider.protocol.digests import pairwise_subject
from shiming.identity_provider.types import ClientState, ProvisioningPermission
from shiming.jobs.errors import RetryLater
from shiming.jobs.models import Job
from shiming.jobs.types import JobId, JobRun
from shiming.kernel import clock
from shiming.kernel.actor import ActingIdentity, Actor, system_actor
from shiming.kernel.ids import new_id
from shiming.kernel.outside import FetchReason
from tests.accounts.conftest import FakePermissionSource
from tests.factories.identity_provider import make_client
from tests.identity_provider.provisioning.remote import ADDRESS, TOKEN, RemoteScim

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
_SYSTEM = system_actor(device="tests")
_KEEPER = Keeper()


@pytest.fixture
def remote() -> Iterator[RemoteScim]:
    remote = RemoteScim()
    with (
        ports.scim_caller.replaced(remote),
        directory.staff_listener.replaced(provisioning),
        accounts.permission_source.replaced(FakePermissionSource()),
    ):
        yield remote


@pytest.fixture
def tree(remote: RemoteScim) -> None:
    for code, above in (("60", ""), ("60-A", "60"), ("60-B", "60")):
        add_organisation(
            code=code, name=f"机构{code}", parent_code=above, officer=_SYSTEM, now=clock.now()
        )


Unify = Callable[..., uuid.UUID]


@pytest.fixture
def unify(tree: None) -> Unify:
    def unify(client_id: str = "", *, organisation: str = "", **changes: str) -> uuid.UUID:
        given = {"address": ADDRESS, "token": TOKEN, **changes}
        return start_provisioning(
            client_id=client_id or make_client().client_id,
            organisation_code=organisation,
            officer=_SYSTEM,
            now=clock.now(),
            **given,
        )

    return unify


def open_staff(user_name: str = "staff.jia", organisation: str = "60-A") -> AccountId:
    draft = StaffDraft(
        user_name=user_name,
        organisation_code=organisation,
        profile=StaffProfile(display_name="示例甲", title="科员"),
    )
    opened = open_staff_member(draft=draft, keeper=_KEEPER, actor=_SYSTEM, now=clock.now())
    return opened.account_id


def change(account_id: AccountId, *, organisation: str, is_active: bool = True) -> None:
    before = queries.get_staff(account_id, reach=EVERYWHERE)
    draft = StaffDraft(
        user_name=before.user_name,
        organisation_code=organisation,
        is_active=is_active,
        profile=before.profile,
    )
    change_staff_member(
        account_id=account_id,
        draft=draft,
        version=before.version,
        keeper=_KEEPER,
        actor=_SYSTEM,
        now=clock.now(),
    )


def close(account_id: AccountId) -> None:
    close_staff_member(
        account_id=account_id, version=None, keeper=_KEEPER, actor=_SYSTEM, now=clock.now()
    )


def run_jobs(*, attempt: int = 1, max_attempts: int = 5) -> list[str]:
    """Run each delivery that was asked for once; tell which want to be tried again."""
    again = []
    for job in Job.objects.filter(kind=DELIVER, state="queued").order_by("created_at", "pk"):
        run = JobRun(
            id=JobId(job.pk),
            kind=job.kind,
            subject=job.subject,
            now=clock.now(),
            attempt=attempt,
            max_attempts=max_attempts,
        )
        try:
            tasks.deliver_user(run)
        except RetryLater:
            again.append(job.subject)
        else:
            Job.objects.filter(pk=job.pk).update(state="succeeded")
    return again


@pytest.mark.requirement("S33-25")
class TestAUnifiedClient:
    def test_hears_of_opening_transfer_and_closing(self, unify: Unify, remote: RemoteScim) -> None:
        client = make_client(sector="client.example")
        unify(client.client_id)

        account_id = open_staff()
        run_jobs()

        user = remote.users["user/1"]
        assert user["userName"] == "staff.jia"
        assert user["active"] is True
        enterprise = user["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]
        assert (enterprise["organization"], enterprise["department"]) == ("60-A", "机构60-A")
        # The name under which the client will see them sign on.
        assert user["externalId"] == pairwise_subject(
            salt=ports.provider_settings().pairwise_salt,
            sector="client.example",
            account_id=account_id,
        )

        change(account_id, organisation="60-B")
        run_jobs()

        moved = remote.users["user/1"]
        extension = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
        assert moved[extension]["organization"] == "60-B"

        close(account_id)
        run_jobs()

        assert remote.users["user/1"]["active"] is False
        assert [one for one in remote.calls if one[0] != "GET"] == [
            ("POST", "/Users"),
            ("PUT", "/Users/user%2F1"),
            ("PUT", "/Users/user%2F1"),
        ]
        trail = AuditRecord.objects.filter(event="identity_provider.provisioning.delivered")
        assert trail.count() == 3
        assert "示例" not in "".join(trail.values_list("details", flat=True))

    def test_is_one_that_an_officer_made_so_and_others_hear_nothing(
        self, unify: Unify, remote: RemoteScim
    ) -> None:
        make_client(client_id="mapping-mode")

        account_id = open_staff()
        change(account_id, organisation="60-B")
        close(account_id)

        assert run_jobs() == []
        assert remote.calls == []
        assert not ProvisionedUser.objects.exists()
        assert not Job.objects.filter(kind=DELIVER).exists()

    def test_gets_those_who_were_there_before(self, unify: Unify, remote: RemoteScim) -> None:
        open_staff()
        unify()

        run_jobs()

        assert [one["userName"] for one in remote.users.values()] == ["staff.jia"]

    def test_gets_its_part_of_the_tree_and_loses_who_leaves_it(
        self, unify: Unify, remote: RemoteScim
    ) -> None:
        open_staff("staff.yi", "60-B")
        unify(organisation="60-A")
        open_staff("staff.bing", "60-B")
        account_id = open_staff()
        run_jobs()
        assert [one["userName"] for one in remote.users.values()] == ["staff.jia"]

        change(account_id, organisation="60-B")
        run_jobs()

        assert remote.users["user/1"]["active"] is False

    def test_hears_nothing_after_it_was_ended(self, unify: Unify, remote: RemoteScim) -> None:
        provisioning_id = unify()
        open_staff()
        end_provisioning(provisioning_id=provisioning_id, officer=_SYSTEM, now=clock.now())

        run_jobs()

        assert remote.calls == []
        assert Provisioning.objects.get().token == ""


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


class TestStarting:
    @pytest.mark.parametrize(
        "address",
        [
            "http://client.example/scim",
            "https://127.0.0.1/scim",
            "https://10.0.0.8/scim",
            "https://user@client.example/scim",
            "https://client.example/scim?x=1",
            "javascript:alert(1)",
            "",
        ],
    )
    def test_takes_no_address_of_our_own_machines(self, unify: Unify, address: str) -> None:
        with pytest.raises(errors.ProvisioningAddressInvalid):
            unify(address=address)

        assert not Provisioning.objects.exists()

    @pytest.mark.parametrize(
        "token", ["", "short", "with blank and more text", "x" * 20 + "\r\nHost: x"]
    )
    def test_takes_no_token_that_breaks_a_header(self, unify: Unify, token: str) -> None:
        with pytest.raises(errors.ProvisioningTokenInvalid):
            unify(token=token)

    def test_is_done_once(self, unify: Unify) -> None:
        client = make_client()
        unify(client.client_id)

        with pytest.raises(errors.ProvisioningTwice):
            unify(client.client_id)

    def test_is_for_officers_with_the_permission(self, tree: None) -> None:
        stranger = Actor(account_id=new_id())

        with pytest.raises(errors.MayNotManageProvisioning):
            start_provisioning(
                client_id=make_client().client_id,
                address=ADDRESS,
                token=TOKEN,
                organisation_code="",
                officer=stranger,
                now=clock.now(),
            )

    def test_keeps_the_token_unreadable(self, unify: Unify, officer: Actor) -> None:
        unify()

        assert TOKEN not in repr(Provisioning.objects.get().__dict__.get("_token_raw", ""))
        assert TOKEN not in str(AuditRecord.objects.values_list("details", flat=True))


@pytest.fixture
def officer() -> Actor:
    permissions = frozenset({ProvisioningPermission.MANAGE.value})
    return Actor(account_id=new_id(), identity=ActingIdentity(permissions=permissions))
