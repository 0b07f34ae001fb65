"""What a portal may be. Pure rules: no query, no write, no clock, no request."""

import re
from collections.abc import Collection, Mapping, Sequence

from shiming.accounts import errors
from shiming.accounts.policies import methods as ways
from shiming.accounts.types import PASSWORD_PROFILES, AccountKind, PortalEntry, SignInMethod
from shiming.kernel.errors import DomainError

CONTACTS = ("mobile", "email")
KINDS = (AccountKind.NATURAL_PERSON, AccountKind.UNIT, AccountKind.AGENCY, AccountKind.STAFF)
"""Whose ways in a portal names, in the order of the pages; programs have pages of their own."""
LONGEST_NAME = 60
_CODE = re.compile(r"[a-z][a-z0-9-]{1,31}")


def refusal_to_change(
    entry: PortalEntry, *, others: Sequence[PortalEntry], hosts: Collection[str], is_default: bool
) -> DomainError | None:
    """Return why a portal cannot be like this beside the others, or None if it can."""
    is_named = bool(entry.name) or is_default
    if not _CODE.fullmatch(entry.code) or not is_named or not entry.name.isprintable():
        return errors.PortalTextUnfit()
    if len(entry.name) > LONGEST_NAME or not _has_known_rules(entry):
        return errors.PortalTextUnfit()
    if not _is_its_own_host(entry, others=others, hosts=hosts, is_default=is_default):
        return errors.PortalHostUnfit()
    if not _has_ways(entry.methods):
        return errors.PortalWithoutWay()
    if not any(_lets_staff_in(one) for one in _reachable([entry, *others], hosts=hosts)):
        return errors.StaffLockedOut()
    return None


def _has_known_rules(entry: PortalEntry) -> bool:
    return (
        entry.password_profile in {"", *PASSWORD_PROFILES}
        and set(entry.required_contacts) <= set(CONTACTS)
        # Without any kind of check, every form would be open to robots.
        and entry.human_checks != ()
    )


def _is_its_own_host(
    entry: PortalEntry, *, others: Sequence[PortalEntry], hosts: Collection[str], is_default: bool
) -> bool:
    if is_default:
        return not entry.host
    return entry.host in hosts and all(entry.host != one.host for one in others)


def _has_ways(methods: Mapping[AccountKind, Sequence[SignInMethod]]) -> bool:
    """Tell whether somebody can sign in, and each kind in ways of theirs alone, each once."""
    if not methods:
        return True
    return any(methods.values()) and all(
        kind in KINDS
        and len(set(named)) == len(named)
        and all(kind in ways.METHODS[one].kinds for one in named)
        for kind, named in methods.items()
    )


def _reachable(portals: Sequence[PortalEntry], *, hosts: Collection[str]) -> list[PortalEntry]:
    taken = {one.host for one in portals}
    is_elsewhere_left = not taken.issuperset(hosts)
    return [one for one in portals if (one.host in hosts if one.host else is_elsewhere_left)]


def _lets_staff_in(portal: PortalEntry) -> bool:
    """Tell whether staff come in by password: whatever else there is has to be enrolled first."""
    return not portal.methods or SignInMethod.STAFF in portal.methods.get(AccountKind.STAFF, ())
