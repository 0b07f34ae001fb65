"""The two sides of the document: by camera or from a file, and what the engines say of them."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.proofing import errors, ports, queries
from shiming.proofing.actions.keep_picture import keep_picture
from shiming.proofing.actions.see_picture import see_picture
from shiming.proofing.actions.send_picture_to_person import send_picture_to_person
from shiming.proofing.journeys import online
from shiming.proofing.types import (
    PictureId,
    PictureRole,
    PictureWay,
    StepKey,
)
from shiming.proofing.web.forms import PictureForm, add_refusal
from shiming.proofing.web.presenters import PictureView, picture_view, steps_bar
from shiming.proofing.web.views.entering import Entered, leading_on, step_page, to_step
from shiming.web_kit.actors import actor_of, require_sign_in
from shiming.web_kit.pages import render_page
from shiming.web_kit.refusals import status_of

_INVALID = 422
_ROLE_OF = {StepKey.FRONT: PictureRole.FRONT, StepKey.BACK: PictureRole.BACK}


@require_http_methods(["GET", "HEAD", "POST"])
@step_page(StepKey.FRONT)
def front(request: HttpRequest, entered: Entered) -> HttpResponse:
    """Take the side with the portrait."""
    return _side(request, entered, StepKey.FRONT)


@require_http_methods(["GET", "HEAD", "POST"])
@step_page(StepKey.BACK)
def back(request: HttpRequest, entered: Entered) -> HttpResponse:
    """Take the side with the emblem."""
    return _side(request, entered, StepKey.BACK)


@require_POST
@leading_on
def side_to_person(request: HttpRequest, step: str) -> HttpResponse:
    """Send a picture that machines will not take to a person, at the applicant's wish."""
    key = StepKey(step)
    send_picture_to_person(actor=actor_of(request), role=_ROLE_OF[key], now=clock.now())
    return to_step(request, online.STEP_OF[key].url_name)


@require_GET
@require_sign_in
def picture(request: HttpRequest, picture_id: uuid.UUID) -> HttpResponse:
    """Show a picture to whoever may see it; nobody keeps it."""
    seen = see_picture(picture_id=PictureId(picture_id), viewer=actor_of(request), now=clock.now())
    return HttpResponse(
        seen.content, content_type=seen.media_type, headers={"Cache-Control": "no-store, private"}
    )


def _side(request: HttpRequest, entered: Entered, key: StepKey) -> HttpResponse:
    form = PictureForm()
    status = 200
    if request.method == "POST":
        form = PictureForm(request.POST, request.FILES)
        status = _INVALID
        if form.is_valid():
            try:
                _keep(entered, key, form)
            except (errors.CaseMovedOn, errors.StepNotReachable):
                raise
            except DomainError as error:
                add_refusal(form, error, "picture")
                status = status_of(error)
            else:
                return to_step(request, online.STEP_OF[key].url_name)
    kept = _kept(entered, key)
    if kept is not None and not kept.is_waiting and request.headers.get("HX-Request") == "true":
        # The progress bar asked: the page as a whole has changed.
        return to_step(request, online.STEP_OF[key].url_name)
    context = {
        "form": form,
        "key": key.value,
        "is_front": key is StepKey.FRONT,
        "kept": kept,
        "next_url_name": "proofing:form"
        if key is StepKey.BACK or not entered.state.needs_back
        else "proofing:back",
        "steps": steps_bar(current=key, state=entered.state),
    }
    return render_page(
        request,
        "proofing/side.html",
        context,
        fragment="proofing/_side_progress.html",
        status=status,
    )


def _keep(entered: Entered, key: StepKey, form: PictureForm) -> None:
    limit = ports.policy().max_picture_bytes
    is_camera = form.cleaned_data["way"] == PictureWay.CAMERA
    keep_picture(
        actor=entered.actor,
        step=key,
        # One byte more than allowed is enough to know that it is too many.
        content=form.cleaned_data["picture"].read(limit + 1),
        way=PictureWay.CAMERA if is_camera else PictureWay.UPLOAD,
        now=clock.now(),
    )


def _kept(entered: Entered, key: StepKey) -> PictureView | None:
    role = _ROLE_OF[key]
    kept = queries.pictures_of(case=entered.case).get(role)
    if kept is None:
        return None
    rejected = queries.count_rejected(case=entered.case, role=role)
    return picture_view(
        picture=kept, may_go_to_person=rejected >= ports.policy().rejections_before_manual
    )
