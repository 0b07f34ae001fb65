"""Who keeps the register of systems. Pure rules: no query, no write, no clock, no request."""

import datetime as dt

from shiming.identity_provider import errors
from shiming.identity_provider.types import RegistryPermission, SystemEntry, SystemState
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError


def refusal_to_manage(*, officer: Actor) -> DomainError | None:
    """Return why this officer may not keep the register, or None if they may."""
    return None if officer.may(RegistryPermission.MANAGE) else errors.MayNotManageSystems()


def refusal_to_enter_system(entry: SystemEntry, *, today: dt.date) -> DomainError | None:
    """Return why an entry cannot stand as it is, or None if it can."""
    if not all(text and text.isprintable() for text in (entry.name, entry.owner)):
        return errors.ApplicationTextInvalid()
    if entry.state not in {SystemState.EXCEPTION, SystemState.NOT_CONNECTED}:
        # Connected and in test is told from what happens, and never typed.
        return errors.SystemChangedMeanwhile()
    is_exception = entry.state is SystemState.EXCEPTION
    is_whole = entry.exception_until is not None and entry.exception_until >= today and entry.reason
    return errors.ExceptionIncomplete() if is_exception and not is_whole else None
