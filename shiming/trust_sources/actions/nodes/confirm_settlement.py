"""Use case: a second officer agrees to what a first one proposed, or does not."""

import datetime as dt

from django.db import transaction

from shiming.accounts import queries as accounts
from shiming.kernel.actor import Actor
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import UserConflict
from shiming.trust_sources.operations.nodes.settling import carry_out, take_back
from shiming.trust_sources.policies import nodes as policies
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types.nodes import ConflictId, ConflictState, Decision


def confirm_settlement(
    *, conflict_id: ConflictId, agrees: bool, officer: Actor, now: dt.datetime
) -> None:
    """
    Carry out what was proposed, or put the conflict back into the work list.

    Whoever proposed it may take it back, and never agree to it.

    :raises errors.MayNotSettle: if the officer may not
    :raises errors.ConflictNotFound: if there is none
    :raises errors.SecondOfficerNeeded: if the officer proposed it, under whichever account
    :raises accounts.errors.OfficerUnknown: if nobody has said who the officer is
    :raises accounts.errors.FirstOfficerUnknown: if nobody has said who the first one is
    :raises errors.ConflictSettled: if somebody decided it meanwhile
    :raises errors.ConflictMovedOn: if it cannot be done any more
    :raises errors.HomeNotConfirmed: if the person has not confirmed that another node is their home
    """
    with transaction.atomic(durable=True):
        queries.get_conflict(conflict_id=conflict_id, viewer=officer)
        row = UserConflict.objects.get(pk=conflict_id)
        if row.state != ConflictState.PROPOSED:
            raise errors.ConflictSettled
        if not agrees:
            take_back(row, officer=officer, now=now)
            return
        is_own = accounts.is_of_actor(row.proposed_by, actor=officer)
        if refusal := policies.refusal_to_confirm(is_own=is_own):
            raise refusal
        if refusal := accounts.refusal_of_second(
            first=row.proposed_by, officer=officer, own=errors.SecondOfficerNeeded()
        ):
            raise refusal
        carry_out(row, decision=Decision(row.decision), officer=officer, now=now)
