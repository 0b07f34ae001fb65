"""Who may see and decide what in a review (B5)."""

import datetime as dt
import uuid

from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.proofing import errors
from shiming.proofing.models import ProofingCase
from shiming.proofing.types import (
    CaseState,
    ProofingPermission,
    ProofingPolicy,
    ReviewOutcome,
    ReviewReason,
)


def refusal_to_review(*, reviewer: Actor) -> DomainError | None:
    """Return why an actor may not work on the queue, or None if they may."""
    if reviewer.is_signed_in and reviewer.may(ProofingPermission.REVIEW):
        return None
    return errors.NotAReviewer()


def refusal_to_claim(
    *, case: ProofingCase, reviewer: Actor, now: dt.datetime, policy: ProofingPolicy
) -> DomainError | None:
    """Return why this reviewer may not take this case on, or None if they may."""
    if refusal := refusal_to_review(reviewer=reviewer):
        return refusal
    if is_own_case(case=case, viewer=reviewer):
        return errors.OwnCase()
    if case.state != CaseState.MANUAL_REVIEW:
        return errors.CaseMovedOn()
    holder = claimant(case=case, now=now, policy=policy)
    return errors.ClaimedByOther() if holder not in {None, reviewer.account_id} else None


def refusal_to_decide(
    *,
    case: ProofingCase,
    reviewer: Actor,
    reason: ReviewReason,
    outcome: ReviewOutcome,
    text: str,
    now: dt.datetime,
    policy: ProofingPolicy,
) -> DomainError | None:
    """Return why this reviewer may not decide so, or None if they may."""
    if refusal := refusal_to_claim(case=case, reviewer=reviewer, now=now, policy=policy):
        return refusal
    if claimant(case=case, now=now, policy=policy) != reviewer.account_id:
        return errors.NotClaimed()
    if reason.outcome is not outcome:
        return errors.ReviewReasonUnfit()
    if len("".join(text.split())) < policy.review_text_length:
        return errors.ReviewTextTooShort(min_length=policy.review_text_length)
    return None


def may_see_pictures(
    *, case: ProofingCase, viewer: Actor, now: dt.datetime, policy: ProofingPolicy
) -> bool:
    """Tell whether the viewer may see the pictures: the applicant, or who holds the claim."""
    if viewer.account_id is not None and viewer.account_id == case.account_id:
        return True
    return (
        refusal_to_claim(case=case, reviewer=viewer, now=now, policy=policy) is None
        and claimant(case=case, now=now, policy=policy) == viewer.account_id
    )


def is_own_case(*, case: ProofingCase, viewer: Actor) -> bool:
    """Tell whether the case is about the viewer, under this or another account."""
    if viewer.account_id == case.account_id:
        return True
    return viewer.person_id is not None and viewer.person_id == case.person_id


def claimant(*, case: ProofingCase, now: dt.datetime, policy: ProofingPolicy) -> uuid.UUID | None:
    """Return who is at work on the case, or None; a claim runs out by itself."""
    if case.claimed_at is None or case.claimed_at + policy.review_claim_for <= now:
        return None
    return case.claimed_by_id
