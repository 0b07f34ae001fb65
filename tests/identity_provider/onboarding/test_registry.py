"""S19-6: the register of all systems that sign people in, exceptions, the file, suspension."""

import contextlib
import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection

from shiming.accounts.models import Account
from shiming.identity_provider.actions.register_client import register_client
from shiming.identity_provider.models import Application, Client, RegisteredSystem
from shiming.identity_provider.operations import onboarding
from shiming.identity_provider.types import ClientKind, ClientState, RegistryPermission
from shiming.kernel.actor import system_actor
from shiming.messages.models import Reminder
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, attach, make_account
from tests.factories.identity_provider import CALLBACK, make_client
from tests.identity_provider.onboarding.conftest import Somebody, Visitor, decide
from tests.identity_provider.wire import Reply

LIST = "/registry/systems/"


def enter(who: Visitor, path: str = "add/", **changes: str) -> Reply:
    form = {
        "name": "旧档案系统",
        "owner": "某局",
        "item_codes": "440100-9",
        "state": "not_connected",
        "exception_until": "",
        "reason": "",
        "version": "1",
        **changes,
    }
    return who.send(f"{LIST}add/", f"{LIST}{path}", **form)


def exception(until: str = "2026-12-31") -> dict[str, str]:
    return {"state": "exception", "exception_until": until, "reason": "年底前改造"}


class TestRegister:
    @pytest.mark.requirement("S19-6")
    def test_knows_every_system_and_how_it_stands(
        self, officer: Visitor, approved: Application
    ) -> None:
        enter(officer)
        enter(officer, name="专网系统", **exception())
        register_client(
            client_id="old-hand",
            name="办事大厅",
            kind=ClientKind.GOVERNMENTAL,
            redirect_uris=[CALLBACK],
            owner="某市政务服务局",
            actor=system_actor(device="tests"),
            now=NOW,
        )

        page = officer.wire.get(LIST).text

        rows = {row.split("</a>")[0].rpartition(">")[2]: row for row in page.split("<tr>")[2:]}
        assert rows.keys() == {"旧档案系统", "专网系统", "办事大厅", approved.system_name}
        assert "未接入" in rows["旧档案系统"]
        assert "例外" in rows["专网系统"]
        assert "至 2026-12-31" in rows["专网系统"]
        assert "已接入" in rows["办事大厅"]
        assert "某市政务服务局" in rows["办事大厅"]
        assert "联调中" in rows[approved.system_name]

    def test_is_filtered_by_state_owner_name_and_item(self, officer: Visitor) -> None:
        enter(officer)
        enter(officer, name="专网系统", item_codes="X-1", **exception())

        def found(query: str) -> list[bool]:
            page = officer.wire.get(LIST, query).text
            return ["旧档案系统" in page, "专网系统" in page]

        assert found("state=exception") == [False, True]
        assert found("text=X-1") == [False, True]
        assert found("text=%E6%97%A7") == [True, False]
        assert found("text=nothing") == [False, False]
        assert "没有符合条件的系统" in officer.wire.get(LIST, "text=nothing").text

    def test_says_when_it_is_empty(self, officer: Visitor) -> None:
        assert "还没有登记系统" in officer.wire.get(LIST).text

    def test_is_for_officers(self, somebody: Somebody) -> None:
        other = somebody(make_account(), permissions=(RegistryPermission.DECIDE,))

        statuses = {other.wire.get(LIST + path).status for path in ("", "file/", "add/")}

        assert statuses == {403}

    @pytest.mark.parametrize(
        "changes",
        [
            {"state": "exception", "reason": "没有日期"},
            {"state": "exception", "exception_until": "2020-01-01", "reason": "早已过去"},
            {"state": "exception", "exception_until": "2026-12-31"},
            {"state": "connected"},
            {"name": "名\u202e称"},
        ],
    )
    def test_refuses_what_cannot_stand(self, officer: Visitor, changes: dict[str, str]) -> None:
        assert enter(officer, **changes).status == 422
        assert RegisteredSystem.objects.count() == 0

    def test_reminds_before_an_exception_ends_and_shows_that_it_did(
        self, officer: Visitor, somebody: Somebody, time: time_machine.Traveller
    ) -> None:
        enter(officer, **exception())
        reminder = Reminder.objects.get(kind="identity_provider/exception_ending")

        time.move_to(dt.datetime(2027, 1, 2, tzinfo=dt.UTC))
        later = somebody(make_account(), permissions=tuple(RegistryPermission))

        assert reminder.receiver == f"permission:{RegistryPermission.MANAGE}"
        assert reminder.due_at.date() == dt.date(2026, 12, 31)
        assert "已于 2026-12-31 到期" in later.wire.get(LIST).text

    def test_stops_reminding_when_the_exception_is_taken_back(self, officer: Visitor) -> None:
        enter(officer, **exception())
        system = RegisteredSystem.objects.get()

        enter(officer, f"{system.pk}/")

        assert Reminder.objects.get().closed_at == NOW
        assert RegisteredSystem.objects.get().exception_until is None

    def test_takes_no_change_of_what_somebody_else_changed(self, officer: Visitor) -> None:
        enter(officer)
        system = RegisteredSystem.objects.get()

        first = enter(officer, f"{system.pk}/", owner="甲局")
        second = enter(officer, f"{system.pk}/", owner="乙局")

        assert (first.status, second.status) == (302, 409)
        assert RegisteredSystem.objects.get().owner == "甲局"

    def test_lets_nobody_type_over_what_is_connected(
        self, officer: Visitor, approved: Application
    ) -> None:
        system = RegisteredSystem.objects.get()

        reply = enter(officer, f"{system.pk}/", version=str(system.version))

        assert "立即停用" in reply.text
        assert RegisteredSystem.objects.get().state == "in_test"


class TestFile:
    def test_holds_the_list_and_no_formula(self, officer: Visitor) -> None:
        enter(officer, name='=HYPERLINK("https://evil.example")', owner="@某局")

        reply = officer.wire.get(f"{LIST}file/")

        rows = list(csv.reader(io.StringIO(reply.body.decode("utf-8-sig"))))
        assert reply.header("Content-Type").startswith("text/csv")
        assert rows[1][:3] == ["'@某局", '\'=HYPERLINK("https://evil.example")', "未接入"]

    def test_is_filtered_like_the_page(self, officer: Visitor) -> None:
        enter(officer)

        reply = officer.wire.get(f"{LIST}file/", "state=connected")

        assert "旧档案系统" not in reply.text


class TestSuspension:
    def change(self, who: Visitor, client: Client, act: str, reason: str = "") -> Reply:
        path = f"/registry/clients/{client.client_id}/"
        return who.send(f"{LIST}add/", path, act=act, reason=reason)

    def test_works_at_once_and_back(self, officer: Visitor) -> None:
        client = make_client()

        stopped = self.change(officer, client, "suspend", "密钥泄露")
        state = Client.objects.get().state
        twice = self.change(officer, client, "suspend", "再来一次")
        resumed = self.change(officer, client, "resume")

        assert (stopped.status, state, twice.status) == (302, ClientState.SUSPENDED, 409)
        assert resumed.status == 302
        assert Client.objects.get().state == ClientState.ACTIVE

    def test_needs_a_reason(self, officer: Visitor) -> None:
        client = make_client()

        assert self.change(officer, client, "suspend").status == 422
        assert Client.objects.get().state == ClientState.ACTIVE

    def test_is_for_officers(self, somebody: Somebody, officer: Visitor) -> None:
        client = make_client()
        other = somebody(make_account())
        other.send("/onboarding/apply/", f"/registry/clients/{client.client_id}/", act="suspend")

        assert Client.objects.get().state == ClientState.ACTIVE

    def test_is_lifted_by_nobody_from_their_own_client(
        self, somebody: Somebody, officer: Visitor, approved: Application
    ) -> None:
        """Not by another account of the same person either."""
        client = Client.objects.get()
        applicant = Account.objects.get(pk=approved.applicant_id)
        attach(applicant, PROOFED_CITIZEN)
        applicant.refresh_from_db()
        Application.objects.update(applicant_person_id=applicant.person_id)
        other = make_account()
        Account.objects.filter(pk=other.pk).update(person_id=applicant.person_id)
        other.refresh_from_db()
        self.change(officer, client, "suspend", "密钥泄露")

        for own in (applicant, other):
            visitor = somebody(own, permissions=tuple(RegistryPermission))

            assert self.change(visitor, client, "resume").status == 403
            assert Client.objects.get().state == ClientState.SUSPENDED

        assert self.change(officer, client, "resume").status == 302

    def test_is_not_lifted_by_a_form_that_says_nothing(self, officer: Visitor) -> None:
        client = make_client()
        self.change(officer, client, "suspend", "密钥泄露")

        self.change(officer, client, "")

        assert Client.objects.get().state == ClientState.SUSPENDED


class TestConnecting:
    def test_stops_reminding_of_an_exception_that_is_over(
        self, officer: Visitor, application: Application
    ) -> None:
        enter(officer, name=application.system_name, owner=application.unit, **exception())

        decide(officer, application, decision="approve")

        assert RegisteredSystem.objects.get().state == "in_test"
        reminder = Reminder.objects.get(kind="identity_provider/exception_ending")
        assert reminder.closed_at == NOW


class TestTwoAtOnce:
    def test_are_entered_each_with_its_own_client(self, db: None) -> None:
        """Two clients of one system may become known in the same moment."""
        entry = RegisteredSystem.objects.create(
            name="档案", owner="某局", state="not_connected", changed_at=NOW
        )
        first, second = make_client(), make_client()

        def enter_client(client: Client) -> None:
            onboarding.enter_in_register(
                name="档案", owner="某局", item_codes=[], client=client, now=NOW
            )

        with just_before("UPDATE", lambda: enter_client(second)):
            enter_client(first)

        of = {one.client_id: one for one in RegisteredSystem.objects.all()}
        assert (of[second.pk].pk, of[second.pk].version) == (entry.pk, 2)
        assert of.keys() == {first.pk, second.pk}


@contextlib.contextmanager
def just_before(verb: str, act: Callable[[], None]) -> Iterator[None]:
    """Have somebody else act right before the first such statement reaches the register."""
    waiting = [act]

    def first(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if waiting and sql.startswith(verb) and RegisteredSystem._meta.db_table in sql:
            waiting.pop()()
        return execute(sql, *rest)

    with connection.execute_wrapper(first):
        yield
