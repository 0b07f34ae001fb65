"""Use case: a second officer puts the level that a scope demands into force, or refuses it (C2)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import queries as accounts
from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies
from shiming.identity_provider.models import ScopeLevel
from shiming.identity_provider.types import (
    IdentityProviderEvent,
    ScopeLevelId,
    ScopeLevelState,
)
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level


def decide_scope_level(
    *,
    level_id: ScopeLevelId,
    is_approved: bool,
    reason: str,
    officer: Actor,
    now: dt.datetime,
) -> None:
    """
    Put a demand in the place of the one before, or refuse it with a reason: four eyes.

    Every process of the engine knows it within half a minute.

    :raises errors.MayNotManageSystems: if the officer does not keep the register
    :raises errors.ScopeLevelDecided: if there is none, or somebody decided before
    :raises errors.OwnScopeLevel: if they proposed it, under whichever account
    :raises accounts.errors.OfficerUnknown: if nobody has said who the officer is
    :raises accounts.errors.FirstOfficerUnknown: if nobody has said who the first one is
    :raises errors.ReasonMissing: if it is refused, and nobody says why
    """
    if refusal := policies.refusal_to_manage(officer=officer):
        raise refusal
    row = ScopeLevel.objects.filter(pk=level_id).first()
    if row is None:
        raise errors.ScopeLevelDecided
    if refusal := accounts.refusal_of_second(
        first=row.proposed_by, officer=officer, own=errors.OwnScopeLevel()
    ):
        raise refusal
    note = reason.strip()[: policies.LONGEST_REASON]
    if not is_approved and not note:
        raise errors.ReasonMissing
    with transaction.atomic(durable=True):
        if is_approved:
            ScopeLevel.objects.filter(name=row.name, state=ScopeLevelState.IN_FORCE).update(
                state=ScopeLevelState.REPLACED
            )
        won = ScopeLevel.objects.filter(pk=row.pk, state=ScopeLevelState.PROPOSED).update(
            state=ScopeLevelState.IN_FORCE if is_approved else ScopeLevelState.REFUSED,
            decided_by=officer.account_id,
            decided_at=now,
            note=note,
        )
        if not won:
            raise errors.ScopeLevelDecided
        audit.record(
            event=IdentityProviderEvent.SCOPE_LEVEL_SET
            if is_approved
            else IdentityProviderEvent.SCOPE_LEVEL_REFUSED,
            actor=officer,
            subject=f"scope_level:{row.pk}",
            at=now,
            details={
                "name": row.name,
                "level": Level(row.min_level).slug,
                "unit_level": Level(row.min_unit_level).slug,
            },
        )
