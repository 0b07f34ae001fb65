"""Use case: an officer decides what two nodes do not agree about."""

import datetime as dt

from django.db import transaction

from shiming.kernel.actor import Actor
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import UserConflict
from shiming.trust_sources.operations.nodes.settling import carry_out, check_reason, propose
from shiming.trust_sources.policies import nodes as policies
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types.nodes import ConflictId, ConflictState, Decision


def settle_conflict(
    *,
    conflict_id: ConflictId,
    decision: Decision,
    reason: str,
    officer: Actor,
    now: dt.datetime,
) -> ConflictState:
    """
    Decide a conflict; what would give an account here away is only proposed (four eyes).

    :raises errors.MayNotSettle: if the officer may not
    :raises errors.ConflictNotFound: if there is none
    :raises errors.ReasonMissing: if no reason is given
    :raises errors.DecisionImpossible: if both sides cannot be right
    :raises errors.ConflictSettled: if somebody decided or proposed something meanwhile
    :raises errors.ConflictMovedOn: if it cannot be done any more
    """
    check_reason(reason)
    with transaction.atomic(durable=True):
        facts = queries.get_conflict(conflict_id=conflict_id, viewer=officer)
        row = UserConflict.objects.get(pk=conflict_id)
        if decision is Decision.TWO_PERSONS and not facts.may_be_two:
            raise errors.DecisionImpossible
        propose(row, decision=decision, reason=reason, officer=officer, now=now)
        if policies.needs_second_officer(decision):
            return ConflictState.PROPOSED
        carry_out(row, decision=decision, officer=officer, now=now)
        return ConflictState.SETTLED
