"""Use case: a second officer puts the terms of a trust source into force, or refuses them."""

import datetime as dt

from django.db import transaction

from shiming.accounts import operations as accounts_operations
from shiming.accounts import queries as accounts
from shiming.audit import operations as audit
from shiming.directory import operations as directory
from shiming.kernel.actor import Actor
from shiming.trust_sources import errors, operations, ports
from shiming.trust_sources.models import SourceTerms, TrustSource
from shiming.trust_sources.operations.nodes.recognition import start_keeping_source
from shiming.trust_sources.policies import sources as policies
from shiming.trust_sources.policies.terms import entry_of
from shiming.trust_sources.types import (
    SourceEvent,
    SourceId,
    SourceState,
    TermsId,
    TermsState,
)


def decide_terms(
    *,
    terms_id: TermsId,
    is_approved: bool,
    reason: str,
    officer: Actor,
    now: dt.datetime,
    keeps_links: bool = False,
) -> None:
    """
    Put terms into force in place of those before, or refuse them with a reason: four eyes.

    Where another system may stand behind the source from now on, its links are suspended: people
    are matched as if for the first time. Unless both officers have said that operator and names of
    users are the same (the proposer in the terms, this one by `keeps_links`). Where posts give
    less than before, what they gave ends until the next sign-in.

    :raises errors.MayNotApproveSources: if the officer may not decide
    :raises errors.ProposerIsApprover: if they proposed the terms, under whichever account
    :raises accounts.errors.OfficerUnknown: if nobody has said who the officer is
    :raises accounts.errors.FirstOfficerUnknown: if nobody has said who the first one is
    :raises errors.RefusalWithoutReason: if they are refused without a reason
    :raises errors.TermsDecided: if there are none, or somebody decided before
    :raises errors.SourceStateChanged: if the source was closed meanwhile
    :raises errors.ConnectionIncomplete: if an address may not be called any more
    """
    terms = SourceTerms.objects.select_related("source").filter(pk=terms_id).first()
    if terms is None:
        raise errors.TermsDecided
    is_own = accounts.is_of_actor(terms.proposed_by, actor=officer)
    refusal = policies.refusal_to_decide(is_own=is_own, officer=officer)
    if refusal := refusal or accounts.refusal_of_second(
        first=terms.proposed_by, officer=officer, own=errors.ProposerIsApprover()
    ):
        raise refusal
    if not is_approved and not reason.strip():
        raise errors.RefusalWithoutReason
    if is_approved and (
        field := ports.source_clients().fault_of(
            entry_of(terms.values, secret=terms.secret).connection
        )
    ):
        raise errors.ConnectionIncomplete(field=field)
    with transaction.atomic(durable=True):
        operations.hold_to_change(SourceId(terms.source_id))
        before = None
        if is_approved:
            in_force = SourceTerms.objects.filter(source=terms.source, state=TermsState.IN_FORCE)
            before = in_force.first()
            in_force.update(state=TermsState.REPLACED)
        won = SourceTerms.objects.filter(pk=terms.pk, state=TermsState.PROPOSED).update(
            state=TermsState.IN_FORCE if is_approved else TermsState.REFUSED,
            decided_by=officer.account_id,
            decided_at=now,
            note=reason.strip(),
        )
        if not won:
            raise errors.TermsDecided
        if TrustSource.objects.filter(pk=terms.source_id, state=SourceState.CLOSED).exists():
            raise errors.SourceStateChanged
        if is_approved:
            # A source that was suspended stays so until somebody resumes it.
            TrustSource.objects.filter(pk=terms.source_id, state=SourceState.DRAFT).update(
                state=SourceState.ACTIVE
            )
        audit.record(
            event=SourceEvent.APPROVED if is_approved else SourceEvent.REFUSED,
            actor=officer,
            subject=f"trust_source:{terms.source_id}",
            at=now,
            details={"code": terms.source.code, "number": terms.number},
        )
        if before is not None:
            _settle_posts(before, terms, officer=officer, now=now)
            _settle_links(before, terms, keeps_links=keeps_links, officer=officer, now=now)
        start_keeping_source(source_id=SourceId(terms.source_id), now=now)


def _settle_posts(
    before: SourceTerms, after: SourceTerms, *, officer: Actor, now: dt.datetime
) -> None:
    """End what posts gave where they may give less now."""
    old, new = (entry_of(one.values, secret="") for one in (before, after))
    if policies.takes_posts_back(old, new):
        directory.end_posts(source=after.source.code, actor=officer, now=now)


def _settle_links(
    before: SourceTerms,
    after: SourceTerms,
    *,
    keeps_links: bool,
    officer: Actor,
    now: dt.datetime,
) -> None:
    """Suspend the links where others may answer for the source now, and write down what came."""
    entry = entry_of(after.values, secret="")
    if not policies.changes_of_identity(entry_of(before.values, secret=""), entry):
        return
    code = after.source.code
    is_kept = keeps_links and entry.keeps_links
    count = (
        accounts.count_links(code)
        if is_kept
        else accounts_operations.suspend_links(provider=code, now=now)
    )
    audit.record(
        event=SourceEvent.LINKS_KEPT if is_kept else SourceEvent.LINKS_SUSPENDED,
        actor=officer,
        subject=f"trust_source:{after.source_id}",
        at=now,
        details={"links": count, "proposed_by": str(after.proposed_by)},
    )
