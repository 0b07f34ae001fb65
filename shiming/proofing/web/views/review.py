"""The review queue: list, case, decision (B5)."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.proofing import errors, ports, queries
from shiming.proofing.actions.claim_case import claim_case
from shiming.proofing.actions.decide_case import decide_case
from shiming.proofing.models import ProofingCase
from shiming.proofing.policies import reviews
from shiming.proofing.types import (
    CaseId,
    CaseState,
    PictureRole,
    ProofingPermission,
    ReviewOutcome,
    ReviewReason,
)
from shiming.proofing.web import labels
from shiming.proofing.web.forms import ReviewForm, add_refusal
from shiming.proofing.web.presenters import (
    ReviewPage,
    ReviewRow,
    causes_of,
    count_rows,
    decision_facts,
    masked_name,
    minute,
    review_facts,
)
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.refusals import status_of

_FIELD_OF = {
    errors.ReviewTextTooShort.code: "text",
    errors.ReviewReasonUnfit.code: "reason",
}
_INVALID = 422
_COUNTED = dt.timedelta(days=30)


@require_GET
@require_permission(ProofingPermission.REVIEW)
def queue(request: HttpRequest) -> HttpResponse:
    """List the cases that wait for a person."""
    now = clock.now()
    viewer = actor_of(request)
    policy = ports.policy()
    rows = []
    for case in queries.list_review_queue(viewer=viewer):
        holder = reviews.claimant(case=case, now=now, policy=policy)
        rows.append(
            ReviewRow(
                url=reverse("proofing:review-case", args=[case.pk]),
                submitted=minute(case.submitted_at),
                causes=causes_of(case=case),
                name=masked_name(case=case),
                is_taken=holder not in {None, viewer.account_id},
                is_mine=holder == viewer.account_id,
            )
        )
    counts = queries.list_review_counts(viewer=viewer, since=now - _COUNTED)
    context = {"rows": rows, "counts": count_rows(counts=counts)}
    return render(request, "proofing/review_queue.html", context)


@require_GET
@require_permission(ProofingPermission.REVIEW)
def review_case(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Show a case; its pictures and full fields only to whoever has taken it on."""
    return _page(request, case_id=CaseId(case_id), form=ReviewForm())


@require_POST
@require_permission(ProofingPermission.REVIEW)
def review_claim(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Take a case on."""
    claim_case(case_id=CaseId(case_id), reviewer=actor_of(request), now=clock.now())
    return redirect("proofing:review-case", case_id)


@sensitive_post_parameters("text")
@require_POST
@require_permission(ProofingPermission.REVIEW)
def review_decide(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Decide a case that has been taken on."""
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, case_id=CaseId(case_id), form=form, status=_INVALID)
    try:
        decide_case(
            case_id=CaseId(case_id),
            reviewer=actor_of(request),
            outcome=ReviewOutcome(form.cleaned_data["outcome"]),
            reason=ReviewReason(form.cleaned_data["reason"]),
            text=form.cleaned_data["text"],
            now=clock.now(),
        )
    except DomainError as error:
        add_refusal(form, error, _FIELD_OF.get(error.code))
        return _page(request, case_id=CaseId(case_id), form=form, status=status_of(error))
    return redirect("proofing:review-queue")


def _page(
    request: HttpRequest, *, case_id: CaseId, form: ReviewForm, status: int = 200
) -> HttpResponse:
    viewer = actor_of(request)
    case = queries.get_case_for_review(case_id=case_id, viewer=viewer)
    context = {"page": _review_page(case=case, viewer=viewer), "form": form}
    return render(request, "proofing/review_case.html", context, status=status)


def _review_page(*, case: ProofingCase, viewer: Actor) -> ReviewPage:
    now, policy = clock.now(), ports.policy()
    holder = reviews.claimant(case=case, now=now, policy=policy)
    is_open = case.state == CaseState.MANUAL_REVIEW
    is_own = reviews.is_own_case(case=case, viewer=viewer)
    is_mine = is_open and not is_own and holder == viewer.account_id
    urls = {
        role: reverse("proofing:picture", args=[picture.pk])
        for role, picture in queries.pictures_of(case=case).items()
        if is_mine
    }
    return ReviewPage(
        state=str(labels.STATES[CaseState(case.state)]),
        is_open=is_open,
        is_mine=is_mine,
        is_taken=holder not in {None, viewer.account_id},
        is_own=is_own,
        claim_url=reverse("proofing:review-claim", args=[case.pk]),
        decide_url=reverse("proofing:review-decide", args=[case.pk]),
        causes=causes_of(case=case),
        facts=review_facts(case=case, is_open=is_mine),
        document_url=urls.get(PictureRole.FRONT, ""),
        back_url=urls.get(PictureRole.BACK, ""),
        face_url=urls.get(PictureRole.LIVE_FACE, ""),
        decisions=decision_facts(decisions=queries.list_decisions(case=case)),
    )
