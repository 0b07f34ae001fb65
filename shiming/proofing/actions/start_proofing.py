"""Use case: a person begins to prove who they are, or goes on with what was begun."""

import dataclasses
import datetime as dt

from django.db import IntegrityError, transaction

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId, AccountKind
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level
from shiming.proofing import errors, queries, waiting
from shiming.proofing.models import ProofingCase
from shiming.proofing.types import OPEN_STATES, CaseId, CaseState, ProofingEvent

_OF_UNITS = frozenset({AccountKind.UNIT, AccountKind.AGENCY})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StartedProofing:
    """The case that is open now, and whether it is a new one."""

    case_id: CaseId
    is_new: bool


def start_proofing(
    *, actor: Actor, wanted_level: Level, return_to: str, now: dt.datetime
) -> StartedProofing:
    """
    Open a case, or go on with the open one; `return_to` is where the person came from (C2).

    `return_to` must be an address of this site: the interface has checked it.

    :raises errors.CaseNotFound: if nobody is signed in
    :raises errors.AccountOfUnit: if the account is a unit's own
    """
    try:
        with transaction.atomic(durable=True):
            return _open(actor=actor, wanted_level=wanted_level, return_to=return_to, now=now)
    except IntegrityError:
        # Two clicks at once: one open case an account is a constraint, and the other one won.
        with transaction.atomic(durable=True):
            return _open(actor=actor, wanted_level=wanted_level, return_to=return_to, now=now)


def _open(
    *, actor: Actor, wanted_level: Level, return_to: str, now: dt.datetime
) -> StartedProofing:
    if actor.account_id is None:
        raise errors.CaseNotFound
    if accounts.get_account(AccountId(actor.account_id)).kind in _OF_UNITS:
        raise errors.AccountOfUnit
    case = queries.find_current_case(viewer=actor)
    if case is not None and CaseState(case.state) in OPEN_STATES:
        wanted = max(wanted_level, Level(case.wanted_level))
        ProofingCase.objects.filter(pk=case.pk).update(
            wanted_level=wanted, return_to=return_to or case.return_to
        )
        return StartedProofing(case_id=CaseId(case.pk), is_new=False)
    opened = ProofingCase.objects.create(
        account_id=actor.account_id,
        state=CaseState.DRAFT,
        wanted_level=wanted_level,
        return_to=return_to,
        created_at=now,
    )
    audit.record(
        event=ProofingEvent.STARTED,
        actor=actor,
        subject=f"case:{opened.pk}",
        at=now,
        details={"wanted_level": wanted_level.slug, "journey": opened.journey},
    )
    waiting.open_unfinished(case_id=opened.pk, account_id=actor.account_id, now=now)
    return StartedProofing(case_id=CaseId(opened.pk), is_new=True)
