"""Reads: the applications that a person may open as they act now (E2)."""

import dataclasses
import datetime as dt
import urllib.parse

from django.db.models import Q

from shiming.identity_provider import errors, ports
from shiming.identity_provider.models import Client
from shiming.identity_provider.types import ClientEnvironment, ClientState
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AppFacts:
    """One application of the launcher."""

    client_id: str
    name: str
    tile_text: str
    min_level: Level
    is_level_missing: bool
    is_welcoming: bool
    """Whether it takes people in the capacity in which this one acts."""


def list_apps(*, viewer: Actor, portal: str, now: dt.datetime) -> list[AppFacts]:
    """List the applications that open for the viewer as they act now, at this portal, by name."""
    unit_level = _level_of_unit(viewer, now=now)
    apps = [
        _facts(client, viewer, unit_level=unit_level)
        for client in _listed()
        if _is_at(client, portal)
    ]
    return [app for app in apps if app.is_welcoming]


def get_app(*, client_id: str, viewer: Actor, portal: str, now: dt.datetime) -> AppFacts:
    """
    Return one application.

    :raises errors.AppNotFound: if there is none, or it is not listed at this portal
    """
    return _facts(_get(client_id, portal), viewer, unit_level=_level_of_unit(viewer, now=now))


def address_of_app(*, client_id: str, portal: str, target: str, issuer: str) -> str:
    """
    Return where an application opens, at the page `target` of it if one is named.

    An application that begins sign-ins for others is asked to (OpenID Connect Core, section 4);
    of others it is the page itself. A `target` on another site counts as none.

    :raises errors.AppNotFound: if there is none, or it is not listed at this portal
    """
    return opening_address(_get(client_id, portal), target=target, issuer=issuer)


def opening_address(client: Client, *, target: str, issuer: str) -> str:
    """Return where a client opens, at the page `target` of it if one is named."""
    home = client.home_uri or client.initiate_login_uri
    page = urllib.parse.urljoin(home, target) if _is_path(target) else client.home_uri
    if not client.initiate_login_uri:
        return page or home
    query = {"iss": issuer} | ({"target_link_uri": page} if page else {})
    glue = "&" if "?" in client.initiate_login_uri else "?"
    return f"{client.initiate_login_uri}{glue}{urllib.parse.urlencode(query)}"


def _is_path(target: str) -> bool:
    """Tell whether a text is a page of whatever site it is joined to, to every parser."""
    return (
        target.startswith("/")
        and not target.startswith("//")
        and target.isascii()
        and target.isprintable()
        and "\\" not in target
    )


def _listed() -> list[Client]:
    listed = Client.objects.filter(
        ~Q(home_uri="") | ~Q(initiate_login_uri=""),
        state=ClientState.ACTIVE,
        environment=ClientEnvironment.PRODUCTION,
    )
    return list(listed.order_by("name", "pk"))


def _get(client_id: str, portal: str) -> Client:
    for client in _listed():
        if client.client_id == client_id and _is_at(client, portal):
            return client
    raise errors.AppNotFound


def _is_at(client: Client, portal: str) -> bool:
    return not client.portals or portal in client.portals


def _level_of_unit(viewer: Actor, *, now: dt.datetime) -> Level | None:
    """Return the level of the legal person that the viewer acts for, or None if there is none."""
    if viewer.identity.legal_person_id is None or viewer.account_id is None:
        return None
    found = ports.unit_levels()(
        account_id=viewer.account_id,
        legal_person_id=viewer.identity.legal_person_id,
        transaction="",
        now=now,
    )
    return None if found is None else found[0]


def _facts(client: Client, viewer: Actor, *, unit_level: Level | None) -> AppFacts:
    level = viewer.level if unit_level is None else unit_level
    least = Level(client.min_level if unit_level is None else client.min_unit_level)
    return AppFacts(
        client_id=client.client_id,
        name=client.name,
        tile_text=client.tile_text or client.name[:1],
        min_level=least,
        is_level_missing=level < least,
        is_welcoming=not client.acting_kinds or viewer.identity.kind in client.acting_kinds,
    )
