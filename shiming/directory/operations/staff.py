"""Small writes about members of staff and their groups."""

import dataclasses
import datetime as dt

from django.db.models import F

from shiming.accounts import operations as accounts
from shiming.accounts.types import AccountId, Contact, IssuedActivation
from shiming.audit import operations as audit
from shiming.directory import errors, policies, ports, queries
from shiming.directory.models import Group, Membership, PermissionGrant, StaffMember
from shiming.directory.types import (
    Keeper,
    OrganisationFacts,
    Reach,
    StaffChange,
    StaffDraft,
    StaffEvent,
    StaffProfile,
)
from shiming.kernel.actor import Actor
from shiming.kernel.emails import EmailAddress
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.resident_number import ResidentNumber
from shiming.kernel.phones import Mobile
from shiming.vault import operations as vault


def open_member(
    draft: StaffDraft,
    *,
    place: OrganisationFacts | None,
    keeper: Keeper,
    actor: Actor,
    now: dt.datetime,
) -> tuple[IssuedActivation, bool]:
    """
    Open a staff account without any permission; return its first code, and whether it was sent.

    :raises accounts.errors.UserNameMalformed: if the user name has a form that none may have
    :raises accounts.errors.UserNameTaken: if somebody is called this already
    :raises errors.NumberTaken: if another member of staff has the resident number
    :raises errors.PhoneTaken: if another member of staff has the mobile
    :raises errors.NumberAndPhoneTaken: if both exist already
    :raises errors.ExternalIdTaken: if the same program knows somebody else by the identifier
    """
    issued = accounts.open_staff(user_name=draft.user_name, actor=actor, now=now)
    account_id = issued.account_id
    member = StaffMember(
        account_id=account_id,
        organisation_id=place.id if place else None,
        opened_by=actor.account_id,
        created_at=now,
        changed_at=now,
        **columns_of(draft.profile),
        **number_columns(draft.number),
        **external_columns(client_id=keeper.client_id, external_id=draft.external_id),
    )
    # The unique indexes decide between two who come at once.
    StaffMember.objects.bulk_create([member], ignore_conflicts=True)
    if not StaffMember.objects.filter(pk=account_id).exists():
        raise queries.refusal_of_double(draft) or errors.ExternalIdTaken()
    # Who may not come in yet gets a code when they may.
    is_sent = draft.is_active and invite(issued, draft.profile, now=now)
    audit.record(
        event=StaffEvent.OPENED,
        actor=actor,
        subject=f"account:{account_id}",
        at=now,
        details={
            "client": keeper.client_id or None,
            "organisation": place.code if place else None,
            "is_code_sent": is_sent,
        },
    )
    if not draft.is_active:
        accounts.suspend_staff(account_id=account_id, actor=actor, now=now)
    ports.staff_listener().staff_changed(account_id=account_id, change=StaffChange.OPENED, now=now)
    return issued, is_sent


def columns_of(profile: StaffProfile) -> dict[str, object]:
    """Return the columns that keep a profile."""
    kept = {name: value for name, value in dataclasses.asdict(profile).items() if value}
    name = policies.fold_name(profile.name)
    mobile = policies.mobile_in(profile.phone)
    return {
        "profile": kept,
        "name_index": vault.blind_index(purpose=queries.NAME_INDEX, value=name) if name else None,
        "email_index": vault.blind_index(
            purpose=queries.EMAIL_INDEX, value=profile.email.casefold()
        )
        if profile.email
        else None,
        "phone_index": vault.blind_index(purpose=queries.PHONE_INDEX, value=mobile)
        if mobile
        else None,
        # Whoever is written down now has a mobile of their own, or none: the index sees to it.
        "shares_phone": False,
    }


def number_columns(number: ResidentNumber | None) -> dict[str, object]:
    """Return the columns that keep a resident number: none, where nobody says which."""
    if number is None:
        return {}
    return {
        "number": number.value,
        "number_index": vault.blind_index(purpose=queries.NUMBER_INDEX, value=number.value),
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
