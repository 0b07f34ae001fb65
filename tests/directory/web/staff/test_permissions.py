"""Giving permissions, and taking them back."""

import enum

import pytest
from django.test import Client

from shiming.accounts.models import Account
from shiming.accounts.types import (
    AccountId,
)
from shiming.audit import queries as audit
from shiming.directory.models import PermissionGrant, StaffMember
from shiming.directory.permission_names import PERMISSION_NAMES
from shiming.identity_provider.types import ProvisioningPermission, RegistryPermission
from shiming.jobs.types import JobPermission
from shiming.legal_persons.types import LegalPersonPermission
from tests.directory.web.staff.desk import LIST, NEW, held_by

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("S06-2")
class TestPermissions:
    def test_are_given_and_taken_back(
        self, officer: Client, account: Account, jia: AccountId
    ) -> None:
        given = {"permission": "proofing:case:review"}

        officer.post(f"{LIST}{jia}/permissions/grant/", given)
        assert held_by(jia) == {"proofing:case:review"}
        assert PermissionGrant.objects.get(account_id=jia).granted_by == account.pk
        officer.post(f"{LIST}{jia}/permissions/revoke/", given)

        assert held_by(jia) == frozenset()
        told = {one.event for one in audit.list_records_unscoped(subject=f"account:{jia}")}
        assert {"directory.permission.granted", "directory.permission.revoked"} <= told

    def test_are_those_that_the_areas_know(self) -> None:
        known = {
            str(member.value)
            for words in _subclasses_of(enum.StrEnum)
            if words.__module__.startswith("shiming.") and words.__name__.endswith("Permission")
            for member in words
        }
        of_units = {LegalPersonPermission.ACT.value, LegalPersonPermission.MANAGE_OFFICERS.value}

        assert {JobPermission.MANAGE, *RegistryPermission, *ProvisioningPermission} <= known
        assert set(PERMISSION_NAMES) == known - of_units

    @pytest.mark.parametrize("permission", ["", "legal_persons:unit:act", "x:y:z"])
    def test_are_no_others(self, officer: Client, jia: AccountId, permission: str) -> None:
        answer = officer.post(f"{LIST}{jia}/permissions/grant/", {"permission": permission})

        assert answer.status_code == 422
        assert held_by(jia) == frozenset()

    def test_are_not_given_by_who_opened_the_account(self, officer: Client) -> None:
        # They chose the mobile that the first code went to: it could be their own.
        officer.post(f"{LIST}add/", NEW)
        opened = StaffMember.objects.get().pk

        answer = officer.post(
            f"{LIST}{opened}/permissions/grant/", {"permission": "proofing:case:review"}
        )

        assert answer.status_code == 403
        assert held_by(opened) == frozenset()


def _subclasses_of(words: type[enum.StrEnum]) -> set[type[enum.StrEnum]]:
    return set(words.__subclasses__())
