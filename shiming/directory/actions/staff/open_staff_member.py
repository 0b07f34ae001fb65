"""Use case: a member of staff is opened (开户)."""

import datetime as dt

from django.db import transaction

from shiming.directory import operations, queries
from shiming.directory.types import Keeper, OpenedStaffMember, StaffDraft
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
    :raises errors.NumberTaken: if another member of staff has the resident number
    :raises errors.PhoneTaken: if another member of staff has the mobile
    :raises errors.NumberAndPhoneTaken: if both exist already
    :raises errors.ExternalIdTaken: if the same program knows somebody else by the identifier
    """
    place = queries.place_of(draft, reach=keeper.reach)
    with transaction.atomic(durable=True):
        issued, is_sent = operations.open_member(
            draft, place=place, keeper=keeper, actor=actor, now=now
        )
    is_for_reader = not (is_sent or keeper.client_id)
    return OpenedStaffMember(
        account_id=issued.account_id,
        code=issued.code if is_for_reader else "",
        expires_at=issued.expires_at,
    )
