"""Reads for officers who keep members of staff (F2)."""

import datetime as dt
import uuid

from django.db.models import Q

from shiming.accounts import errors as account_errors
from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId, AccountState
from shiming.directory import errors, policies
from shiming.directory.models import PermissionGrant, StaffMember
from shiming.directory.queries.staff import NAME_INDEX, every_staff, facts_of
from shiming.directory.types import (
    EVERYWHERE,
    DirectoryPermission,
    GrantFacts,
    Keeper,
    SharingPhones,
    StaffEntry,
    StaffFacts,
    StaffFilter,
    StaffPage,
    StaffSheet,
)
from shiming.kernel.actor import Actor
from shiming.vault import queries as vault

_PAGE = 50


def staff_keeper_of(*, officer: Actor) -> Keeper:
    """
    Return what an officer may keep by hand: every member of staff.

    :raises errors.MayNotManageStaff: if they may not
    """
    if refusal := policies.refusal_to_officer(
        officer=officer, permission=DirectoryPermission.MANAGE_STAFF
    ):
        raise refusal
    return Keeper()


def list_staff(
    *, narrowed: StaffFilter, viewer: Actor, after: uuid.UUID | None = None
) -> StaffPage:
    """
    List members of staff to an officer, a page at a time, the oldest account first.

    :raises errors.MayNotManageStaff: if the viewer may neither keep staff nor give permissions
    """
    if refusal := policies.refusal_to_see_staff(viewer=viewer):
        raise refusal
    rows = every_staff().order_by("pk")
    if narrowed.state is None:
        rows = rows.filter(is_closed=False)
    else:
        rows = rows.filter(account__state=narrowed.state)
    if narrowed.organisation_code:
        rows = rows.filter(organisation__code=narrowed.organisation_code)
    if narrowed.name:
        folded = policies.fold_name(narrowed.name)
        indexes = vault.blind_indexes(purpose=NAME_INDEX, value=folded)
        rows = rows.filter(Q(name_index__in=indexes) | Q(account__user_name_key=folded))
    if after is not None:
        rows = rows.filter(pk__gt=after)
    found = list(rows[: _PAGE + 1])
    shown = found[:_PAGE]
    entries = tuple(
        StaffEntry(facts=facts, state=AccountState(row.account.state))
        for row, facts in zip(shown, facts_of(shown, reach=EVERYWHERE), strict=True)
    )
    return StaffPage(entries=entries, after=shown[-1].pk if len(found) > _PAGE else None)


def list_sharing_phones(*, viewer: Actor) -> SharingPhones:
    """
    Return who has the mobile of a member of staff opened before them, and how many there are.

    :raises errors.MayNotManageStaff: if the viewer may neither keep staff nor give permissions
    """
    if refusal := policies.refusal_to_see_staff(viewer=viewer):
        raise refusal
    rows = every_staff().filter(shares_phone=True, is_closed=False)
    shown = rows.order_by("created_at", "pk")[:_PAGE]
    return SharingPhones(
        count=rows.count(), first=tuple(facts_of(shown, reach=EVERYWHERE, has_groups=False))
    )


def get_staff_sheet(account_id: AccountId, *, viewer: Actor, now: dt.datetime) -> StaffSheet:
    """
    Return what an officer sees of a member of staff, a closed one too.

    :raises errors.MayNotManageStaff: if the viewer may neither keep staff nor give permissions
    :raises errors.StaffNotFound: if there is none
    """
    if refusal := policies.refusal_to_see_staff(viewer=viewer):
        raise refusal
    row = every_staff().filter(pk=account_id).first()
    if row is None:
        raise errors.StaffNotFound(account_id=account_id)
    return StaffSheet(
        facts=_facts(row),
        state=AccountState(row.account.state),
        grants=_grants_of(account_id),
        session_count=len(accounts.list_sessions(account_id, now=now)),
        may_reset=accounts.refusal_to_reset(accounts.get_account(account_id), actor=viewer, now=now)
        is None,
    )


def find_opener(account_id: AccountId) -> uuid.UUID | None:
    """Find the officer who opened an account of staff by hand."""
    opener = StaffMember.objects.filter(pk=account_id).values_list("opened_by", flat=True)
    return opener.first()


def _facts(row: StaffMember) -> StaffFacts:
    return facts_of([row], reach=EVERYWHERE)[0]


def _grants_of(account_id: AccountId) -> tuple[GrantFacts, ...]:
    held = PermissionGrant.objects.filter(account_id=account_id, revoked_at__isnull=True)
    return tuple(
        GrantFacts(
            permission=one.permission,
            granted_by=_user_name(one.granted_by),
            granted_at=one.granted_at,
            source=one.source,
        )
        for one in held.order_by("permission", "pk")
    )


def _user_name(account_id: uuid.UUID | None) -> str:
    if account_id is None:
        return ""
    try:
        return accounts.get_account(AccountId(account_id)).user_name or ""
    except account_errors.AccountNotFound:
        return ""
