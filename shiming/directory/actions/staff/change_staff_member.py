"""Use case: a member of staff is changed, transferred (调动), suspended or resumed."""

import datetime as dt

from django.db import IntegrityError, transaction

from shiming.accounts import operations as accounts
from shiming.accounts import queries as account_queries
from shiming.accounts.types import AccountId, AccountState, ActivationPurpose
from shiming.audit import operations as audit
from shiming.directory import errors, operations, policies, ports, queries
from shiming.directory.models import StaffMember
from shiming.directory.types import (
    Keeper,
    OrganisationFacts,
    StaffChange,
    StaffDraft,
    StaffEvent,
    StaffFacts,
)
from shiming.kernel.actor import Actor


def change_staff_member(
    *,
    account_id: AccountId,
    draft: StaffDraft,
    version: int,
    keeper: Keeper,
    actor: Actor,
    now: dt.datetime,
) -> StaffFacts:
    """
    Let a member of staff be what the draft says, if they still are what `version` was.

    Permissions are no part of a draft; who is transferred leaves the groups of the part of the
    tree that they leave.

    :raises errors.StaffNotFound: if there is no such member of staff within reach
    :raises errors.StaffChanged: if somebody changed them meanwhile
    :raises errors.UserNameFixed: if the draft has another login name
    :raises errors.OrganisationUnknown: if there is no such organisation within reach
    :raises errors.OwnStaffAccount: if officers say of themselves which number is theirs
    :raises errors.NumberTaken: if another member of staff has the resident number
    :raises errors.PhoneTaken: if another member of staff has the mobile
    :raises errors.NumberAndPhoneTaken: if both exist already
    :raises errors.ExternalIdTaken: if the same program knows somebody else by the identifier
    :raises errors.StaffFrozen: if they are to be active, and an officer froze the account
    """
    place = queries.place_of(draft, reach=keeper.reach)
    with transaction.atomic(durable=True):
        before = queries.get_staff(account_id, reach=keeper.reach)
        if before.version != version:
            raise errors.StaffChanged(account_id=account_id)
        if policies.fold_name(draft.user_name) != policies.fold_name(before.user_name):
            raise errors.UserNameFixed
        is_renumbered = draft.number is not None and draft.number.value != before.number
        if is_renumbered and account_queries.is_of_actor(account_id, actor=actor):
            raise errors.OwnStaffAccount
        changes = _changes(before, draft, place, keeper=keeper)
        if not changes:
            return before
        _write(before, draft, place, keeper=keeper, now=now)
        if draft.is_active and not before.is_active:
            _resume(account_id, draft, actor=actor, now=now)
        elif before.is_active and not draft.is_active:
            accounts.suspend_staff(account_id=account_id, actor=actor, now=now)
        if StaffChange.TRANSFERRED in changes:
            operations.end_memberships(account_id, outside_of=place.path if place else "", now=now)
        for change in changes:
            audit.record(
                event=_EVENTS[change],
                actor=actor,
                subject=f"account:{account_id}",
                at=now,
                details={
                    "client": keeper.client_id or None,
                    "organisation": place.code if place else None,
                    "version": version + 1,
                },
            )
        ports.staff_listener().staff_changed(account_id=account_id, change=changes[0], now=now)
        return queries.get_staff(account_id, reach=keeper.reach)


_EVENTS = {
    StaffChange.TRANSFERRED: StaffEvent.TRANSFERRED,
    StaffChange.SUSPENDED: StaffEvent.SUSPENDED,
    StaffChange.RESUMED: StaffEvent.RESUMED,
    StaffChange.CHANGED: StaffEvent.CHANGED,
}


def _resume(account_id: AccountId, draft: StaffDraft, *, actor: Actor, now: dt.datetime) -> None:
    if not accounts.resume_staff(account_id=account_id, actor=actor, now=now):
        raise errors.StaffFrozen(account_id=account_id)
    is_waiting = account_queries.get_account(account_id).state is AccountState.PENDING
    # Suspending made their first code void. Where an officer has given something away already, an
    # officer hands the next one over: the contact is the program's word alone.
    if is_waiting and not queries.permissions_of(account_id, now):
        issued = accounts.issue_activation_code(
            account_id=account_id, purpose=ActivationPurpose.FIRST_SIGN_IN, actor=actor, now=now
        )
        operations.invite(issued, draft.profile, now=now)


def _changes(
    before: StaffFacts, draft: StaffDraft, place: OrganisationFacts | None, *, keeper: Keeper
) -> list[StaffChange]:
    """Return what the draft changes, the weightiest first."""
    changes = []
    if before.organisation_path != (place.path if place else ""):
        changes.append(StaffChange.TRANSFERRED)
    if before.is_active and not draft.is_active:
        changes.append(StaffChange.SUSPENDED)
    if draft.is_active and not before.is_active:
        changes.append(StaffChange.RESUMED)
    has_new_number = draft.number is not None and draft.number.value != before.number
    is_named_anew = _names_anew(before, draft, keeper=keeper)
    if before.profile != draft.profile or has_new_number or is_named_anew:
        changes.append(StaffChange.CHANGED)
    return changes


def _names_anew(before: StaffFacts, draft: StaffDraft, *, keeper: Keeper) -> bool:
    """Tell whether the program calls them otherwise; what others call them is not its business."""
    own = before.external_id if before.external_domain == keeper.client_id else ""
    return own != draft.external_id


def _write(
    before: StaffFacts,
    draft: StaffDraft,
    place: OrganisationFacts | None,
    *,
    keeper: Keeper,
    now: dt.datetime,
) -> None:
    if refusal := queries.refusal_of_double(draft, besides=before.account_id):
        raise refusal
    columns = operations.columns_of(draft.profile) | operations.number_columns(draft.number)
    if _names_anew(before, draft, keeper=keeper):
        columns |= operations.external_columns(
            client_id=keeper.client_id, external_id=draft.external_id
        )
    rows = StaffMember.objects.filter(pk=before.account_id, version=before.version, is_closed=False)
    try:
        with transaction.atomic():
            won = rows.update(
                organisation_id=place.id if place else None,
                version=before.version + 1,
                changed_at=now,
                **columns,
            )
    except IntegrityError as error:
        # Somebody was faster; the index decides.
        double = queries.refusal_of_double(draft, besides=before.account_id)
        raise double or errors.ExternalIdTaken() from error
    if not won:
        raise errors.StaffChanged(account_id=before.account_id)
