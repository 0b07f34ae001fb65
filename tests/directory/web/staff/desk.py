"""What the tests of the staff pages share."""

import re

from shiming.accounts.models import Account
from shiming.accounts.types import (
    AccountId,
)
from shiming.directory import queries
from shiming.directory.actions.grant_permission import grant_permission
from shiming.directory.models import Organisation, StaffMember
from shiming.kernel import clock
from shiming.kernel.actor import system_actor

LIST = "/directory/staff/"
SYSTEM = system_actor(device="tests")
REASON = {"reason": "长期离岗，暂停使用"}
NEW = {
    "name": "示例乙",
    "user_name": "staff.yi",
    "organisation_code": "60-A",
    "mobile": "13800138000",
}


def grant(account: Account, *permissions: str) -> None:
    for permission in permissions:
        grant_permission(
            account_id=AccountId(account.pk),
            permission=permission,
            granter=SYSTEM,
            now=clock.now(),
        )


def held_by(account_id: AccountId) -> frozenset[str]:
    return queries.permissions_of(account_id, clock.now())


def version_in(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found is not None
    return found[1]


def place(account: Account, code: str) -> None:
    """Let an account work in an organisation, or in none."""
    organisation = Organisation.objects.get(code=code) if code else None
    StaffMember.objects.create(
        account=account,
        organisation=organisation,
        profile={},
        created_at=clock.now(),
        changed_at=clock.now(),
    )
