"""Who is let in, and what nobody does to themselves."""

import pytest
from django.test import Client

from shiming.accounts.models import Account
from shiming.accounts.types import (
    AccountId,
    AccountPermission,
    AccountState,
)
from shiming.directory.models import StaffMember
from shiming.directory.types import (
    DirectoryPermission,
)
from shiming.kernel import clock
from tests.directory.web.staff.desk import LIST, NEW, REASON, grant, held_by
from tests.directory.web.test_calendar_pages import client_of
from tests.factories.accounts import make_account

pytestmark = pytest.mark.django_db


class TestOneself:
    @pytest.fixture
    def own(self, active: AccountId) -> AccountId:
        grant(
            Account.objects.get(pk=active),
            DirectoryPermission.MANAGE_STAFF,
            DirectoryPermission.GRANT,
            AccountPermission.RESET_STAFF,
        )
        return active

    @pytest.mark.parametrize(
        ("act", "entered"),
        [
            ("lock/", REASON),
            ("close/", {"user_name": "staff.jia", "version": "1"}),
            ("permissions/grant/", {"permission": "proofing:case:review"}),
        ],
    )
    @pytest.mark.requirement("S06-2", "S20-3")
    def test_is_neither_locked_nor_closed_nor_given_anything(
        self, own: AccountId, act: str, entered: dict[str, str]
    ) -> None:
        held = held_by(own)
        client = client_of(Account.objects.get(pk=own))

        assert client.post(f"{LIST}{own}/{act}", entered).status_code == 403
        assert Account.objects.get(pk=own).state == AccountState.ACTIVE
        assert held_by(own) == held


_WRITES = ("add/", "{}/", "{}/lock/", "{}/unlock/", "{}/close/")
_GRANTS = ("{}/permissions/grant/", "{}/permissions/revoke/")


class TestGuard:
    @pytest.mark.parametrize("path", ["", *_WRITES])
    def test_sends_visitors_to_sign_in(self, jia: AccountId, path: str) -> None:
        assert Client().post(LIST + path.format(jia)).status_code == 302

    @pytest.mark.parametrize("path", ["", *_WRITES, *_GRANTS])
    def test_lets_nobody_in_without_permission(self, jia: AccountId, path: str) -> None:
        stranger = client_of(make_account(now=clock.now()))

        assert stranger.post(LIST + path.format(jia), NEW).status_code == 403
        assert stranger.get(LIST).status_code == 403
        assert stranger.get(f"{LIST}{jia}/").status_code == 403

    @pytest.mark.parametrize(
        ("permission", "paths"),
        [(DirectoryPermission.GRANT, _WRITES), (DirectoryPermission.MANAGE_STAFF, _GRANTS)],
    )
    def test_tells_keeping_staff_from_giving_permissions(
        self, jia: AccountId, permission: str, paths: tuple[str, ...]
    ) -> None:
        half = make_account(now=clock.now())
        grant(half, permission)
        client = client_of(half)

        assert client.get(f"{LIST}{jia}/").status_code == 200
        assert {client.post(LIST + path.format(jia), NEW).status_code for path in paths} == {403}

    def test_answers_for_citizens_as_for_nobody(self, officer: Client) -> None:
        citizen = make_account(user_name="citizen.jia")
        nobody = "00000000-0000-7000-8000-000000000000"

        for key in (citizen.pk, nobody):
            assert officer.get(f"{LIST}{key}/").status_code == 404
            given = {"permission": "proofing:case:review"}
            assert officer.post(f"{LIST}{key}/permissions/grant/", given).status_code == 404
            assert officer.post(f"{LIST}{key}/lock/", REASON).status_code == 404

    @pytest.mark.parametrize("path", [*_WRITES, *_GRANTS])
    def test_demands_a_csrf_token(self, officer: Client, jia: AccountId, path: str) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = officer.cookies

        assert strict.post(LIST + path.format(jia), NEW | REASON).status_code == 403
        assert StaffMember.objects.count() == 1
        assert Account.objects.get(pk=jia).state == AccountState.PENDING
