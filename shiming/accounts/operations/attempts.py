"""
Tries to sign in or to get back in: paid for before their outcome is known, over three counters.

Every method uses them in the same order. In a first transaction `pay_for_attempt`, whose refusal
the caller raises after the commit; then the costly or outside work, the same for targets that
exist and for those that do not; in a second transaction `forgive_attempt` or `fail_attempt`.
"""

import dataclasses
import datetime as dt

from shiming.accounts.operations import counters
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import AccountEvent, AccountId, AttemptKind, CounterScope, Visit
from shiming.audit import operations as audit
from shiming.kernel.errors import DomainError


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try. With a `refusal` nothing was paid, and the try must not take place."""

    kind: AttemptKind
    account_id: AccountId | None
    counted: tuple[tuple[CounterScope, str], ...]
    """The account (or the name it was looked for under), the address, the target number if any."""
    refusal: DomainError | None = None


def pay_for_attempt(
    *,
    kind: AttemptKind,
    account_id: AccountId | None,
    known_as: str,
    visit: Visit,
    now: dt.datetime,
    number: str = "",
) -> Attempt:
    """
    Pay for one try over account, address and target number, or for none of them.

    An account is counted as one, under whichever of its names it is tried; and so is nobody, under
    the one form (`known_as`) that all spellings of a name share: otherwise a second spelling would
    show by its own counter that there is no account.
    """
    subject = (
        counters.subject_of_text(f"identifier:{known_as}")
        if account_id is None
        else counters.subject_of_account(account_id)
    )
    counted = [
        (CounterScope(f"{kind}.account"), subject),
        (CounterScope(f"{kind}.address"), counters.subject_of_address(visit.address)),
    ]
    if number:
        target = counters.subject_of_text(f"number:{number}")
        counted.append((CounterScope(f"{kind}.number"), target))
    actor = actor_of_visit(visit)
    for place, (scope, counted_subject) in enumerate(counted):
        charge = counters.charge(scope=scope, subject=counted_subject, actor=actor, now=now)
        if not charge.is_granted:
            for paid_scope, paid_subject in counted[:place]:
                counters.refund(scope=paid_scope, subject=paid_subject)
            refusal = counters.locked(charge, now)
            return Attempt(kind=kind, account_id=account_id, counted=(), refusal=refusal)
    return Attempt(kind=kind, account_id=account_id, counted=tuple(counted))


def fail_attempt(attempt: Attempt, *, method: str, visit: Visit, now: dt.datetime) -> None:
    """Keep a wrong try counted, lock what reached its limit, and write it into the abuse log."""
    actor = actor_of_visit(visit)
    for scope, subject in attempt.counted:
        counters.lock_if_reached(scope=scope, subject=subject, actor=actor, now=now)
    audit.record(
        event=AccountEvent.SIGN_IN_FAILED,
        actor=actor,
        subject=f"account:{attempt.account_id or 'unknown'}",
        at=now,
        details={"method": method},
    )


def forgive_attempt(attempt: Attempt) -> None:
    """
    Forget the wrong tries against who has just proven to own the account.

    Address and number get this one try back only: who owns one account has not proven to be
    nobody who guesses at others.
    """
    for place, (scope, subject) in enumerate(attempt.counted):
        if place == 0:
            counters.forgive(scope=scope, subject=subject)
        else:
            counters.refund(scope=scope, subject=subject)


def give_attempt_back(attempt: Attempt) -> None:
    """Give a try back that a machine of ours wasted: unavailable is not no (DESIGN.md, 2)."""
    for scope, subject in attempt.counted:
        counters.refund(scope=scope, subject=subject)
