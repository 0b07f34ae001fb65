"""RFC 7644, section 3.5.2: PATCH, and what Entra ID makes of it."""

import pytest
from typing_extensions import override

from shiming.accounts.models import Account
from shiming.directory.models import Membership, PermissionGrant, StaffMember
from shiming.directory.scim.patching import Act, PatchOperation, patched
from shiming.directory.scim.schemas import ENTERPRISE, GROUP, GROUPS, PATCH_OP, USER, Json
from tests.directory.api.conftest import Scim, error, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def jia(personnel: Scim) -> str:
    created = personnel.create(
        "staff.jia",
        organisation="60-A",
        displayName="示例甲",
        name={"familyName": "示", "givenName": "例甲"},
        emails=[{"value": "jia@example.org", "type": "work"}],
    )
    return f"/Users/{created['id']}"


APPLIED = [
    ({"op": "add", "path": "title", "value": "科长"}, "title", "科长"),
    ({"op": "ADD", "path": "TITLE", "value": "科长"}, "title", "科长"),
    ({"op": "replace", "path": f"{USER}:title", "value": "科长"}, "title", "科长"),
    (
        {"op": "replace", "path": "name.givenName", "value": "甲"},
        "name",
        {"familyName": "示", "givenName": "甲"},
    ),
    (
        {"op": "replace", "path": "name", "value": {"givenName": "甲"}},
        "name",
        {"familyName": "示", "givenName": "甲"},
    ),
    ({"op": "remove", "path": "name.givenName"}, "name", {"familyName": "示"}),
    ({"op": "remove", "path": "name"}, "name", None),
    ({"op": "replace", "value": {"title": "科长"}}, "title", "科长"),
    (
        {"op": "Add", "value": {"name.givenName": "甲", "active": "True"}},
        "name",
        {"familyName": "示", "givenName": "甲"},
    ),
    (
        {"op": "replace", "path": 'emails[type eq "work"].value', "value": "a@example.org"},
        "emails",
        [{"value": "a@example.org", "type": "work", "primary": True}],
    ),
    (
        {"op": "replace", "path": "emails.value", "value": "a@example.org"},
        "emails",
        [{"value": "a@example.org", "type": "work", "primary": True}],
    ),
    (
        {"op": "add", "path": 'phoneNumbers[type eq "mobile"].value', "value": "+8613900000000"},
        "phoneNumbers",
        [{"value": "+8613900000000", "type": "mobile", "primary": True}],
    ),
    ({"op": "remove", "path": 'emails[type eq "work"]'}, "emails", None),
    ({"op": "remove", "path": "emails"}, "emails", None),
    (
        {"op": "replace", "path": f"{ENTERPRISE}:department", "value": "征管科"},
        ENTERPRISE,
        {"organization": "60-A", "department": "征管科"},
    ),
    (
        {"op": "replace", "value": {f"{ENTERPRISE}:department": "征管科"}},
        ENTERPRISE,
        {"organization": "60-A", "department": "征管科"},
    ),
    (
        {"op": "replace", "value": {ENTERPRISE: {"department": "征管科"}}},
        ENTERPRISE,
        {"organization": "60-A", "department": "征管科"},
    ),
    (
        {"op": "replace", "path": f"{ENTERPRISE}:organization", "value": "60-B"},
        ENTERPRISE,
        {"organization": "60-B"},
    ),
    ({"op": "replace", "path": "userName", "value": "staff.jia"}, "userName", "staff.jia"),
]


class TestAnOperation:
    def test_changes_what_it_names(self, personnel: Scim, jia: str) -> None:
        before = personnel.found(jia)

        changed = []
        for operation, name, _ in APPLIED:
            response = personnel.patch(jia, operation)
            assert response.status_code == 200, (operation, response.content)
            changed.append(read(response).get(name))
            personnel.ask("PUT", jia, before)

        assert changed == [expected for _, _, expected in APPLIED]

    @pytest.mark.parametrize(
        ("operation", "expected"),
        [
            ({"op": "replace", "path": "userName", "value": "staff.yi"}, (400, "mutability")),
            ({"op": "remove", "path": "userName"}, (400, "mutability")),
            ({"op": "replace", "path": "id", "value": "x"}, (400, "mutability")),
            ({"op": "replace", "path": "meta.version", "value": "x"}, (400, "mutability")),
            ({"op": "add", "path": "groups", "value": [{"value": "x"}]}, (400, "mutability")),
            ({"op": "replace", "value": {"id": "x"}}, (400, "mutability")),
            ({"op": "add", "path": "nickName", "value": "x"}, (400, "invalidPath")),
            ({"op": "add", "path": "", "value": "x"}, (400, "invalidValue")),
            ({"op": "add", "path": "title.x", "value": "x"}, (400, "invalidPath")),
            ({"op": "add", "path": 'title[type eq "x"]', "value": "x"}, (400, "invalidPath")),
            ({"op": "add", "path": "emails[", "value": "x"}, (400, "invalidPath")),
            ({"op": "add", "path": "emails[type eq].value", "value": "x"}, (400, "invalidFilter")),
            ({"op": "add", "path": "__class__.__init__", "value": "x"}, (400, "invalidPath")),
            ({"op": "add", "path": "password_changed_at", "value": "x"}, (400, "invalidPath")),
            ({"op": "add", "path": "kind", "value": "natural_person"}, (400, "invalidPath")),
            (
                {"op": "replace", "path": 'emails[type eq "home"].value', "value": "x"},
                (400, "noTarget"),
            ),
            ({"op": "remove"}, (400, "noTarget")),
            ({"op": "move", "path": "title"}, (400, "invalidSyntax")),
            ({"op": "add", "path": "title"}, (400, "invalidSyntax")),
            ({"op": "add", "path": 7, "value": "x"}, (400, "invalidPath")),
            ({"op": "add", "path": "title", "value": {"a": 1}}, (400, "invalidValue")),
            ({"op": "replace", "path": "active", "value": "perhaps"}, (400, "invalidValue")),
            ({"op": "replace", "path": "password", "value": "Tulpen-7"}, (403, None)),
            ({"op": "replace", "path": f"{USER}:password", "value": "Tulpen-7"}, (403, None)),
            ({"op": "replace", "value": {"password": "Tulpen-7"}}, (403, None)),
            ({"op": "replace", "value": {USER: {"password": "Tulpen-7"}}}, (403, None)),
            ({"op": "add", "path": "roles", "value": [{"value": "admin"}]}, (403, None)),
            (
                {"op": "add", "path": 'roles[primary eq "True"].value', "value": "admin"},
                (403, None),
            ),
            ({"op": "add", "value": {"Entitlements": [{"value": "admin"}]}}, (403, None)),
        ],
    )
    def test_is_refused_where_it_may_not_reach(
        self,
        personnel: Scim,
        jia: str,
        operation: dict[str, object],
        expected: tuple[int, str | None],
    ) -> None:
        before = personnel.found(jia)

        # What comes first in the same request must not stay either.
        response = personnel.patch(jia, {"op": "add", "path": "title", "value": "x"}, operation)

        assert error(response) == expected
        assert personnel.found(jia) == before
        assert not PermissionGrant.objects.exists()
        assert Account.objects.get().password == ""

    @pytest.mark.parametrize(
        "content",
        [
            {"Operations": [{"op": "add", "path": "title", "value": "x"}]},
            {"schemas": [PATCH_OP]},
            {"schemas": [PATCH_OP], "Operations": []},
            {"schemas": [PATCH_OP], "Operations": ["x"]},
            {"schemas": [PATCH_OP], "Operations": [{"op": "remove", "path": "title"}] * 101},
        ],
    )
    def test_stands_in_a_message_of_its_kind(
        self, personnel: Scim, jia: str, content: dict[str, object]
    ) -> None:
        assert error(personnel.ask("PATCH", jia, content)) == (400, "invalidSyntax")


class TestMembers:
    @pytest.fixture
    def people(self, personnel: Scim) -> list[str]:
        return [personnel.create(f"staff.{name}")["id"] for name in ("jia", "yi", "bing")]

    @pytest.fixture
    def group(self, personnel: Scim, people: list[str]) -> str:
        return f"/Groups/{personnel.group('窗口值班', *people[:2])['id']}"

    @pytest.mark.parametrize(
        ("operation", "expected"),
        [
            ({"op": "add", "path": "members", "value": [{"value": "2"}]}, "012"),
            ({"op": "add", "path": "members", "value": [{"value": "0"}]}, "01"),
            ({"op": "Add", "value": {"members": [{"value": "2"}]}}, "012"),
            ({"op": "replace", "path": "members", "value": [{"value": "2"}]}, "2"),
            ({"op": "remove", "path": 'members[value eq "0"]'}, "1"),
            ({"op": "Remove", "path": "members", "value": [{"value": "0"}]}, "1"),
            ({"op": "remove", "path": 'members[value eq "2"]'}, "01"),
            ({"op": "remove", "path": 'members[value eq "0" or value eq "1"]'}, ""),
            ({"op": "remove", "path": "members"}, ""),
        ],
    )
    def test_come_and_go(
        self,
        personnel: Scim,
        people: list[str],
        group: str,
        operation: dict[str, object],
        expected: str,
    ) -> None:
        def with_ids(value: object) -> object:
            if isinstance(value, dict):
                return {key: with_ids(one) for key, one in value.items()}
            if isinstance(value, list):
                return [with_ids(one) for one in value]
            text = str(value)
            for number, key in enumerate(people):
                text = text.replace(f'"{number}"', f'"{key}"')
            return people[int(text)] if text in {"0", "1", "2"} else text

        sent = with_ids(operation)
        assert isinstance(sent, dict)
        response = personnel.patch(group, sent)

        assert response.status_code == 200, response.content
        members = {one["value"] for one in read(response).get("members", [])}
        assert members == {people[int(one)] for one in expected}
        assert Membership.objects.count() == len(expected)
        shown = personnel.found(f"/Users/{people[0]}").get("groups", [])
        assert bool(shown) is ("0" in expected)

    @pytest.mark.parametrize(
        "value",
        [
            [{"value": "0190a000-0000-7000-8000-000000000000"}],
            [{"value": "no identifier"}],
            [{"display": "staff.bing"}],
            ["staff.bing"],
        ],
    )
    def test_must_be_members_of_staff(self, personnel: Scim, group: str, value: object) -> None:
        response = personnel.patch(group, {"op": "add", "path": "members", "value": value})

        assert error(response) == (400, "invalidValue")
        assert Membership.objects.count() == 2

    def test_are_never_turned_into_others(
        self, personnel: Scim, people: list[str], group: str
    ) -> None:
        path = f'members[value eq "{people[0]}"].value'

        response = personnel.patch(group, {"op": "replace", "path": path, "value": people[2]})

        assert error(response) == (400, "mutability")

    def test_that_were_closed_cannot_join(
        self, personnel: Scim, people: list[str], group: str
    ) -> None:
        personnel.ask("DELETE", f"/Users/{people[2]}")

        response = personnel.patch(
            group, {"op": "add", "path": "members", "value": [{"value": people[2]}]}
        )

        assert error(response) == (400, "invalidValue")

    def test_leave_the_groups_of_the_place_that_they_leave(
        self, personnel: Scim, city: Scim
    ) -> None:
        moved = city.create("staff.ding")
        city.group("甲市值班", moved["id"])
        personnel.group("全省值班", moved["id"])

        personnel.patch(
            f"/Users/{moved['id']}",
            {"op": "replace", "path": f"{ENTERPRISE}:organization", "value": "60-B"},
        )

        shown = personnel.found(f"/Users/{moved['id']}")
        assert [one["display"] for one in shown["groups"]] == ["全省值班"]
        assert StaffMember.objects.get().organisation.code == "60-B"  # type: ignore[union-attr]  # it has one

    def test_that_are_many_are_compared_with_the_filter_alone(self) -> None:
        """One request must not take as long as the square of a group."""
        compared: list[object] = []

        class Member(dict[str, object]):
            __hash__ = None

            @override
            def __eq__(self, other: object) -> bool:
                compared.append(other)
                return super().__eq__(other)

        group: Json = {"members": [Member(value=str(number)) for number in range(50)]}
        remove = PatchOperation(
            act=Act.REMOVE, path='members[value pr and not (value eq "7")]', value=None
        )

        assert patched(group, [remove], GROUPS) == {"members": [{"value": "7"}]}
        assert len(compared) <= 2

    def test_are_replaced_with_the_name_by_put(
        self, personnel: Scim, people: list[str], group: str
    ) -> None:
        content = {
            "schemas": [GROUP],
            "displayName": "大厅值班",
            "members": [{"value": people[2]}],
        }

        shown = read(personnel.ask("PUT", group, content, **{"If-Match": 'W/"1"'}))

        assert shown["displayName"] == "大厅值班"
        assert [one["value"] for one in shown["members"]] == [people[2]]
        stale = personnel.ask("PUT", group, content, **{"If-Match": 'W/"1"'})
        assert error(stale) == (412, None)

    def test_stay_what_they_are_when_the_group_goes(self, personnel: Scim, group: str) -> None:
        assert personnel.ask("DELETE", group).status_code == 204

        assert error(personnel.get(group)) == (404, None)
        assert personnel.found("/Users")["totalResults"] == 3

    def test_belong_to_a_group_of_one_name(self, personnel: Scim, group: str) -> None:
        content = {"schemas": [GROUP], "displayName": " 窗口值班 "}

        assert error(personnel.ask("POST", "/Groups", content)) == (409, "uniqueness")
