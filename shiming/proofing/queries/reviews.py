"""Reads about what waits for a person's decision."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Count, Q

from shiming.kernel.actor import Actor
from shiming.proofing import errors
from shiming.proofing.models import (
    ProofingCase,
    ReviewDecision,
)
from shiming.proofing.policies import reviews
from shiming.proofing.types import (
    CaseId,
    CaseState,
    ReviewCount,
    ReviewOutcome,
)

QUEUE_PAGE = 50


def list_review_queue(*, viewer: Actor) -> Sequence[ProofingCase]:
    """
    Return the cases that wait for a person, the longest waiting first.

    :raises errors.NotAReviewer: if the viewer may not review
    """
    if refusal := reviews.refusal_to_review(reviewer=viewer):
        raise refusal
    return list(
        ProofingCase.objects.filter(state=CaseState.MANUAL_REVIEW, review_round__gt=0)
        .exclude(account_id__in=[viewer.account_id] if viewer.account_id else [])
        .order_by("submitted_at", "id")[:QUEUE_PAGE]
    )


def count_review_queue_unscoped() -> int:
    """Return how many cases wait for a person, for statistics and alerts."""
    return ProofingCase.objects.filter(state=CaseState.MANUAL_REVIEW).count()


def get_case_for_review(*, case_id: CaseId, viewer: Actor) -> ProofingCase:
    """
    Return a case that is, or once was, in the queue.

    :raises errors.NotAReviewer: if the viewer may not review
    :raises errors.CaseNotFound: if there is none, or it never came to review
    """
    if refusal := reviews.refusal_to_review(reviewer=viewer):
        raise refusal
    case = ProofingCase.objects.filter(pk=case_id, review_round__gt=0).first()
    if case is None:
        raise errors.CaseNotFound(case_id=case_id)
    return case


def list_review_counts(*, viewer: Actor, since: dt.datetime) -> Sequence[ReviewCount]:
    """
    Return how each reviewer decided since then, the busiest first (B5).

    :raises errors.NotAReviewer: if the viewer may not review
    """
    if refusal := reviews.refusal_to_review(reviewer=viewer):
        raise refusal
    passed = Count("id", filter=Q(outcome=ReviewOutcome.PASS))
    rows = (
        ReviewDecision.objects.filter(decided_at__gte=since)
        .values("reviewer_id")
        .annotate(decided=Count("id"), passed=passed)
        .order_by("-decided", "reviewer_id")
    )
    return [ReviewCount(**row) for row in rows]


def list_decisions(*, case: ProofingCase) -> Sequence[ReviewDecision]:
    """Return what reviewers decided about a case, oldest first."""
    return list(ReviewDecision.objects.filter(case=case).order_by("decided_at", "id"))
