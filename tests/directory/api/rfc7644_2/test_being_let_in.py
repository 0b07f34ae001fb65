"""RFC 7644, section 2: who is let in, how far, and what everybody else is told."""

import pytest
from django.test import Client

from shiming.accounts.models import Account
from shiming.accounts.types import AccountState
from shiming.directory import errors
from shiming.directory.actions.organisations.add_organisation import add_organisation
from shiming.directory.actions.scim_access.end_scim_access import end_scim_access
from shiming.directory.models import Group, Membership, ScimAccess, StaffMember
from shiming.directory.types import ScimAccessId
from shiming.kernel.actor import system_actor
from tests.directory.api.conftest import FakeTokens, Scim, error, let_in, read, user
from tests.directory.conftest import NOW

pytestmark = pytest.mark.django_db

EVERY_REQUEST = [
    ("GET", "/Users"),
    ("POST", "/Users"),
    ("POST", "/Users/.search"),
    ("GET", "/Users/{id}"),
    ("PUT", "/Users/{id}"),
    ("PATCH", "/Users/{id}"),
    ("DELETE", "/Users/{id}"),
    ("GET", "/Groups"),
    ("POST", "/Groups"),
    ("PATCH", "/Groups/{id}"),
    ("GET", "/Me"),
    ("GET", "/elsewhere"),
]
_ID = "0190a000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(("method", "path"), EVERY_REQUEST)
class TestEveryAddress:
    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer nobody", "Basic cGVyc29ubmVsOng="])
    def test_wants_a_live_token(self, personnel: Scim, method: str, path: str, header: str) -> None:
        response = Client().generic(
            method, f"/scim/v2{path.format(id=_ID)}", headers={"Authorization": header}
        )

        assert error(response) == (401, None)
        assert response["WWW-Authenticate"].startswith("Bearer ")

    def test_wants_a_scope(self, tree: None, tokens: FakeTokens, method: str, path: str) -> None:
        scim = let_in("hr", tokens, scopes=("rosters:read",))

        assert error(scim.ask(method, path.format(id=_ID), {})) == (403, None)

    def test_wants_an_officers_yes(self, tokens: FakeTokens, method: str, path: str) -> None:
        tokens.scopes["hr"] = frozenset({"scim:read", "scim:write"})

        assert error(Scim(token="hr").ask(method, path.format(id=_ID), {})) == (403, None)


class TestReading:
    def test_alone_changes_nothing(self, tree: None, tokens: FakeTokens) -> None:
        reader = let_in("reader", tokens, scopes=("scim:read",))

        assert error(reader.ask("POST", "/Users", user("staff.jia"))) == (403, None)
        assert reader.found("/Users")["totalResults"] == 0
        assert not Account.objects.exists()

    def test_is_no_part_of_writing(self, tree: None, tokens: FakeTokens) -> None:
        writer = let_in("writer", tokens, scopes=("scim:write",))

        assert error(writer.get("/Users")) == (403, None)


class TestAnOfficersNo:
    def test_holds_for_a_token_that_still_lives(self, personnel: Scim) -> None:
        path = f"/Users/{personnel.create('staff.jia')['id']}"
        access = ScimAccess.objects.get()

        end_scim_access(
            access_id=ScimAccessId(access.pk), officer=system_actor(device="tests"), now=NOW
        )

        assert error(personnel.get(path)) == (403, None)
        assert error(personnel.ask("DELETE", path)) == (403, None)
        assert Account.objects.get().state == AccountState.PENDING


class TestReach:
    """What lies elsewhere is as if it were not there."""

    def test_ends_at_the_part_of_the_tree(self, personnel: Scim, city: Scim) -> None:
        inside = personnel.create("staff.jia", organisation="60-A-TAX")
        outside = personnel.create("staff.yi", organisation="60-B")
        nowhere = personnel.create("staff.bing")

        assert city.names("userName pr") == ["staff.jia"]
        assert city.found(f"/Users/{inside['id']}")["userName"] == "staff.jia"
        for one in (outside, nowhere):
            unknown = city.get(f"/Users/{_ID}")
            for response in (
                city.get(f"/Users/{one['id']}"),
                city.ask("PUT", f"/Users/{one['id']}", user(one["userName"])),
                city.patch(f"/Users/{one['id']}", {"op": "remove", "path": "title"}),
                city.ask("DELETE", f"/Users/{one['id']}"),
            ):
                assert (response.status_code, response.content) == (404, unknown.content)
        assert city.names(f'id eq "{outside["id"]}"') == []
        assert not Account.objects.filter(state=AccountState.CLOSED).exists()

    def test_is_where_new_ones_begin_and_stay(self, personnel: Scim, city: Scim) -> None:
        created = city.create("staff.jia")

        place = StaffMember.objects.get().organisation
        assert place is not None
        assert place.code == "60-A"
        for code in ("60-B", "60", "no-such"):
            moved = city.ask("PUT", f"/Users/{created['id']}", user("staff.jia", organisation=code))
            assert error(moved) == (400, "invalidValue")
        assert error(city.ask("POST", "/Users", user("staff.yi", organisation="60-B"))) == (
            400,
            "invalidValue",
        )

    def test_is_no_prefix_of_a_sisters_name(self, personnel: Scim, tokens: FakeTokens) -> None:
        sister = let_in("city-b", tokens, organisation="60-B")
        personnel.create("staff.jia", organisation="60-A")

        assert sister.found("/Users")["totalResults"] == 0

    def test_is_no_sisters_of_the_same_name_in_small_letters(self, tree: None) -> None:
        """SQLite finds both below either, so there must not be two."""
        with pytest.raises(errors.OrganisationCodeTaken):
            add_organisation(
                code="60-a",
                name="另一市",
                parent_code="60",
                officer=system_actor(device="tests"),
                now=NOW,
            )

    def test_hides_the_groups_of_others_from_who_sees_a_member(
        self, personnel: Scim, city: Scim
    ) -> None:
        member = personnel.create("staff.jia", organisation="60-A")
        personnel.group("全省专案", member["id"])
        own = city.group("甲市值班", member["id"])

        (shown,) = city.found(f"/Users/{member['id']}")["groups"]

        assert shown["value"] == own["id"]
        assert city.names('groups.display eq "全省专案"') == []
        assert len(personnel.found(f"/Users/{member['id']}")["groups"]) == 2

    def test_holds_for_groups_and_their_members(self, personnel: Scim, city: Scim) -> None:
        inside = personnel.create("staff.jia", organisation="60-A")
        outside = personnel.create("staff.yi", organisation="60-B")
        everywhere = personnel.group("全省值班", inside["id"], outside["id"])
        own = city.group("甲市值班", inside["id"])
        # The province adds somebody whom the city does not see.
        personnel.patch(
            f"/Groups/{own['id']}",
            {"op": "add", "path": "members", "value": [{"value": outside["id"]}]},
        )

        assert city.names("displayName pr", "/Groups") == ["甲市值班"]
        assert error(city.get(f"/Groups/{everywhere['id']}")) == (404, None)
        assert [one["value"] for one in city.found(f"/Groups/{own['id']}")["members"]] == [
            inside["id"]
        ]
        added = city.patch(
            f"/Groups/{own['id']}",
            {"op": "add", "path": "members", "value": [{"value": outside["id"]}]},
        )
        assert error(added) == (400, "invalidValue")
        emptied = city.patch(f"/Groups/{own['id']}", {"op": "remove", "path": "members"})
        assert "members" not in read(emptied)
        # Whom it does not see it does not remove.
        kept = Membership.objects.get(group=Group.objects.get(name="甲市值班"))
        assert str(kept.account_id) == outside["id"]

    def test_tells_nothing_by_a_login_name_that_is_taken(self, personnel: Scim, city: Scim) -> None:
        personnel.create("staff.yi", organisation="60-B", displayName="示例乙")

        response = city.ask("POST", "/Users", user("staff.yi"))

        # Login names are one space for all; nothing but that it is taken can be learned.
        assert error(response) == (409, "uniqueness")
        assert "示例" not in response.content.decode()
        assert "60-B" not in response.content.decode()
