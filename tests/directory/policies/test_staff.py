"""Who may keep groups, organisations and programs, and what those may look like."""

import pytest

from shiming.directory import errors, policies
from shiming.directory.types import DirectoryPermission, GroupDraft, Reach
from shiming.kernel.actor import system_actor
from tests.directory.conftest import actor_with

OFFICES = [
    (DirectoryPermission.MANAGE_GROUPS, errors.MayNotManageGroups),
    (DirectoryPermission.MANAGE_ORGANISATIONS, errors.MayNotManageOrganisations),
    (DirectoryPermission.MANAGE_SCIM, errors.MayNotManageScim),
]


@pytest.mark.parametrize(("permission", "refusal"), OFFICES)
class TestAnOffice:
    def test_is_for_those_who_hold_it(
        self, permission: DirectoryPermission, refusal: type[Exception]
    ) -> None:
        holder = actor_with(permission)

        assert policies.refusal_to_officer(officer=holder, permission=permission) is None

    def test_is_the_systems_too(
        self, permission: DirectoryPermission, refusal: type[Exception]
    ) -> None:
        system = system_actor(device="tests")

        assert policies.refusal_to_officer(officer=system, permission=permission) is None

    def test_comes_with_no_other(
        self, permission: DirectoryPermission, refusal: type[Exception]
    ) -> None:
        others = actor_with(*(one for one, _ in OFFICES if one is not permission))

        found = policies.refusal_to_officer(officer=others, permission=permission)

        assert isinstance(found, refusal)


class TestAGroup:
    @pytest.mark.parametrize(
        "draft",
        [
            GroupDraft(name=""),
            GroupDraft(name="  "),
            GroupDraft(name="x" * 61),
            GroupDraft(name="a\nb"),
            GroupDraft(name="a\u202eb"),
            GroupDraft(name="a", description="x" * 201),
            GroupDraft(name="a", external_id="x" * 257),
        ],
    )
    def test_is_refused_with_a_name_that_is_none(self, draft: GroupDraft) -> None:
        assert isinstance(policies.refusal_to_group(draft), errors.GroupUnfit)

    def test_may_be_called_anything_else(self) -> None:
        assert policies.refusal_to_group(GroupDraft(name="各窗口 值班人员")) is None


class TestAnOrganisation:
    @pytest.mark.parametrize(
        ("code", "name", "parent_path"),
        [
            ("", "甲市", "/"),
            ("60/B", "甲市", "/"),
            ("60_B", "甲市", "/"),
            ("60%", "甲市", "/"),
            ("x" * 33, "甲市", "/"),
            ("60", "", "/"),
            ("60", "x" * 101, "/"),
            ("60", "甲市", "/" + "a/" * 16),
        ],
    )
    def test_fits_into_the_tree_or_is_refused(self, code: str, name: str, parent_path: str) -> None:
        found = policies.refusal_to_organisation(code=code, name=name, parent_path=parent_path)

        assert isinstance(found, errors.OrganisationUnfit)

    def test_may_stand_fifteen_below_a_root(self) -> None:
        path = "/" + "a/" * 15

        assert policies.refusal_to_organisation(code="b", name="乙", parent_path=path) is None


class TestReach:
    @pytest.mark.parametrize(
        ("reach", "path"), [("", ""), ("", "/60/"), ("/60/", "/60/"), ("/60/", "/60/60-A/")]
    )
    def test_goes_down(self, reach: str, path: str) -> None:
        assert Reach(path=reach).covers(path)

    @pytest.mark.parametrize(
        ("reach", "path"), [("/60/", "/600/"), ("/60/60-A/", "/60/"), ("/60/", "")]
    )
    def test_goes_nowhere_else(self, reach: str, path: str) -> None:
        assert not Reach(path=reach).covers(path)
