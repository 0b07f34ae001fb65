"""The live check: its page, drawing a sequence, and handing the frames in."""

import uuid

import segno
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.proofing import errors, ports, queries
from shiming.proofing.actions.agree_to_face import agree_to_face
from shiming.proofing.actions.hand_in_live_check import hand_in_live_check
from shiming.proofing.actions.start_live_check import start_live_check
from shiming.proofing.types import ConsentKind, LiveSessionId, StepKey, TryKind
from shiming.proofing.web import labels
from shiming.proofing.web.forms import FaceConsentForm
from shiming.proofing.web.presenters import steps_bar
from shiming.proofing.web.views.entering import Entered, leading_on, step_page, to_step
from shiming.web_kit.actors import actor_of, require_sign_in
from shiming.web_kit.refusals import problem


@require_GET
@step_page(StepKey.LIVE)
def live(request: HttpRequest, entered: Entered) -> HttpResponse:
    """Say what will happen, then guide through it; without a camera name the other ways."""
    now = clock.now()
    text = queries.get_consent_text(kind=ConsentKind.FACE, now=now)
    has_consent = queries.has_consent(case=entered.case, kind=ConsentKind.FACE)
    policy = ports.policy()
    context = {
        "has_consent": has_consent,
        "consent_text": None if has_consent else text,
        "consent_form": FaceConsentForm(initial={"face_text": text.pk}),
        "tries_left": queries.count_tries_left_for_case(
            case=entered.case, kind=TryKind.LIVE, now=now
        ),
        "has_open_session": queries.find_open_live_session(case=entered.case, now=now) is not None,
        "start_url": reverse("proofing:live-start"),
        "frames_url": reverse("proofing:live-frames"),
        "seconds": int(policy.live_session_for.total_seconds()),
        "action_count": policy.liveness.action_count,
        "steps": steps_bar(current=StepKey.LIVE, state=entered.state),
    }
    return render(request, "proofing/live.html", context)


@require_POST
@leading_on
def live_agree(request: HttpRequest) -> HttpResponse:
    """Keep the consent to the face, where it was not given at first."""
    form = FaceConsentForm(request.POST)
    if form.is_valid():
        try:
            agree_to_face(
                actor=actor_of(request), text_id=form.cleaned_data["face_text"], now=clock.now()
            )
        except errors.ConsentOutdated:
            # The page shows the version in force now.
            return to_step(request, "proofing:live")
    return to_step(request, "proofing:live")


@require_POST
@require_sign_in
def live_start(request: HttpRequest) -> HttpResponse:
    """Draw a sequence for the script of the page."""
    try:
        started = start_live_check(actor=actor_of(request), now=clock.now())
    except DomainError as error:
        return problem(error)
    return JsonResponse(
        {
            "session": str(started.session_id),
            "nonce": started.nonce,
            "expires_at": started.expires_at.isoformat(),
            "actions": [
                {
                    "action": one.action.value,
                    "label": str(labels.ACTIONS[one.action]),
                    "start_ms": one.start_ms,
                    "end_ms": one.end_ms,
                }
                for one in started.plan
            ],
        }
    )


@require_POST
@require_sign_in
def live_frames(request: HttpRequest) -> HttpResponse:
    """Take the frames from the script of the page, and say where to go on."""
    sent = request.FILES.get("clip")
    limit = ports.policy().max_clip_bytes
    try:
        session_id = LiveSessionId(uuid.UUID(request.POST.get("session", "")))
    except ValueError:
        return problem(errors.LiveSessionNotFound())
    if sent is None:
        return problem(errors.ClipUnreadable())
    try:
        hand_in_live_check(
            actor=actor_of(request),
            session_id=session_id,
            nonce=request.POST.get("nonce", ""),
            clip=sent.read(limit + 1),
            now=clock.now(),
        )
    except DomainError as error:
        return problem(error)
    return JsonResponse({"url": reverse("proofing:result")})


@require_GET
@require_sign_in
def phone_code(request: HttpRequest) -> HttpResponse:
    """Draw the address of the journey as a code, to go on with a phone (S31-1)."""
    url = request.build_absolute_uri(reverse("proofing:overview"))
    drawn = segno.make(url, error="m", micro=False).svg_inline(scale=4, omitsize=True)
    return HttpResponse(
        drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1),
        content_type="image/svg+xml",
    )
