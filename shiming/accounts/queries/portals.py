"""Reads about portals and maintenance."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Q

from shiming.accounts import errors, ports
from shiming.accounts.models import MaintenanceNotice, Portal, PortalChange
from shiming.accounts.policies.desk import refusal_to_officer
from shiming.accounts.types import (
    PASSWORD_PROFILES,
    AccountKind,
    AccountPermission,
    HumanCheckKind,
    MaintenanceFacts,
    NoticeId,
    PortalChangeId,
    PortalChangeState,
    PortalEntry,
    PortalFacts,
    PortalId,
    PortalProposal,
    PortalSheet,
    RegistrationVariant,
    SignInMethod,
)
from shiming.kernel import sql_kit
from shiming.kernel.actor import Actor

MAIN_PORTAL = "main"
_ANNOUNCED = """
SELECT 1 FROM accounts_maintenancenotice
WHERE starts_at <= %(now)s AND ends_at > %(now)s AND withdrawn_at IS NULL LIMIT 1
"""


def portal_of_host(host: str) -> PortalFacts:
    """Return the portal that answers at this host name, or the one that answers elsewhere."""
    name = host_name(host)
    found = {portal.host: portal for portal in Portal.objects.filter(host__in={name, ""})}
    return _facts(found.get(name) or found.get("") or Portal(id=uuid.UUID(int=0), code=MAIN_PORTAL))


def host_name(host: str) -> str:
    """Return the name in a `Host` header, as portals are found by it."""
    return host.partition(":")[0].casefold()


def list_portal_entries() -> list[PortalEntry]:
    """Return all portals as officers say them, the one that answers elsewhere first."""
    entries = [PortalEntry.of(row.code, _values(row)) for row in Portal.objects.order_by("code")]
    if not any(not one.host for one in entries):
        entries.append(PortalEntry(code=MAIN_PORTAL))
    return sorted(entries, key=lambda one: (one.host != "", one.code))


def list_portal_sheets(*, viewer: Actor) -> list[PortalSheet]:
    """
    Return all portals, also those that are only proposed.

    :raises errors.MayNotManageAccounts: if the viewer does not keep portals
    """
    _check_officer(viewer)
    waiting = {
        row.code: _proposal(row)
        for row in PortalChange.objects.filter(state=PortalChangeState.PROPOSED).order_by("code")
    }
    sheets = [
        PortalSheet(entry=entry, proposed=waiting.pop(entry.code, None))
        for entry in list_portal_entries()
    ]
    return sheets + [PortalSheet(entry=None, proposed=one) for one in waiting.values()]


def get_portal_sheet(*, code: str, viewer: Actor) -> PortalSheet:
    """
    Return one portal, which there is already.

    :raises errors.MayNotManageAccounts: if the viewer does not keep portals
    :raises errors.PortalNotFound: if there is no such portal
    """
    for sheet in list_portal_sheets(viewer=viewer):
        if sheet.entry is not None and sheet.code == code:
            return sheet
    raise errors.PortalNotFound


def get_proposed_portal(*, change_id: PortalChangeId, viewer: Actor) -> PortalSheet:
    """
    Return the portal that a proposal is about.

    :raises errors.MayNotManageAccounts: if the viewer does not keep portals
    :raises errors.PortalChangeDecided: if nothing waits under this id
    """
    for sheet in list_portal_sheets(viewer=viewer):
        if sheet.proposed is not None and sheet.proposed.id == change_id:
            return sheet
    raise errors.PortalChangeDecided


def facts_of_entry(entry: PortalEntry) -> PortalFacts:
    """Return what pages would offer if the portal were like this."""
    return _facts(Portal(code=entry.code, **entry.values()))


def list_portals() -> list[PortalFacts]:
    """Return all portals in the order of their short names."""
    return [_facts(portal) for portal in Portal.objects.order_by("code")]


def find_maintenance_at(host: str, *, now: dt.datetime) -> MaintenanceFacts | None:
    """Return what is announced at the portal that answers at this host name; every page asks."""
    if not sql_kit.fetch_one(_ANNOUNCED, {"now": now}):
        return None
    return find_maintenance(portal_of_host(host).id, now=now)


def find_maintenance(portal_id: PortalId, *, now: dt.datetime) -> MaintenanceFacts | None:
    """Return the standstill that is announced at a portal, the longest if there are several."""
    notice = (
        MaintenanceNotice.objects.filter(
            Q(portal_id=portal_id) | Q(portal__isnull=True),
            starts_at__lte=now,
            ends_at__gt=now,
            withdrawn_at__isnull=True,
        )
        .order_by("-stops_sign_in", "-ends_at", "pk")
        .first()
    )
    return None if notice is None else _notice(notice)


def list_maintenance(*, now: dt.datetime) -> list[MaintenanceFacts]:
    """Return the standstills that are announced or under way, the next one first."""
    coming = MaintenanceNotice.objects.filter(ends_at__gt=now, withdrawn_at__isnull=True)
    return [_notice(notice) for notice in coming.order_by("starts_at", "pk")]


def is_certificate_accepted() -> bool:
    """Tell whether the certificates of any authority are accepted now."""
    verifier = ports.certificate_verifier
    return verifier.is_filled and bool(verifier().brands())


def _check_officer(viewer: Actor) -> None:
    if refusal := refusal_to_officer(officer=viewer, permission=AccountPermission.MANAGE_PORTALS):
        raise refusal


# Any: columns of several types, which `PortalEntry.of` reads.
def _values(row: Portal) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PortalEntry(code=row.code).values()}


def _proposal(row: PortalChange) -> PortalProposal:
    return PortalProposal(
        id=PortalChangeId(row.pk),
        entry=PortalEntry.of(row.code, row.values),
        reason=row.reason,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
    )


def _facts(portal: Portal) -> PortalFacts:
    policy = ports.policy()
    return PortalFacts(
        id=PortalId(portal.pk),
        code=portal.code,
        name=portal.name,
        methods={
            AccountKind(kind): tuple(SignInMethod(method) for method in methods)
            for kind, methods in portal.methods.items()
        },
        registration_variant=RegistrationVariant(portal.registration_variant)
        if portal.registration_variant
        else policy.registration_variant,
        password_profile=PASSWORD_PROFILES.get(portal.password_profile, policy.password_profile),
        required_contacts=tuple(portal.required_contacts),
        human_checks=policy.human_checks
        if portal.human_checks is None
        else frozenset(HumanCheckKind(kind) for kind in portal.human_checks),
        demands_second_factor=portal.demands_second_factor,
        absent=_absent_methods(),
    )


def _absent_methods() -> frozenset[SignInMethod]:
    networks = ports.social_providers()
    has_partner = {
        SignInMethod.FACE: ports.face_check.is_filled,
        SignInMethod.DOCUMENT_FACE: ports.face_check.is_filled,
        SignInMethod.CERTIFICATE: is_certificate_accepted(),
        SignInMethod.LICENCE: ports.licence_wallet.is_filled,
        SignInMethod.UNIT: ports.sign_in_pages.is_filled,
        SignInMethod.WECHAT: networks.find(SignInMethod.WECHAT) is not None,
        SignInMethod.QQ: networks.find(SignInMethod.QQ) is not None,
    }
    return frozenset(method for method, is_there in has_partner.items() if not is_there)


def _notice(notice: MaintenanceNotice) -> MaintenanceFacts:
    return MaintenanceFacts(
        id=NoticeId(notice.pk),
        portal_id=None if notice.portal_id is None else PortalId(notice.portal_id),
        text=notice.text,
        starts_at=notice.starts_at,
        ends_at=notice.ends_at,
        stops_sign_in=notice.stops_sign_in,
    )
