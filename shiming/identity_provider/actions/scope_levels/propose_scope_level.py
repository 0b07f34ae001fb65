"""Use case: an officer proposes which level a scope or resource demands of people (C2)."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies, queries
from shiming.identity_provider.models import ScopeLevel
from shiming.identity_provider.types import (
    IdentityProviderEvent,
    ScopeLevelId,
    ScopeLevelState,
)
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level


def propose_scope_level(
    *,
    name: str,
    min_level: Level,
    min_unit_level: Level,
    reason: str,
    officer: Actor,
    now: dt.datetime,
) -> ScopeLevelId:
    """
    Keep a demand until a second officer decides: raised, it may lock people out of every client.

    :raises errors.MayNotManageSystems: if the officer does not keep the register
    :raises errors.ScopeWithoutLevel: if no such scope or resource can demand such a level
    :raises errors.ReasonMissing: if nobody says why
    :raises errors.ScopeLevelUnchanged: if it is in force already
    :raises errors.ScopeLevelWaiting: if another one waits for a decision
    """
    if refusal := policies.refusal_to_manage(officer=officer):
        raise refusal
    if officer.account_id is None:
        # Two people raise or lower it: the platform itself is none.
        raise errors.MayNotManageSystems
    if refusal := policies.refusal_to_demand(
        name=name, levels=(min_level, min_unit_level), reason=reason, known=queries.known_names()
    ):
        raise refusal
    with transaction.atomic(durable=True):
        in_force = queries.get_scope_level(name=name, viewer=officer).in_force
        now_demanded = (
            (Level.REGISTERED, Level.REGISTERED)
            if in_force is None
            else (in_force.min_level, in_force.min_unit_level)
        )
        if now_demanded == (min_level, min_unit_level):
            raise errors.ScopeLevelUnchanged
        row = ScopeLevel(
            name=name,
            min_level=min_level,
            min_unit_level=min_unit_level,
            state=ScopeLevelState.PROPOSED,
            reason=reason.strip(),
            proposed_by=officer.account_id,
            proposed_at=now,
        )
        # A constraint lets one wait at a time: of two officers in the same moment, one.
        ScopeLevel.objects.bulk_create([row], ignore_conflicts=True)
        if not ScopeLevel.objects.filter(pk=row.pk).exists():
            raise errors.ScopeLevelWaiting
        audit.record(
            event=IdentityProviderEvent.SCOPE_LEVEL_PROPOSED,
            actor=officer,
            subject=f"scope_level:{row.pk}",
            at=now,
            details={"name": name, "level": min_level.slug, "unit_level": min_unit_level.slug},
        )
    return ScopeLevelId(row.pk)
