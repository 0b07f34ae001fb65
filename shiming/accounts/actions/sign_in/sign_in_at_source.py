"""Use case: somebody signs in with name and password of a trust source: directory, mailbox (E4)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.policies.sources import counted_as
from shiming.accounts.source_entry import EnteredFromSource, enter
from shiming.accounts.types import (
    AttemptKind,
    CheckedForm,
    HumanAnswer,
    OutsideOutcome,
    SessionId,
    SourceForm,
    SourceUse,
    Visit,
)

_METHOD = "trust_source"


def sign_in_at_source(
    *,
    code: str,
    name: str,
    password: str,
    wanted: str,
    human: HumanAnswer,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> EnteredFromSource:
    """
    Ask the source whether the password is right, and take its word as far as its contract goes.

    Tries are counted here, whatever the source counts: nobody guesses at it through us.

    :raises errors.SourceNotOffered: if there is no such source here now
    :raises errors.HumanCheckFailed: if the picture code or proof of work is wrong or was used
    :raises errors.SignInLocked: if there were too many wrong tries, for known and unknown alike
    :raises errors.SourcePasswordWrong: if the source says so
    :raises errors.OutsideUnavailable: if the source does not answer; the try is given back
    :raises errors.SourceUserEnded: if the source has ended this user
    :raises errors.SourceNamesAnother: if it names another person than the records
    :raises errors.MethodNotOffered: if the source is not for this kind of account
    :raises DomainError: one of `accounts.account.…` if the account may not be signed in to
    """
    portal = queries.portal_of_host(visit.host).code
    source = ports.trusted_sources().find(code, portal=portal, now=now)
    if (
        source is None
        or source.trust.form is not SourceForm.PASSWORD
        or source.trust.use is not SourceUse.SIGN_IN
    ):
        raise errors.SourceNotOffered
    attempt = _pay(code, name, human=human, visit=visit, now=now)
    said = source.check_password(name=name, password=password, now=now)
    with transaction.atomic(durable=True):
        if said.outcome is OutsideOutcome.UNAVAILABLE:
            operations.give_attempt_back(attempt)
            entered = EnteredFromSource(refusal=errors.OutsideUnavailable())
        elif said.outcome is not OutsideOutcome.PROVEN or not said.subject:
            operations.fail_attempt(attempt, method=_METHOD, visit=visit, now=now)
            entered = EnteredFromSource(refusal=errors.SourcePasswordWrong())
        else:
            operations.forgive_attempt(attempt)
            entered = enter(
                trust=source.trust,
                answer=said,
                wanted=wanted,
                visit=visit,
                replaces=replaces,
                now=now,
            )
    # Committed by now: the try stays paid for.
    if entered.refusal is not None:
        raise entered.refusal
    return entered


def _pay(
    code: str, name: str, *, human: HumanAnswer, visit: Visit, now: dt.datetime
) -> operations.Attempt:
    with transaction.atomic(durable=True):
        is_human = operations.is_passed_by_human(
            form=CheckedForm.PASSWORD_SIGN_IN, answer=human, visit=visit, now=now
        )
        if is_human:
            attempt = operations.pay_for_attempt(
                kind=AttemptKind.PASSWORD,
                account_id=None,
                known_as=counted_as(code=code, name=name),
                visit=visit,
                now=now,
            )
    # Committed by now, so that a refused answer is spent.
    if not is_human:
        raise errors.HumanCheckFailed
    if attempt.refusal is not None:
        raise attempt.refusal
    return attempt
