"""Use case: a reviewer decides what a machine could not (B5)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import queries as accounts
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.kernel.names import PersonName
from shiming.messages import operations as messages
from shiming.proofing import errors, operations, ports, queries, waiting
from shiming.proofing.models import ProofingCase, ReviewDecision
from shiming.proofing.policies import documents, levels, reviews
from shiming.proofing.types import (
    CaseId,
    CaseState,
    EvidenceKind,
    ProofingEvent,
    ReviewOutcome,
    ReviewReason,
    StepKey,
)

REVIEW_REFUSED = "proofing.review.refused"


def decide_case(
    *,
    case_id: CaseId,
    reviewer: Actor,
    outcome: ReviewOutcome,
    reason: ReviewReason,
    text: str,
    now: dt.datetime,
) -> CaseState:
    """
    Record the decision, its reason and who made it; it shows for ever that a person decided.

    Where four eyes are asked for (Q07), the first agreement leaves the case in the queue. A manual
    pass at a distance does not give *intermediate* unless the deployment says so (Q08).

    :raises errors.NotAReviewer: if the actor may not review
    :raises errors.CaseNotFound: if there is no such case
    :raises errors.OwnCase: if it is about the reviewer
    :raises errors.CaseMovedOn: if somebody decided meanwhile
    :raises errors.NotClaimed: if the reviewer has not taken it on, or not in time
    :raises errors.ClaimedByOther: if somebody else is at work on it
    :raises errors.ReviewReasonUnfit: if the reason does not go with the decision
    :raises errors.ReviewTextTooShort: if the reason is not put in words
    :raises errors.SecondReviewerNeeded: if this reviewer agreed already
    :raises errors.OtherAccount: if another account claims the person and must be cleared first
    """
    policy = ports.policy()
    with transaction.atomic(durable=True):
        case = queries.get_case_for_review(case_id=case_id, viewer=reviewer)
        if refusal := reviews.refusal_to_decide(
            case=case,
            reviewer=reviewer,
            reason=reason,
            outcome=outcome,
            text=text,
            now=now,
            policy=policy,
        ):
            raise refusal
        if reviewer.account_id is None:  # pragma: no cover  refused just above
            raise errors.NotAReviewer
        earlier = ReviewDecision.objects.filter(case=case, round=case.review_round)
        for agreed_by in sorted(set(earlier.values_list("reviewer_id", flat=True))):
            if refusal := accounts.refusal_of_second(
                first=agreed_by,
                officer=reviewer,
                own=errors.SecondReviewerNeeded(case_id=case.pk),
            ):
                raise refusal
        agreed = earlier.filter(outcome=ReviewOutcome.PASS).count() + 1
        is_enough = agreed >= policy.reviewers_needed
        state = CaseState.MANUAL_REVIEW
        if outcome is ReviewOutcome.REFUSE:
            state = CaseState.REFUSED
        elif is_enough:
            state = CaseState.PASSED_MANUALLY
        refused = state is CaseState.REFUSED
        won = ProofingCase.objects.filter(
            pk=case.pk, state=CaseState.MANUAL_REVIEW, claimed_by_id=reviewer.account_id
        ).update(
            state=state,
            claimed_by=None,
            claimed_at=None,
            refused_step=_step_to_repeat(reason) if refused else "",
            refusal_code=REVIEW_REFUSED if refused else "",
            refusal_detail=reason if refused else "",
            decided_at=None if state is CaseState.MANUAL_REVIEW else now,
        )
        if not won:
            raise errors.CaseMovedOn(case_id=case.pk)
        ReviewDecision.objects.create(
            case=case,
            round=case.review_round,
            reviewer_id=reviewer.account_id,
            outcome=outcome,
            reason=reason,
            text=text,
            decided_at=now,
        )
        audit.record(
            event=ProofingEvent.REVIEW_DECIDED,
            actor=reviewer,
            subject=f"case:{case.pk}",
            at=now,
            details={"outcome": outcome.value, "reason": reason.value, "state": state.value},
        )
        if state is CaseState.PASSED_MANUALLY:
            _record_passed(case=case, reviewer=reviewer, now=now)
        elif refused:
            messages.notify(
                template="proofing/refused", account_id=case.account_id, context={}, now=now
            )
    return state


def _step_to_repeat(reason: ReviewReason) -> StepKey:
    """Return which step to repeat: another face may be shown, a bad card must be shown anew."""
    return StepKey.LIVE if reason is ReviewReason.OTHER_PERSON else StepKey.FRONT


def _record_passed(*, case: ProofingCase, reviewer: Actor, now: dt.datetime) -> None:
    policy = ports.policy()
    if case.person_id is None:  # pragma: no cover  a constraint forbids it in this state
        raise errors.CaseMovedOn(case_id=case.pk)
    is_free = operations.bind_by_face(
        account_id=case.account_id,
        person_id=case.person_id,
        number=parse_document_number(DocumentType(case.document_type), case.entered["number"]),
        name=PersonName.parse(case.entered["name"]),
        actor=reviewer,
        now=now,
    )
    if not is_free:
        raise errors.OtherAccount
    operations.add_evidence(
        person_id=case.person_id,
        account_id=case.account_id,
        case_id=case.pk,
        kind=EvidenceKind.REMOTE_REVIEW,
        source="review",
        valid_until=levels.end_of_online_face(
            at=now,
            document_ends_at=documents.end_of_document(last_day=case.document_ends_on),
            policy=policy,
        ),
        document_type=case.document_type,
        is_manual=True,
        score=case.card_score,
        threshold=case.pass_threshold,
        engine=case.engine,
        actor=reviewer,
        now=now,
    )
    operations.keep_as_evidence(case=case)
    waiting.close_unfinished(case_id=case.pk, now=now)
    waiting.remind_of_document(
        person_id=case.person_id,
        until=documents.end_of_document(last_day=case.document_ends_on),
        now=now,
    )
    operations.refresh_levels(person_id=case.person_id, actor=reviewer, now=now)
    audit.record(
        event=ProofingEvent.PASSED_MANUALLY, actor=reviewer, subject=f"case:{case.pk}", at=now
    )
    messages.notify(
        template="proofing/passed_manually", account_id=case.account_id, context={}, now=now
    )
