"""Who may apply, decide, issue. Pure rules: no query, no write, no clock, no request."""

import re
from collections.abc import Collection, Iterable

from shiming.identity_provider import errors
from shiming.identity_provider.models import Application
from shiming.identity_provider.policies.addresses import (
    is_exact_address,
    is_of_same_origin,
    sector_of,
)
from shiming.identity_provider.types import (
    ApplicationEntry,
    ApplicationState,
    ClientEnvironment,
    ClientState,
    ConnectionState,
    RegistryPermission,
    Scope,
    Trial,
)
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.levels import Level

MOST_WAITING = 10
MOST_ADDRESSES = 10
OPEN = (ApplicationState.SUBMITTED, ApplicationState.RESUBMITTED)
ALL_TRIALS = frozenset(Trial)
_ITEM_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")


def refusal_to_apply(*, integrator: Actor, waiting: int) -> DomainError | None:
    """Return why this account may not apply now, or None if it may."""
    if integrator.account_id is None or integrator.level < Level.PRIMARY:
        return errors.IntegratorTooWeak(required=Level.PRIMARY.slug)
    if waiting >= MOST_WAITING:
        return errors.ApplicationsLimited()
    return None


def refusal_to_enter(entry: ApplicationEntry) -> DomainError | None:
    """Return why an application cannot stand as it is, or None if it can."""
    names = (entry.unit, entry.system_name, entry.responsible_name, entry.responsible_contact)
    # Not printable are line breaks, but also the marks that turn the direction of writing round.
    if not all(name and name.isprintable() for name in names):
        return errors.ApplicationTextInvalid()
    if not all(_ITEM_CODE.fullmatch(code) for code in entry.item_codes):
        return errors.ApplicationTextInvalid()
    wants_production = ClientEnvironment.PRODUCTION in entry.environments
    for addresses, is_wanted in (
        (entry.sandbox_redirect_uris, True),
        (entry.redirect_uris, wants_production),
    ):
        if refusal := refusal_to_redirect(addresses, is_wanted=is_wanted):
            return refusal
    theirs = (*entry.sandbox_redirect_uris, *entry.redirect_uris)
    beside = (*entry.post_logout_redirect_uris, entry.home_uri, entry.initiate_login_uri)
    # Nobody is sent to a host that no redirect address vouches for.
    if not all(is_exact_address(one) and is_of_same_origin(one, theirs) for one in beside if one):
        return errors.RedirectUriInvalid()
    if Scope.OPENID not in entry.scopes or not frozenset(Scope).issuperset(entry.scopes):
        return errors.ScopeUnknown()
    return None


def refusal_to_redirect(addresses: Collection[str], *, is_wanted: bool) -> DomainError | None:
    """Return why a client cannot have these redirect addresses, or None if it can."""
    if (
        bool(addresses) is not is_wanted
        or len(addresses) > MOST_ADDRESSES
        or not all(is_exact_address(one) for one in addresses)
    ):
        return errors.RedirectUriInvalid()
    return errors.SectorUnclear() if addresses and not sector_of(addresses) else None


def refusal_to_decide(*, application: Application, officer: Actor) -> DomainError | None:
    """Return why this officer may not decide about this application, or None if they may."""
    if not officer.may(RegistryPermission.DECIDE):
        return errors.MayNotDecide()
    return refusal_of_own(application=application, officer=officer)


def refusal_of_own(*, application: Application, officer: Actor) -> DomainError | None:
    """Return that it is the officer's own application, or None if it is not."""
    is_same_person = (
        application.applicant_person_id is not None
        and application.applicant_person_id == officer.person_id
    )
    # By another account of the same person it is still one's own.
    if is_same_person or application.applicant_id == officer.account_id:
        return errors.OwnApplication()
    return None


def refusal_to_issue(
    *, application: Application, officer: Actor, passed: Iterable[Trial]
) -> DomainError | None:
    """Return why production credentials may not be issued, or None if they may."""
    if refusal := refusal_to_decide(application=application, officer=officer):
        return refusal
    if (
        application.state != ApplicationState.APPROVED
        or ClientEnvironment.PRODUCTION not in application.environments
        or application.production_client_id is not None
    ):
        return errors.ProductionNotOpen()
    sandbox = application.sandbox_client
    if sandbox is not None and sandbox.state == ClientState.SUSPENDED:
        return errors.ClientSuspendedNow()
    missing = ALL_TRIALS.difference(passed)
    return errors.TrialsMissing(missing=len(missing)) if missing else None


def connection_state(application: Application, passed: Collection[Trial]) -> ConnectionState:
    """Tell how far a system is, from what has happened (S01-14)."""
    newest = application.production_client or application.sandbox_client
    if newest is None:
        return ConnectionState.NONE
    if newest.state == ClientState.SUSPENDED:
        return ConnectionState.SUSPENDED
    if application.production_client is not None:
        return ConnectionState.PRODUCTION_ISSUED
    if ALL_TRIALS.issubset(passed):
        return ConnectionState.PASSED
    return ConnectionState.DEBUGGING if passed else ConnectionState.TEST_ISSUED
