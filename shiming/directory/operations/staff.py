"""Small writes about members of staff and their groups."""

import dataclasses
import datetime as dt

from django.db.models import F

from shiming.accounts import operations as accounts
from shiming.accounts.types import AccountId, Contact, IssuedActivation
from shiming.directory import policies, queries
from shiming.directory.models import Group, Membership, PermissionGrant
from shiming.directory.types import Reach, StaffProfile
from shiming.kernel.emails import EmailAddress
from shiming.kernel.errors import DomainError
from shiming.kernel.phones import Mobile
from shiming.vault import operations as vault


def columns_of(profile: StaffProfile) -> dict[str, object]:
    """Return the columns that keep a profile."""
    kept = {name: value for name, value in dataclasses.asdict(profile).items() if value}
    name = policies.fold_name(profile.name)
    return {
        "profile": kept,
        "name_index": vault.blind_index(purpose=queries.NAME_INDEX, value=name) if name else None,
        "email_index": vault.blind_index(
            purpose=queries.EMAIL_INDEX, value=profile.email.casefold()
        )
        if profile.email
        else None,
    }


def external_columns(*, client_id: str, external_id: str) -> dict[str, object]:
    """Return the columns that keep what a client calls somebody."""
    if not external_id:
        return {"external_domain": "", "external_id": None, "external_id_index": None}
    return {
        "external_domain": client_id,
        "external_id": external_id,
        "external_id_index": vault.blind_index(
            purpose=queries.EXTERNAL_ID_INDEX, value=external_id
        ),
    }


def invite(issued: IssuedActivation, profile: StaffProfile, *, now: dt.datetime) -> bool:
    """Send a code to a mobile that personnel named, or else a mailbox; tell if there is one."""
    contact = _contact_of(profile)
    if contact is not None:
        accounts.send_staff_code(issued=issued, contact=contact, now=now)
    return contact is not None


def _contact_of(profile: StaffProfile) -> Contact | None:
    for parse, text in ((Mobile.parse, profile.phone), (EmailAddress.parse, profile.email)):
        try:
            return parse(text)
        except DomainError:
            continue
    return None


def end_memberships(account_id: AccountId, *, outside_of: str | None, now: dt.datetime) -> int:
    """
    End memberships: all of them, or those in groups kept by a part of the tree that was left.

    `outside_of` is the path of the new place: a group stays if its keeper stands above that.
    """
    memberships = Membership.objects.select_related("group__organisation").filter(
        account_id=account_id
    )
    left = [
        one
        for one in memberships
        if outside_of is None
        or (
            one.group.organisation is not None
            and not Reach(path=one.group.organisation.path).covers(outside_of)
        )
    ]
    Group.objects.filter(pk__in={one.group_id for one in left}).update(
        version=F("version") + 1, changed_at=now
    )
    Membership.objects.filter(pk__in=[one.pk for one in left]).delete()
    return len(left)


def end_permissions(account_id: AccountId, *, now: dt.datetime) -> int:
    """Take every permission back that an account still holds."""
    ended = PermissionGrant.objects.filter(account_id=account_id, revoked_at__isnull=True).update(
        revoked_at=now
    )
    accounts.refresh_session_permissions(account_id=account_id, now=now)
    return ended
