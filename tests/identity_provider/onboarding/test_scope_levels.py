"""C2: two officers say which level a scope or resource demands of the people."""

import json

import pytest

from shiming.accounts import ports as accounts
from shiming.audit.models import AuditRecord
from shiming.identity_provider.models import ScopeLevel
from shiming.identity_provider.queries import get_least_levels
from shiming.identity_provider.types import RegistryPermission, ScopeLevelState
from shiming.kernel.levels import Level
from tests.factories.accounts import make_account
from tests.factories.identity_provider import make_client
from tests.identity_provider.onboarding.conftest import Somebody, Visitor
from tests.identity_provider.wire import Reply

pytestmark = pytest.mark.usefixtures("whole_site")

LIST = "/registry/scopes/"
HALL = "https://hall.example/api"


@pytest.fixture
def first(somebody: Somebody) -> Visitor:
    account = make_account(mobile="13900010001")
    return somebody(account, permissions=tuple(RegistryPermission))


@pytest.fixture
def second(somebody: Somebody) -> Visitor:
    account = make_account(mobile="13900010002")
    return somebody(account, permissions=tuple(RegistryPermission))


def propose(who: Visitor, name: str = "identity_number", **changes: str) -> Reply:
    form = {"min_level": "30", "min_unit_level": "20", "reason": "完整号码", **changes}
    return who.wire.post(
        f"{LIST}level/",
        {"csrfmiddlewaretoken": _csrf(who), **form},
        QUERY_STRING=f"name={name}",
    )


def decide(who: Visitor, decision: str = "approve", *, row: ScopeLevel | None = None) -> Reply:
    one = row or ScopeLevel.objects.get(state=ScopeLevelState.PROPOSED)
    fields = {"decision": decision, "reason": "" if decision == "approve" else "不必"}
    return who.wire.post(f"{LIST}{one.pk}/decide/", {"csrfmiddlewaretoken": _csrf(who), **fields})


def _csrf(who: Visitor) -> str:
    # The list has no form of its own.
    page = who.wire.get("/registry/systems/add/").text
    return page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


class TestScopeLevels:
    def test_are_in_force_once_a_second_officer_agrees(
        self, first: Visitor, second: Visitor
    ) -> None:
        make_client(resources=[HALL], allowed_scopes=["openid", "hall:file"])

        page = first.wire.get(LIST).text
        assert propose(first).status == 302
        assert get_least_levels().of_people == {}
        asked = second.wire.get(f"{LIST}{ScopeLevel.objects.get().pk}/decide/").text
        assert decide(second).status == 302

        assert all(one in page for one in (HALL, "hall:file", "identity_number"))
        assert "offline_access" not in page
        assert "中级实名" in asked
        assert "完整号码" in asked
        levels = get_least_levels()
        assert levels.of_people == {"identity_number": Level.INTERMEDIATE}
        assert levels.of_units == {"identity_number": Level.PRIMARY}
        told = [
            (record.event, json.loads(record.details))
            for record in AuditRecord.objects.filter(subject__startswith="scope_level:")
        ]
        demanded = {"name": "identity_number", "level": "intermediate", "unit_level": "primary"}
        assert told == [
            ("identity_provider.scope_level.proposed", demanded),
            ("identity_provider.scope_level.set", demanded),
        ]

    def test_replace_those_before_and_can_be_lifted(self, first: Visitor, second: Visitor) -> None:
        propose(first)
        decide(second)

        lifted = propose(second, min_level="10", min_unit_level="10")
        decide(first)

        assert lifted.status == 302
        assert get_least_levels().of_people == {}
        assert sorted(ScopeLevel.objects.values_list("state", flat=True)) == [
            "in_force",
            "replaced",
        ]

    def test_are_nobodys_to_decide_who_proposed_them(self, first: Visitor, second: Visitor) -> None:
        propose(first)

        own = decide(first)
        page = first.wire.get(f"{LIST}{ScopeLevel.objects.get().pk}/decide/").text

        assert own.status == 403
        assert "不能审批自己提出的修改" in own.text
        assert "approve" not in page
        assert get_least_levels().of_people == {}
        assert not AuditRecord.objects.filter(event__endswith="scope_level.set").exists()

    def test_need_an_officer_who_is_known(self, first: Visitor, somebody: Somebody) -> None:
        nobody = somebody(make_account(), permissions=tuple(RegistryPermission))
        propose(first)

        with accounts.personnel_records.replaced(accounts.NoPersonnelRecords()):
            refused = decide(nobody)

        assert refused.status == 403
        assert get_least_levels().of_people == {}

    def test_are_decided_once(self, first: Visitor, second: Visitor) -> None:
        propose(first)
        row = ScopeLevel.objects.get()

        refused = decide(second, "refuse")
        late = decide(second, row=row)

        assert refused.status == 302
        assert (late.status, ScopeLevel.objects.get().state) == (409, "refused")
        assert get_least_levels().of_people == {}

    def test_wait_one_at_a_time(self, first: Visitor, second: Visitor) -> None:
        propose(first)

        assert propose(second, min_level="40").status == 409
        assert ScopeLevel.objects.count() == 1

    @pytest.mark.parametrize(
        ("name", "changes", "status"),
        [
            ("openid", {}, 404),
            ("offline_access", {}, 404),
            ("never-heard-of", {}, 404),
            ("phone", {"min_level": "0"}, 422),
            ("phone", {"min_level": "25"}, 422),
            ("phone", {"reason": ""}, 422),
            ("phone", {"min_level": "10", "min_unit_level": "10"}, 422),
        ],
    )
    def test_refuse_what_cannot_be_demanded(
        self, first: Visitor, name: str, changes: dict[str, str], status: int
    ) -> None:
        assert propose(first, name, **changes).status == status
        assert not ScopeLevel.objects.exists()

    def test_are_for_those_alone_who_keep_the_register(
        self, first: Visitor, somebody: Somebody
    ) -> None:
        propose(first)
        others = somebody(make_account(), permissions=(RegistryPermission.DECIDE,))

        pages = [LIST, f"{LIST}level/?name=phone", f"{LIST}{ScopeLevel.objects.get().pk}/decide/"]

        assert [others.wire.get(*page.split("?")).status for page in pages] == [403, 403, 403]

    def test_are_listed_a_page_at_a_time(self, first: Visitor) -> None:
        make_client(allowed_scopes=["openid", *(f"hall:act-{n:03}" for n in range(60))])

        page = first.wire.get(LIST).text
        rest = first.wire.get(LIST, {"page": "1"}).text
        beyond = first.wire.get(LIST, {"page": "9" * 5000})

        assert "hall:act-010" in page
        assert "hall:act-059" not in page
        assert "hall:act-059" in rest
        assert "page=1" in page
        assert beyond.status == 200
