"""Use case: a reviewer takes a case on, and sees its pictures from then on."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from shiming.accounts import queries as accounts
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.proofing import errors, ports, queries
from shiming.proofing.models import ProofingCase
from shiming.proofing.policies import reviews
from shiming.proofing.types import CaseId, CaseState, ProofingEvent


def claim_case(*, case_id: CaseId, reviewer: Actor, now: dt.datetime) -> None:
    """
    Give a waiting case to one reviewer, until they decide or the claim runs out.

    :raises errors.NotAReviewer: if the actor may not review
    :raises errors.CaseNotFound: if there is no such case
    :raises errors.OwnCase: if it is about the reviewer
    :raises accounts.errors.OfficerUnknown: if nobody has said who the reviewer is
    :raises errors.CaseMovedOn: if it no longer waits for a person
    :raises errors.ClaimedByOther: if somebody else is at work on it
    """
    policy = ports.policy()
    with transaction.atomic(durable=True):
        case = queries.get_case_for_review(case_id=case_id, viewer=reviewer)
        if refusal := reviews.refusal_to_claim(
            case=case, reviewer=reviewer, now=now, policy=policy
        ):
            raise refusal
        if refusal := accounts.refusal_of_second(
            first=case.account_id,
            person_id=case.person_id,
            officer=reviewer,
            own=errors.OwnCase(),
        ):
            raise refusal
        won = (
            ProofingCase.objects.filter(pk=case.pk, state=CaseState.MANUAL_REVIEW)
            .filter(
                Q(claimed_by__isnull=True)
                | Q(claimed_by_id=reviewer.account_id)
                | Q(claimed_at__lte=now - policy.review_claim_for)
            )
            .update(claimed_by_id=reviewer.account_id, claimed_at=now)
        )
        if not won:
            raise errors.ClaimedByOther(case_id=case_id)
        audit.record(
            event=ProofingEvent.REVIEW_CLAIMED, actor=reviewer, subject=f"case:{case.pk}", at=now
        )
