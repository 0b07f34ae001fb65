"""Use case: a person comes back from the page of a source that certifies people (S33-22)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors as accounts_errors
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.trust_sources import errors, operations, ports, queries
from shiming.trust_sources.models import ProofCheck
from shiming.trust_sources.policies import checks as rules
from shiming.trust_sources.types.checks import (
    CheckEvent,
    CheckId,
    CheckOutcome,
    CheckReport,
    CheckState,
)

_LIFETIME = dt.timedelta(minutes=30)


def finish_check(
    *, check_id: CheckId, state: str, portal: str, actor: Actor, now: dt.datetime
) -> None:
    """
    Ask the source what came of it, and keep its word as evidence if it confirms.

    The account that began it must bring back what the source gave to the browser that was there:
    nobody has somebody else certified for their own account by sending them the address.

    :raises accounts_errors.SignInRequired: if nobody is signed in
    :raises errors.CheckNotOpen: if this account began none, it is too old, or over
    :raises errors.CheckNotOffered: if the source may not be used any more
    :raises errors.CheckMismatch: if the source does not confirm it
    :raises errors.CheckUnavailable: if the source does not answer; one can come back again
    """
    if actor.account_id is None:
        raise accounts_errors.SignInRequired
    check = (
        ProofCheck.objects.select_related("terms__source")
        .filter(pk=check_id, state=CheckState.WAITING, asked_at__gt=now - _LIFETIME)
        .first()
    )
    if check is None:
        raise errors.CheckNotOpen
    if check.account_id != actor.account_id or not rules.is_state(state, check.errand.get("state")):
        _end(check, actor=actor, now=now)
        raise errors.CheckNotOpen
    source = queries.find_check_source(check.terms.source.code, portal=portal, now=now)
    if source is None:
        raise errors.CheckNotOffered
    report = ports.proof_checks().outcome_of(
        source.entry.connection, reference=str(check.errand.get("reference", "")), now=now
    )
    if report.outcome is CheckOutcome.UNAVAILABLE:
        # It stays open: reloading the page asks again.
        raise errors.CheckUnavailable(name=source.entry.name)
    with transaction.atomic(durable=True):
        refused = operations.settle_check(check, report, actor=actor, now=now)
    if refused is not None:
        raise refused


def _end(check: ProofCheck, *, actor: Actor, now: dt.datetime) -> None:
    """End a check that somebody else brings back: its owner begins another one."""
    with transaction.atomic(durable=True):
        operations.settle_check(
            check, CheckReport(outcome=CheckOutcome.MISMATCH), actor=actor, now=now
        )
        audit.record(
            event=CheckEvent.BROUGHT_BY_ANOTHER,
            actor=actor,
            subject=f"account:{check.account_id}",
            at=now,
            details={"check_id": str(check.pk)},
        )
