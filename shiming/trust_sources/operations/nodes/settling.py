"""Proposing, carrying out and taking back what officers decide about a conflict."""

import datetime as dt

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId, ContactKind
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import PeerUser, UserConflict
from shiming.trust_sources.operations.nodes.homes import move_home
from shiming.trust_sources.operations.nodes.incoming import apply_event, contact_of
from shiming.trust_sources.operations.nodes.outgoing import tell_contact
from shiming.trust_sources.operations.nodes.users import Source, take_in
from shiming.trust_sources.policies.nodes import LONGEST_REASON
from shiming.trust_sources.policies.users import read_contact, read_user
from shiming.trust_sources.types.nodes import (
    ConflictKind,
    ConflictState,
    Decision,
    EventResult,
    LineOutcome,
    NodeEvent,
    NodeEventKind,
)

_DONE = frozenset({EventResult.APPLIED, LineOutcome.ADDED, LineOutcome.MERGED})


def check_reason(reason: str) -> None:
    """
    Demand a reason in words.

    :raises errors.ReasonMissing: if there is none, or it is an essay
    """
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise errors.ReasonMissing


def propose(
    row: UserConflict, *, decision: Decision, reason: str, officer: Actor, now: dt.datetime
) -> None:
    """
    Write down what an officer wants, unless another one was faster.

    :raises errors.ConflictSettled: if it was not open any more
    """
    won = UserConflict.objects.filter(pk=row.pk, state=ConflictState.OPEN).update(
        state=ConflictState.PROPOSED,
        decision=decision,
        reason=reason.strip(),
        proposed_by=officer.account_id,
    )
    if not won:
        raise errors.ConflictSettled
    _record(NodeEvent.CONFLICT_PROPOSED, row, decision=decision, officer=officer, now=now)


def take_back(row: UserConflict, *, officer: Actor, now: dt.datetime) -> None:
    """
    Put a conflict back into the work list.

    :raises errors.ConflictSettled: if somebody was faster
    """
    decision = Decision(row.decision)
    won = UserConflict.objects.filter(pk=row.pk, state=ConflictState.PROPOSED).update(
        state=ConflictState.OPEN, decision="", reason="", proposed_by=None
    )
    if not won:
        raise errors.ConflictSettled
    _record(NodeEvent.CONFLICT_FOUND, row, decision=decision, officer=officer, now=now)


def carry_out(row: UserConflict, *, decision: Decision, officer: Actor, now: dt.datetime) -> None:
    """
    Do what was decided and proposed before; what waited with the peer comes in by itself then.

    :raises errors.ConflictSettled: if somebody was faster
    :raises errors.ConflictMovedOn: if it cannot be done any more
    :raises errors.HomeNotConfirmed: if the person has not confirmed that another node is their home
    """
    won = UserConflict.objects.filter(pk=row.pk, state=ConflictState.PROPOSED).update(
        state=ConflictState.SETTLED, confirmed_by=officer.account_id, settled_at=now
    )
    if not won:
        raise errors.ConflictSettled
    event = NodeEventKind(row.facts["event"])
    facts = {key: value for key, value in row.facts.items() if key != "event"}
    rows = PeerUser.objects.select_related("peer", "user")
    of = None if row.of_id is None else rows.get(pk=row.of_id)
    if of is not None and row.kind == ConflictKind.HOME_DIFFERS:
        if decision is Decision.TAKE_THEIRS:
            move_home(row, of, officer=officer, now=now)
    elif decision is Decision.KEEP_OURS:
        _hold_to_ours(row, of, event=event, facts=facts, now=now)
    else:
        # The officer acts, not the node: what changes here is told to the node like any change.
        source = Source(peer=None if of is None else of.peer, of=of, actor=officer)
        _follow(event, facts, source=source, decision=decision, now=now)
    _record(NodeEvent.CONFLICT_SETTLED, row, decision=decision, officer=officer, now=now)


def _follow(
    event: NodeEventKind,
    facts: dict[str, object],
    *,
    source: Source,
    decision: Decision,
    now: dt.datetime,
) -> None:
    result: EventResult | LineOutcome
    try:
        if source.of is None:
            result = take_in(
                read_user(facts), source=source, facts=facts, now=now, decision=decision
            )
        else:
            result = apply_event(kind=event, facts=facts, source=source, now=now, decision=decision)
    except DomainError as error:
        raise errors.ConflictMovedOn from error
    if result not in _DONE:
        raise errors.ConflictMovedOn


def _hold_to_ours(
    row: UserConflict,
    of: PeerUser | None,
    *,
    event: NodeEventKind,
    facts: dict[str, object],
    now: dt.datetime,
) -> None:
    """Have a peer that changed a contact take ours over, so that both books agree again."""
    if of is None or of.user is None or event is not NodeEventKind.CONTACT_CHANGED:
        return
    if row.kind == ConflictKind.UNIT_CONFIRMED:
        # What was confirmed here says nothing of who reaches the unit over there.
        return
    kind = ContactKind(str(facts["contact"]))
    account = accounts.get_account(AccountId(of.user.account_id))
    tell_contact(
        of=of,
        kind=kind,
        was=read_contact(facts, "now"),
        now_is=contact_of(account, kind),
        now=now,
    )


def _record(
    event: NodeEvent, row: UserConflict, *, decision: Decision, officer: Actor, now: dt.datetime
) -> None:
    audit.record(
        event=event,
        actor=officer,
        subject=f"conflict:{row.pk}",
        at=now,
        details={"kind": row.kind, "decision": decision.value},
    )
