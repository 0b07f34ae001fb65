"""Use case: an officer enters a system that is not connected, or grants it an exception (S19-6)."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies
from shiming.identity_provider.models import RegisteredSystem
from shiming.identity_provider.operations.onboarding import EXCEPTION_ENDING
from shiming.identity_provider.types import (
    IdentityProviderEvent,
    RegisteredSystemId,
    RegistryPermission,
    SystemEntry,
    SystemState,
)
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.messages import operations as messages
from shiming.messages.types import Receiver


def enter_system(
    *,
    system_id: RegisteredSystemId | None,
    version: int,
    entry: SystemEntry,
    officer: Actor,
    now: dt.datetime,
) -> RegisteredSystemId:
    """
    Enter a system, or change the entry that was read at `version`; exceptions end, and remind.

    :raises errors.MayNotManageSystems: if the officer does not keep the register
    :raises errors.ApplicationTextInvalid: if a name cannot be shown as it is
    :raises errors.ExceptionIncomplete: if an exception has no reason or no day still to come
    :raises errors.SystemChangedMeanwhile: if somebody changed it since, or it is connected
    """
    if refusal := policies.refusal_to_manage(officer=officer):
        raise refusal
    if refusal := policies.refusal_to_enter_system(entry, today=clock.today_in_china(now)):
        raise refusal
    values = {
        "name": entry.name,
        "owner": entry.owner,
        "item_codes": list(entry.item_codes),
        "state": entry.state,
        "exception_until": entry.exception_until,
        "reason": entry.reason,
        "changed_at": now,
    }
    if entry.state is not SystemState.EXCEPTION:
        values["exception_until"] = None
    with transaction.atomic(durable=True):
        if system_id is None:
            system_id = RegisteredSystemId(RegisteredSystem.objects.create(**values).pk)
        else:
            won = RegisteredSystem.objects.filter(
                pk=system_id, version=version, client__isnull=True
            ).update(**values, version=version + 1)
            if not won:
                raise errors.SystemChangedMeanwhile
        _remind(system_id, entry, now=now)
        audit.record(
            event=IdentityProviderEvent.SYSTEM_ENTERED,
            actor=officer,
            subject=f"system:{system_id}",
            at=now,
            details={
                "state": entry.state.value,
                "until": entry.exception_until.isoformat() if entry.exception_until else None,
            },
        )
    return system_id


def _remind(system_id: RegisteredSystemId, entry: SystemEntry, *, now: dt.datetime) -> None:
    subject = f"system:{system_id}"
    if entry.state is not SystemState.EXCEPTION or entry.exception_until is None:
        messages.cancel_reminder(kind=EXCEPTION_ENDING, subject=subject, now=now)
        return
    messages.remind(
        kind=EXCEPTION_ENDING,
        subject=subject,
        receiver=Receiver.permission(RegistryPermission.MANAGE),
        due_at=dt.datetime.combine(entry.exception_until, dt.time(12), tzinfo=clock.CHINA),
        link_name="identity_provider:system",
        link_args={"system_id": system_id},
        context={"system": entry.name},
        now=now,
    )
