"""Use case: a member of staff is opened (开户)."""

import datetime as dt

from django.db import IntegrityError, transaction

from shiming.accounts import operations as accounts
from shiming.audit import operations as audit
from shiming.directory import errors, operations, ports, queries
from shiming.directory.models import StaffMember
from shiming.directory.types import (
    Keeper,
    OpenedStaffMember,
    StaffChange,
    StaffDraft,
    StaffEvent,
)
from shiming.kernel.actor import Actor


def open_staff_member(
    *, draft: StaffDraft, keeper: Keeper, actor: Actor, now: dt.datetime
) -> OpenedStaffMember:
    """
    Open a staff account without any permission, and have its owner get the code to enter.

    The code goes to the mobile or mailbox that the draft names; whoever opens the account by a
    program never sees it, or they could enter as its owner.

    :raises accounts.errors.UserNameMalformed: if the user name has a form that none may have
    :raises accounts.errors.UserNameTaken: if somebody is called this already
    :raises errors.OrganisationUnknown: if there is no such organisation within reach
    :raises errors.ExternalIdTaken: if the same program knows somebody else by the identifier
    """
    organisation = queries.place_of(draft, reach=keeper.reach)
    with transaction.atomic(durable=True):
        issued = accounts.open_staff(user_name=draft.user_name, actor=actor, now=now)
        try:
            with transaction.atomic():
                StaffMember.objects.create(
                    account_id=issued.account_id,
                    organisation_id=organisation.id if organisation else None,
                    opened_by=actor.account_id,
                    created_at=now,
                    changed_at=now,
                    **operations.columns_of(draft.profile),
                    **operations.external_columns(
                        client_id=keeper.client_id, external_id=draft.external_id
                    ),
                )
        except IntegrityError as error:
            raise errors.ExternalIdTaken from error
        # Who may not come in yet gets a code when they may.
        is_sent = draft.is_active and operations.invite(issued, draft.profile, now=now)
        audit.record(
            event=StaffEvent.OPENED,
            actor=actor,
            subject=f"account:{issued.account_id}",
            at=now,
            details={
                "client": keeper.client_id or None,
                "organisation": organisation.code if organisation else None,
                "is_code_sent": is_sent,
            },
        )
        if not draft.is_active:
            accounts.suspend_staff(account_id=issued.account_id, actor=actor, now=now)
        ports.staff_listener().staff_changed(
            account_id=issued.account_id, change=StaffChange.OPENED, now=now
        )
    is_for_reader = not (is_sent or keeper.client_id)
    return OpenedStaffMember(
        account_id=issued.account_id,
        code=issued.code if is_for_reader else "",
        expires_at=issued.expires_at,
    )
